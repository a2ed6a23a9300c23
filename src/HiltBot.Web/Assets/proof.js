// A wallet proves itself by signing a text that the server made: to claim money, or to name where a refund goes.
import { toBase64 } from "./bytes.js";
import { el, send } from "./dom.js";
import { connect, findWallets } from "./wallets.js";

const { path, chain } = document.body.dataset;
const $ = (id) => document.getElementById(id);
const signMessage = "solana:signMessage";

function problem(text) {
  $("problem").textContent = text ?? "";
  $("problem").hidden = !text;
}

function draw(wallets) {
  const able = wallets.filter((wallet) => wallet.features[signMessage]);
  $("wallets").replaceChildren(...able.map((wallet) => el("button", {
    type: "button", onclick: () => connectAsync(wallet),
  }, `Connect ${wallet.name}`)));
  $("status").textContent = able.length > 0 ? "" : "No wallet that can sign a text is here. Open this page where yours is.";
}

async function connectAsync(wallet) {
  problem(null);
  try {
    const [account] = await connect(wallet, chain);
    const { proof, text } = await send(`${path}/text`, { wallet: account.address });
    $("text").textContent = text;
    $("text").hidden = false;
    $("sign").hidden = false;
    $("sign").focus();
    $("sign").onclick = () => signAsync(wallet, account, proof, text);
  } catch (error) {
    problem(error.message || "The wallet did not connect.");
  }
}

async function signAsync(wallet, account, proof, text) {
  problem(null);
  $("sign").disabled = true;
  try {
    const message = new TextEncoder().encode(text);
    const [{ signature, signedMessage }] = await wallet.features[signMessage].signMessage({ account, message });
    if (signedMessage && toBase64(signedMessage) !== toBase64(message)) {
      throw new Error("The wallet signed another text than was shown, so it was not used.");
    }
    const answer = await send(`${path}/prove`, { proof, signature: toBase64(signature) });
    $("text").hidden = true;
    $("sign").hidden = true;
    $("wallets").hidden = true;
    $("status").textContent = answer.said;
    $("offers").replaceChildren(...(answer.offers ?? []).map((offer) => el("button", {
      type: "button", class: "wide", onclick: (event) => countAsync(proof, offer.transfer, event.target),
    }, offer.text)));
  } catch (error) {
    problem(error.message || "The wallet did not sign.");
  }
  $("sign").disabled = false;
}

async function countAsync(proof, transfer, button) {
  problem(null);
  button.disabled = true;
  try {
    const answer = await send(`${path}/count`, { proof, transfer });
    button.remove();
    $("status").textContent = answer.said;
  } catch (error) {
    button.disabled = false;
    problem(error.message);
  }
}

if ($("sign")) findWallets(chain, draw);
if ($("sign")) draw([]);
