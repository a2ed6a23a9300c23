import { el, follow, oneAtATime, send } from "./dom.js";
import { showWayOut } from "./way-out.js";
import { offerWallets } from "./wallet-way.js";

const { path, payment, chain, missing } = document.body.dataset;
const $ = (id) => document.getElementById(id);
let spoken = $("headline").textContent;

function drawStep(step) {
  return el("li", { data: { state: step.state } },
    el("span", { class: "dot", "aria-hidden": "true" }, step.state === "done" ? "✓" : step.state === "bad" ? "!" : ""),
    el("span", {}, step.text, step.state === "done" && el("span", { class: "sr" }, ", done"),
      step.detail && el("span", { class: "quiet" }, step.detail)));
}

let stop = () => {};

const lookAsync = oneAtATime(async () => {
  const answer = await fetch(`${path}/state`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const state = await answer.json();
  if (JSON.stringify(state.steps) !== document.body.dataset.steps) {
    document.body.dataset.steps = JSON.stringify(state.steps);
    $("steps").replaceChildren(...state.steps.map(drawStep));
  }
  if (state.headline !== spoken) {
    spoken = state.headline;
    $("headline").textContent = spoken;
    $("spoken").textContent = spoken;
  }
  // Codes and sums on the page were drawn for another sum.
  if (state.can_pay && missing && state.missing !== missing) location.reload();
  $("ways").hidden = !state.can_pay;
  $("invite").hidden = !state.invite;
  if (state.invite) {
    $("invite").href = state.invite.url;
    $("invite").textContent = state.invite.label;
  }
  if (state.receipt_url) {
    $("receipt").href = state.receipt_url;
    $("receipt").hidden = false;
  }
  if (state.is_final) stop();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  });
}

// A second press before the answer comes would pay twice.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// What a transaction has to do now: part of the price may have come since the page was opened.
async function termsAsync() {
  const answer = await fetch(`${path}/state`, { headers: { Accept: "application/json" } });
  const state = answer.ok ? await answer.json() : null;
  if (!state?.terms) throw new Error("This payment cannot be made now. Load the page again to see where it stands.");
  return state.terms;
}

if ($("wallet-way")) offerWallets({ path, payment, chain, terms: termsAsync, lookAsync });
showWayOut();
stop = follow(`${path}/events`, lookAsync, 2500);
lookAsync();
