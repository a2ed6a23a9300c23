import { el, follow, oneAtATime, refill, send } from "./dom.js";
import { drawLine } from "./simulator-lines.js";
import { askForm, askOptions } from "./simulator-forms.js";
import { suggest } from "./simulator-commands.js";

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const seenKey = () => `hiltbot-seen-${me}`;
let me = query.get("as") ?? localStorage.getItem("hiltbot-me") ?? "ana";
localStorage.setItem("hiltbot-me", me);
let at = { platform: "SIM_SERVER", channel: "welcome" };
let sight = null;
let commands = [];
let clockSkew = 0;

const placeOf = (platform) => sight.places.find((place) => place.platform === platform);
const here = () => placeOf(at.platform);
const channelHere = () => here().channels.find((channel) => channel.id === at.channel);
const linesHere = () => (at.channel === null ? here().private : channelHere().messages);
const fresh = () => crypto.randomUUID?.() ?? `${performance.now()}-${Math.random()}`;

function news(text) {
  const line = el("p", { class: "arrives" }, text);
  $("news").append(line);
  setTimeout(() => line.remove(), 6000);
}

function problem(text) {
  $("problem").textContent = text ?? "";
  $("problem").hidden = !text;
}

const lookAsync = oneAtATime(async () => {
  let answer;
  try {
    answer = await fetch(`/simulator/state?as=${encodeURIComponent(me)}`, { headers: { Accept: "application/json" } });
  } catch {
    $("offline").hidden = false;
    return;
  }
  $("offline").hidden = answer.ok;
  if (!answer.ok) return;
  const before = sight;
  const next = await answer.json();
  if (next.me !== me) return;
  sight = next;
  clockSkew = Date.parse(sight.now) - Date.now();
  if (before?.me === me) tellChanges(before);
  draw(before?.me === me ? before : null);
});

function tellChanges(before) {
  for (const place of sight.places) {
    const old = before.places.find((known) => known.platform === place.platform);
    for (const channel of place.channels) {
      const was = old.channels.find((known) => known.id === channel.id);
      if (channel.gate === "TARGET" && was.may_read !== channel.may_read) {
        news(channel.may_read ? `#${channel.title} is open for you.` : `#${channel.title} is closed for you.`);
      }
    }
    if (old.bot.is_inside !== place.bot.is_inside) {
      news(place.bot.is_inside ? `HiltBot is in ${place.title}.` : `HiltBot is out of ${place.title}.`);
    }
  }
}

function seen() {
  try {
    return JSON.parse(localStorage.getItem(seenKey())) ?? {};
  } catch {
    return {};
  }
}

function markSeen(key, lines) {
  if (lines.length === 0) return;
  localStorage.setItem(seenKey(), JSON.stringify({ ...seen(), [key]: lines.at(-1).id }));
}

const keyOf = (platform, channel) => `${platform}/${channel ?? "private"}`;
const unread = (key, lines) => lines.filter((line) => line.is_bot && line.id > (seen()[key] ?? 0)).length;

function goTo(platform, channel) {
  at = { platform, channel };
  document.body.dataset.tab = "talk";
  problem(null);
  $("log").replaceChildren();
  draw(null);
  $("text").focus();
}

function entry(place, channel, lines, before) {
  const isPrivate = channel === null;
  const isHere = at.platform === place.platform && at.channel === (channel?.id ?? null);
  const key = keyOf(place.platform, channel?.id);
  if (isHere) markSeen(key, lines);
  const count = isHere ? 0 : unread(key, lines);
  const gated = !isPrivate && channel.gate !== "OPEN";
  const was = before?.places.find((known) => known.platform === place.platform)
    ?.channels.find((known) => known.id === channel?.id);
  const sign = isPrivate ? "mail" : channel.may_read ? (gated ? "unlock" : null) : "lock";
  const state = isPrivate ? "" : channel.may_read ? (gated ? ", open for you" : "") : ", locked";
  const classes = ["channel"];
  if (!isPrivate && !channel.may_read) classes.push("shut");
  if (was && was.may_read !== channel.may_read) classes.push("opened");
  return el("li", {},
    el("button", {
      type: "button", class: classes.join(" "), "aria-current": isHere ? "true" : "false",
      data: { key: `go-${key}`, channel: channel?.id ?? `private-${place.platform}` },
      onclick: () => goTo(place.platform, channel?.id ?? null),
    },
    el("span", { class: "icon", "aria-hidden": "true" }, sign ? el("span", { class: `mark ${sign}` }) : "#"),
    el("span", { class: "name" }, isPrivate ? "HiltBot, privately" : channel.title,
      el("span", { class: "sr" }, state)),
    count > 0 && el("span", { class: "badge" }, `${count}`, el("span", { class: "sr" }, " unread"))));
}

function drawPlaces(before) {
  refill($("places"), sight.places.map((place) =>
    el("section", { class: "place", "aria-label": place.title },
      el("h2", {}, place.title), el("p", {}, place.is_deleted ? "Deleted" : place.kind),
      el("ul", {},
        place.channels.map((channel) => entry(place, channel, channel.messages, before)),
        entry(place, null, place.private, before)))));
}

function roleTags(member) {
  return [
    !member.is_inside && el("span", { class: "role away" }, "outside"),
    member.may_manage && el("span", { class: "role staff" }, member.part),
    ...member.roles.map((role) => el("span", { class: "role" }, role.title)),
  ];
}

function drawPeople() {
  const place = here();
  const mine = place.me;
  const act = (doing, more = {}) => () => doAsync({ doing, platform: place.platform, ...more });
  const button = (text, doing, more) =>
    el("button", { type: "button", data: { key: `do-${text}` }, onclick: act(doing, more) }, text);
  const staff = mine?.may_manage;
  const isGroup = place.platform === "SIM_GROUP";
  const byHand = (member) => staff && !isGroup && !member.may_manage && el("span", {},
    place.channels.filter((channel) => channel.gate === "TARGET").map((channel) => {
      const holds = member.roles.some((role) => role.target_id === channel.target_id);
      const label = `${holds ? "Take" : "Give"} ${channel.title}`;
      return el("button", {
        type: "button", class: "small", data: { key: `role-${member.account}-${channel.id}` },
        "aria-label": `${label}: ${member.display}`,
        onclick: act("set_role", { account: member.account, target_id: channel.target_id, value: !holds }),
      }, label);
    }));
  refill($("people"),
    el("section", {},
      el("h3", {}, `People in ${place.title}`),
      el("ul", {}, place.members.map((member) => el("li", { class: member.is_inside ? "person" : "person away" },
        el("span", { class: "face tiny", data: { who: member.persona }, "aria-hidden": "true" }, member.display[0]),
        el("span", {}, el("b", {}, member.display), el("span", { class: "roles" }, roleTags(member))))),
      el("li", { class: place.bot.is_inside ? "person" : "person away" },
        el("span", { class: "face tiny", data: { who: "hiltbot" }, "aria-hidden": "true" }, "H"),
        el("span", {}, el("b", {}, "HiltBot"), el("span", { class: "roles" },
          el("span", { class: place.bot.is_inside ? "role" : "role away" }, place.bot.is_inside ? "bot" : "outside"),
          place.bot.is_inside && !place.bot.may_manage && el("span", { class: "role staff" }, "no rights")))))),
    el("section", { class: "switches" },
      el("h3", {}, `You are ${mine?.display ?? me}`),
      mine?.is_inside && button(isGroup ? "Leave the group" : "Leave the server", "leave"),
      mine && !mine.is_inside && (!isGroup || place.has_invitation) &&
        button(isGroup ? "Enter with your invitation" : "Come back", "join"),
      mine && !mine.is_inside && isGroup && !place.has_invitation &&
        el("p", { class: "facts-line" }, "You are outside. Members get an invitation from the bot."),
      mine && button(mine.takes_messages ? "Block private messages" : "Allow private messages", "set_messages",
        { value: !mine.takes_messages })),
    staff && el("section", { class: "switches" },
      el("h3", {}, "You manage this place"),
      place.is_deleted ? button("Open the place again", "restore_place") : [
        place.bot.is_inside ? button("Kick the bot", "kick_bot") : button("Invite the bot", "invite_bot"),
        place.bot.is_inside && button(place.bot.may_manage ? "Take the bot's rights" : "Give rights back",
          "set_bot_rights", { value: !place.bot.may_manage }),
        button("Delete the place", "delete_place")]),
    staff && !isGroup && !place.is_deleted && el("details", { class: "switches" },
      el("summary", { data: { key: "by-hand" } }, "Give roles by hand"),
      place.members.filter((member) => !member.may_manage).map((member) =>
        el("p", {}, el("b", {}, `${member.display} `), byHand(member)))));
  if (document.body.dataset.byHand === "open") $("people").querySelector("details")?.setAttribute("open", "");
  $("people").querySelector("details")?.addEventListener("toggle", (event) => {
    document.body.dataset.byHand = event.target.open ? "open" : "";
  });
}

function hello() {
  return el("div", { class: "hello", data: { id: "hello" } },
    el("h3", {}, "Welcome. This is a play community with a real bot in it."),
    el("ol", {},
      el("li", {}, "Type ", el("b", {}, "/join"), " below and choose an offer."),
      el("li", {}, "Pay with the sandbox wallet in the page that opens."),
      el("li", {}, "Watch a locked channel open on the left."),
      el("li", {}, "Move the clock above, and see reminders, grace and the end.")),
    el("p", { class: "quiet" }, "Be somebody else at any time: the merchant creates offers with /offer create."));
}

function locked(channel) {
  const who = channel.readers.length > 0 ? channel.readers.join(", ") : "nobody";
  return el("div", { class: "locked", data: { id: "locked" } },
    el("span", { class: "mark lock", "aria-hidden": "true" }),
    el("h3", {}, `#${channel.title} is locked`),
    el("p", {}, channel.gate === "STAFF" ? "Only the staff reads it." : "Type /join in an open channel to get in."),
    el("p", {}, `It is read by ${who}.`));
}

function drawTalk() {
  const place = here();
  const channel = at.channel === null ? null : channelHere();
  const mayRead = channel === null || channel.may_read;
  $("talk-title").textContent = channel === null ? `HiltBot, privately (${place.title})` : `#${channel.title}`;
  $("talk-topic").textContent = channel === null
    ? "Only you and the bot read this."
    : `${channel.topic}. Read by ${channel.gate === "OPEN" ? "everybody" : channel.readers.join(", ") || "nobody"}.`;
  $("say").hidden = !mayRead;
  const log = $("log");
  const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60 || log.childElementCount < 2;
  const lines = mayRead ? linesHere() : [];
  const wanted = new Set(lines.map((line) => `${line.id}`));
  for (const node of [...log.children]) {
    if (!wanted.has(node.dataset.id)) node.remove();
  }
  const drawn = new Set([...log.children].map((node) => node.dataset.id));
  for (const line of lines) {
    if (!drawn.has(`${line.id}`)) log.append(drawLine(line, { press: pressAsync, choose: chooseAsync }));
  }
  if (!mayRead) log.append(locked(channel));
  else if (lines.length === 0 && at.channel === "welcome") log.append(hello());
  if (wasAtEnd) log.scrollTop = log.scrollHeight;
}

function draw(before) {
  drawPlaces(before);
  drawPeople();
  drawTalk();
  for (const radio of document.querySelectorAll("#who input")) radio.checked = radio.value === me;
  for (const button of document.querySelectorAll("#clock button")) button.disabled = !sight.can_move_clock;
  tick();
}

function tick() {
  if (!sight) return;
  const text = new Date(Date.now() + clockSkew).toISOString();
  $("now").dateTime = text;
  $("now").textContent = `${new Date(text).toLocaleDateString("en-GB", {
    weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })}, ${text.slice(11, 16)} UTC`;
}

async function doAsync(doing) {
  try {
    await send("/simulator/do", { as: me, ...doing });
  } catch (error) {
    news(error.message);
  }
  await lookAsync();
}

async function talkAsync(what) {
  problem(null);
  try {
    const answer = await send("/simulator/talk", {
      as: me, platform: at.platform, channel: at.channel, update_id: fresh(), ...what });
    await lookAsync();
    if (answer.reply?.form) {
      const fields = await askForm($("form"), answer.reply.form, answer.reply.text);
      if (fields) await talkAsync({ kind: "submit", action_id: answer.reply.form.action_id, fields });
    }
  } catch (error) {
    problem(error.message);
  }
}

const pressAsync = (actionId) => talkAsync({ kind: "press", action_id: actionId });
const chooseAsync = (actionId, value) => talkAsync({ kind: "choose", action_id: actionId, value });

async function sayAsync(text) {
  const line = text.trim();
  problem(null);
  if (line === "") return;
  if (!line.startsWith("/")) {
    if (at.channel === null) return talkAsync({ kind: "line", text: line });
    return doAsync({ doing: "speak", platform: at.platform, channel: at.channel, text: line });
  }

  const bare = commands.find((command) => `/${command.name}` === line.toLowerCase());
  if (bare?.options.some((option) => option.is_required) && here().commands.includes(bare.name)) {
    const options = await askOptions($("form"), bare, here());
    if (options) await talkAsync({ kind: "command", name: bare.name, options });
    return undefined;
  }
  return talkAsync({ kind: "line", text: line });
}

async function startAsync() {
  const [answer] = await Promise.all([fetch("/simulator/commands"), lookAsync()]);
  commands = await answer.json();
  suggest($("text"), $("suggestions"), () => commands.filter((command) => here().commands.includes(command.name)));
  $("say").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("text").value;
    $("text").value = "";
    sayAsync(text);
  });
  $("who").addEventListener("change", (event) => {
    me = event.target.value;
    localStorage.setItem("hiltbot-me", me);
    query.set("as", me);
    query.delete("start");
    history.replaceState(null, "", `?${query}`);
    $("log").replaceChildren();
    lookAsync();
  });
  for (const button of document.querySelectorAll("#clock button")) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const moved = await send("/simulator/time", { move: button.value });
        news(moved.text);
      } catch (error) {
        news(error.message);
      }
      await lookAsync();
    });
  }
  for (const button of document.querySelectorAll(".tabs button")) {
    button.addEventListener("click", () => {
      document.body.dataset.tab = button.value;
    });
  }
  new MutationObserver(() => {
    for (const button of document.querySelectorAll(".tabs button")) {
      button.setAttribute("aria-pressed", button.value === document.body.dataset.tab);
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["data-tab"] });
  follow("/simulator/events", lookAsync);
  setInterval(tick, 1000);
  if (query.get("place") === "SIM_GROUP") goTo("SIM_GROUP", "porch");
  if (query.get("start")) {
    at = { platform: query.get("place") === "SIM_SERVER" ? "SIM_SERVER" : "SIM_GROUP", channel: null };
    const payload = query.get("start");
    query.delete("start");
    history.replaceState(null, "", `?${query}`);
    await talkAsync({ kind: "command", name: "start", options: { payload } });
  }
}

startAsync();
