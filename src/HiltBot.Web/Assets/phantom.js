import { fromBase64, toBase58 } from "./bytes.js";
import { el, send } from "./dom.js";
import { check, wordsOf } from "./judgement.js";

const { path, payment, step, subject } = document.body.dataset;
const $ = (id) => document.getElementById(id);
const answer = new URLSearchParams(location.search);
const sealed = { payment_id: payment, nonce: answer.get("nonce"), data: answer.get("data") };

// What the wallet brought does not stay in the history of the browser.
history.replaceState(null, "", location.pathname);

function say(headline, text) {
  $("headline").textContent = headline;
  $("status").textContent = text;
}

// What a transaction has to do: the wallet's page holds the bytes against it before they are signed, and after.
async function termsAsync() {
  const found = await fetch(`${path}/state`, { headers: { Accept: "application/json" } });
  const state = found.ok ? await found.json() : null;
  if (!state?.terms) throw new Error("This payment cannot be made now. Open it again to see where it stands.");
  return state.terms;
}

async function connectedAsync() {
  const { wallet_address: wallet } = await send("/v1/pay/phantom/connect/callback", {
    ...sealed,
    phantom_encryption_public_key: answer.get("phantom_encryption_public_key"),
  });
  const prepared = await send(`${path}/prepare`, { wallet });
  if (prepared.missing) {
    say("One thing is missing", `${prepared.missing} Then open the payment again.`);
    return;
  }
  const bytes = fromBase64(prepared.transaction);
  const terms = await termsAsync();
  const words = wordsOf(check(bytes, terms, wallet), terms);
  const { deeplink_url: link } = await send("/v1/pay/phantom/transaction-url", {
    payment_id: payment,
    serialized_transaction_b58: toBase58(bytes),
  });
  $("words").replaceChildren(...words.map((word) => el("li", {}, word)));
  $("words").hidden = false;
  $("next").href = link;
  $("next").hidden = false;
  say("What Phantom will sign", "Read it, then sign in Phantom. Nothing is paid before that.");
  $("headline").focus();
}

async function signedAsync() {
  const signed = await send("/v1/pay/phantom/transaction/callback", sealed);
  check(fromBase64(signed.serialized_transaction_b64), await termsAsync(), signed.wallet_address);
  await send(`${path}/send`, {
    wallet: signed.wallet_address,
    signed_transaction: signed.serialized_transaction_b64,
  });
  location.replace(path);
}

async function messageAsync() {
  await send("/v1/pay/phantom/message/callback", { ...sealed, identity_session_id: subject });
  say("Signed", "Your wallet has said whom it pays for. Go back to where you came from.");
}

async function mandateAsync() {
  await send("/v1/pay/phantom/renewal-message/callback", { ...sealed, automatic_renew_setup_key: subject });
  say("Signed", "The mandate is signed. Go back to where you came from.");
}

const steps = { connected: connectedAsync, signed: signedAsync, message: messageAsync, mandate: mandateAsync };

async function goAsync() {
  if (answer.get("errorCode")) {
    say("Phantom did not do it", answer.get("errorMessage") || "It was cancelled in the wallet. Nothing was paid.");
    return;
  }
  if (!sealed.nonce || !sealed.data) {
    say("Nothing came from Phantom", "Open the payment again and press the button there. Nothing was paid by this.");
    return;
  }
  try {
    await steps[step]();
  } catch (error) {
    say("That did not work", error.message);
  }
}

goAsync();
