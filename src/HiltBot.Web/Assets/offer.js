// The offer inside a chat app that says who looks at it (Telegram's Mini Apps). Everywhere else this does nothing.
import { el, send } from "./dom.js";

const { path, handoff } = document.body.dataset;
const data = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");

// What the app needs to know: the page stands, and wants the whole height.
function tellApp(event) {
  window.TelegramWebviewProxy?.postEvent(event, "{}");
}

function say(...words) {
  const note = document.getElementById("visit");
  note.replaceChildren(...words);
  note.hidden = false;
}

async function showVisitAsync() {
  tellApp("web_app_ready");
  tellApp("web_app_expand");
  try {
    const visit = await send(`${path}/app`, { init_data: data, ...(handoff ? { handoff } : {}) });
    if (visit.visit === "named") {
      location.replace(visit.url + location.hash);
    } else if (visit.visit === "somebody_elses") {
      say(
        `This link gives access to ${visit.other}, not to you. You may pay for them, or `,
        el("a", { href: visit.url + location.hash }, "open your own"),
        ".",
      );
    }
  } catch (error) {
    say(error.message);
  }
}

if (data) await showVisitAsync();
