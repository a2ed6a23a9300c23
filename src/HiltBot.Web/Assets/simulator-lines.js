import { el } from "./dom.js";

const styles = { PRIMARY: "primary", DANGER: "danger" };

function isWebLink(url) {
  try {
    return ["http:", "https:"].includes(new URL(url, location.href).protocol);
  } catch {
    return false;
  }
}

function drawButton(button, line, press) {
  const key = `b-${line.id}-${button.action_id ?? button.url}`;
  if (button.url && isWebLink(button.url)) {
    return el("a", {
      class: `button ${styles[button.style] ?? ""}`, href: button.url, target: "_blank", rel: "noopener",
      data: { key },
    }, button.label, el("span", { "aria-hidden": "true" }, "↗"), el("span", { class: "sr" }, "(opens a new tab)"));
  }
  return el("button", {
    type: "button", class: styles[button.style] ?? "", data: { key },
    onclick: async (event) => {
      const control = event.currentTarget;
      control.disabled = true;
      await press(button.action_id);
      control.disabled = false;
    },
  }, button.label);
}

function drawMenu(menu, line, choose) {
  const id = `menu-${line.id}`;
  const select = el("select", { id, data: { key: id } },
    el("option", { value: "" }, menu.placeholder),
    menu.lines.map((choice) => el("option", { value: choice.value },
      choice.description ? `${choice.label}: ${choice.description}` : choice.label)));
  select.addEventListener("change", async () => {
    if (select.value === "") return;
    await choose(menu.action_id, select.value);
    select.value = "";
  });
  return el("div", {}, el("label", { for: id, class: "sr" }, menu.placeholder), select);
}

// One message: a person's words, or the bot's answer with facts, buttons and a menu.
export function drawLine(line, { press, choose }) {
  const at = new Date(line.at);
  const time = el("time", { datetime: line.at },
    `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" })} ` +
    `${line.at.slice(11, 16)} UTC`);
  const who = line.is_bot ? "hiltbot" : line.persona;
  const head = el("div", { class: "head" }, el("b", {}, line.author), line.is_bot && el("span", { class: "app" }, "BOT"), time);
  const reply = line.reply;
  const body = reply === null
    ? el("div", { class: line.text.startsWith("/") ? "body said" : "body" }, line.text)
    : el("div", { class: "box" },
      el("div", { class: "body" }, reply.text),
      reply.facts.length > 0 && el("dl", {}, reply.facts.map((fact) =>
        el("div", {}, el("dt", {}, fact.label), el("dd", {}, fact.value)))),
      reply.menu && drawMenu(reply.menu, line, choose),
      reply.buttons.length > 0 && el("div", { class: "buttons" },
        reply.buttons.map((button) => drawButton(button, line, press))));
  return el("article", {
    class: `line arrives${line.is_only_for_me ? " mine-only" : ""}`, data: { id: `${line.id}` },
    "aria-label": `${line.author}`,
  },
  el("span", { class: "face", data: { who }, "aria-hidden": "true" }, line.author[0]),
  el("div", {}, head, body,
    line.is_only_for_me && line.is_bot && line.in_channel && el("p", { class: "only" }, "Only you can see this.")));
}
