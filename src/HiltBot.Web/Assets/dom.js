// Makes elements. Words from people and merchants only ever become text nodes, never markup.
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Puts new children into a place and gives the focus back to the control that had it.
export function refill(place, ...children) {
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(...children.flat().filter(Boolean));
  if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

export async function send(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const detail = Array.isArray(json.detail) ? json.detail[0]?.msg : json.detail?.message ?? json.detail;
    throw new Error(typeof detail === "string" ? detail : `The server answered ${answer.status}.`);
  }
  return json;
}

// Asked again while it runs, it runs once more afterwards: an old answer never overwrites a newer one.
export function oneAtATime(workAsync) {
  let running = null;
  let next = null;
  const runAsync = () => {
    running = workAsync().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (!running && !next) return runAsync();
    next ??= running.catch(() => {}).then(() => {
      next = null;
      return runAsync();
    });
    return next;
  };
}

// Server-sent events, and looking every few seconds where they do not come through.
export function follow(eventsUrl, lookAsync, milliseconds = 3000) {
  let timer = null;
  const poll = () => {
    timer ??= setInterval(lookAsync, milliseconds);
  };
  if (!("EventSource" in window)) {
    poll();
    return () => clearInterval(timer);
  }

  const source = new EventSource(eventsUrl);
  source.addEventListener("change", lookAsync);
  source.addEventListener("open", () => {
    clearInterval(timer);
    timer = null;
  });
  source.addEventListener("error", poll);
  return () => {
    source.close();
    clearInterval(timer);
    timer = null;
  };
}
