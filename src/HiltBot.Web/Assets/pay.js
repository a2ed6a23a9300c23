import { el, follow, oneAtATime, send } from "./dom.js";
import { findWallets, payWith } from "./wallets.js";

const { path, payment, chain } = document.body.dataset;
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
    await navigator.clipboard.writeText($(button.dataset.copy).textContent.replace(/ [A-Z]+$/, ""));
    button.textContent = "Copied";
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

function problem(text) {
  $("wallet-problem").textContent = text ?? "";
  $("wallet-problem").hidden = !text;
}

function drawWallets(wallets) {
  $("wallet-way").hidden = wallets.length === 0;
  $("wallets").replaceChildren(...wallets.map((wallet) => el("button", {
    type: "button", onclick: () => chooseAsync(wallet),
  }, /^data:image\//.test(wallet.icon ?? "") && el("img", { src: wallet.icon, alt: "" }), `Pay with ${wallet.name}`)));
}

async function chooseAsync(wallet) {
  problem(null);
  try {
    const { accounts } = await wallet.features["standard:connect"].connect();
    const account = accounts.find((one) => one.chains.includes(chain)) ?? accounts[0];
    if (!account) throw new Error("The wallet gave no account.");
    const prepared = await send(`${path}/prepare`, { wallet: account.address });
    $("words").replaceChildren(...prepared.in_words.map((word) => el("li", {}, word)));
    $("wallets").hidden = true;
    $("preview").hidden = false;
    $("preview-title").focus();
    $("sign").onclick = async () => {
      $("sign").disabled = true;
      problem(null);
      try {
        await payWith({ wallet, account, chain, path, payment, prepared });
        $("preview").hidden = true;
        await lookAsync();
      } catch (error) {
        problem(error.message || "The wallet did not sign.");
      }
      $("sign").disabled = false;
    };
  } catch (error) {
    problem(error.message || "The wallet did not connect.");
  }
}

if ($("wallet-way")) {
  $("other").addEventListener("click", () => {
    $("preview").hidden = true;
    $("wallets").hidden = false;
    problem(null);
  });
  findWallets(chain, drawWallets);
}
stop = follow(`${path}/events`, lookAsync, 2500);
lookAsync();
