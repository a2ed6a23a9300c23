// The merchant's wallet signs money back. What it signs was prepared by the server, and is shown in words first.
import { fromBase64, toBase58, toBase64 } from "./bytes.js";
import { el, send } from "./dom.js";
import { connect, findWallets } from "./wallets.js";

const { path, chain, from } = document.body.dataset;
const $ = (id) => document.getElementById(id);
const signOnly = "solana:signTransaction";
const signAndSend = "solana:signAndSendTransaction";

function problem(text) {
  $("problem").textContent = text ?? "";
  $("problem").hidden = !text;
}

function draw(wallets) {
  $("wallets").replaceChildren(...wallets.map((wallet) => el("button", {
    type: "button", onclick: () => chooseAsync(wallet),
  }, `Connect ${wallet.name}`)));
}

async function chooseAsync(wallet) {
  problem(null);
  try {
    const accounts = await connect(wallet, chain);
    const account = accounts.find((one) => one.address === from);
    if (!account) throw new Error(`Connect the wallet that received the money: ${from}`);
    const prepared = await send(`${path}/prepare`, {});
    $("words").replaceChildren(...prepared.in_words.map((word) => el("li", {}, word)));
    $("words").hidden = false;
    $("sign").hidden = false;
    $("sign").focus();
    $("sign").onclick = () => signAsync(wallet, account, fromBase64(prepared.transaction));
  } catch (error) {
    problem(error.message || "The wallet did not connect.");
  }
}

async function signAsync(wallet, account, transaction) {
  problem(null);
  $("sign").disabled = true;
  try {
    const input = { account, chain, transaction };
    if (wallet.features[signOnly]) {
      const [{ signedTransaction }] = await wallet.features[signOnly].signTransaction(input);
      await send(`${path}/send`, { signed_transaction: toBase64(signedTransaction) });
    } else {
      const [{ signature }] = await wallet.features[signAndSend].signAndSendTransaction(input);
      await send(`${path}/name`, { signature: toBase58(signature) });
    }
    $("sign").hidden = true;
    $("words").hidden = true;
    $("wallets").hidden = true;
    $("status").textContent = "Sent. The ledger closes the refund within about half a minute; load the page again to see it.";
  } catch (error) {
    problem(error.message || "The wallet did not sign. Nothing was sent.");
  }
  $("sign").disabled = false;
}

if ($("wallets")) findWallets(chain, draw);
