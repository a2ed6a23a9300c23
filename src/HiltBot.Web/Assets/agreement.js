// A page on which a wallet signs one thing that is no payment: a plan, or what becomes of a renewal. What is signed is read
// out of its bytes before the wallet opens, and again afterwards.
import { fromBase64, toBase64 } from "./bytes.js";
import { el, send } from "./dom.js";
import { decode, effects } from "./transaction.js";
import { connect, findWallets, remember, signTransaction } from "./wallets.js";

const { path, chain, signer, plan } = document.body.dataset;
const $ = (id) => document.getElementById(id);
const allowed = { publish: ["publish"], cancel: ["cancel"], resume: ["resume", "allow"], approve: ["allow"] };
let act = null;
let chosen = null;

function problem(text) {
  $("wallet-problem").textContent = text ?? "";
  $("wallet-problem").hidden = !text;
}

function busy(text) {
  $("wallet-busy").textContent = text ?? "";
  $("wallet-way").setAttribute("aria-busy", String(Boolean(text)));
}

// Only what the button said, by the wallet that it is for, about the plan that this page shows.
function check(bytes) {
  const transaction = decode(bytes);
  const all = effects(transaction).filter((one) => one.kind !== "budget");
  const isKnown = all.length > 0 && all.every((one) => allowed[act].includes(one.kind) && (!one.plan || one.plan === plan));
  if (!isKnown || transaction.signers.length !== 1 || transaction.signers[0] !== signer) {
    throw new Error("This transaction does something else than this page says, so it is not signed.");
  }
}

function draw(wallets) {
  $("no-wallet").hidden = wallets.length > 0;
  $("wallets").replaceChildren(...wallets.map((wallet) => el("button", {
    type: "button", onclick: () => chooseAsync(wallet),
  }, /^data:image\//.test(wallet.icon ?? "") && el("img", { src: wallet.icon, alt: "" }), `Sign with ${wallet.name}`)));
}

async function chooseAsync(wallet) {
  problem(null);
  busy(`Waiting for ${wallet.name}…`);
  try {
    const accounts = await connect(wallet, chain);
    const account = accounts.find((one) => one.address === signer);
    if (!account) throw new Error(`Only the wallet ${signer} can sign this. Switch to it in ${wallet.name}, and try again.`);
    remember(wallet);
    const prepared = await send(`${path}/prepare`, { act });
    const transaction = fromBase64(prepared.transaction);
    check(transaction);
    chosen = { wallet, account, transaction };
    $("words").replaceChildren(...prepared.in_words.map((word) => el("li", {}, word)));
    $("preview").hidden = false;
    $("preview-title").focus();
  } catch (error) {
    problem(error.message);
  }
  busy(null);
}

$("sign").addEventListener("click", async () => {
  if (!chosen) return;
  problem(null);
  busy(`Waiting for ${chosen.wallet.name}: agree there…`);
  try {
    const signed = await signTransaction(chosen.wallet, { account: chosen.account, chain, transaction: chosen.transaction });
    check(signed);
    await send(`${path}/send`, { act, signed_transaction: toBase64(signed) });
    $("preview").hidden = true;
    $("done").hidden = false;
    $("done").focus();
  } catch (error) {
    problem(error.message);
  }
  busy(null);
});

for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => {
    act = button.dataset.act;
    $("preview").hidden = true;
    $("wallet-way").hidden = false;
    $("wallet-title").focus();
    chosen = null;
  });
}
findWallets(chain, draw);
