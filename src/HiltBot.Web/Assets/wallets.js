// Wallets in this browser, by the Wallet Standard: found, connected, asked to sign. What they say no with is put into words.
import { toBase58, toBase64 } from "./bytes.js";
import { send } from "./dom.js";
import { check } from "./judgement.js";

const connectIt = "standard:connect";
const disconnectIt = "standard:disconnect";
const events = "standard:events";
const signAndSend = "solana:signAndSendTransaction";
const signOnly = "solana:signTransaction";
const lastKey = "hilt-last-wallet";
const connectPatience = 90_000;
const signPatience = 120_000;

// Storage is closed in some private windows; then nothing is remembered.
function remembered() {
  try {
    return localStorage.getItem(lastKey);
  } catch {
    return null;
  }
}

export function remember(wallet) {
  try {
    localStorage.setItem(lastKey, wallet.name);
  } catch {
    // Nothing depends on it.
  }
}

const canPay = ({ features, chains }, chain) =>
  Boolean(features[connectIt] && (features[signOnly] || features[signAndSend]) && chains.includes(chain));

// Wallets that are here already hear app-ready, later ones announce themselves. The one used last comes first.
export function findWallets(chain, tell) {
  const found = new Set();
  const show = () => {
    const last = remembered();
    const usable = [...found].filter((wallet) => canPay(wallet, chain));
    const byName = new Map(usable.map((wallet) => [wallet.name, wallet]));
    tell([...byName.values()].sort((left, right) => (right.name === last) - (left.name === last)));
  };
  const register = (...wallets) => {
    for (const wallet of wallets) {
      found.add(wallet);
      // A wallet that changes its networks or abilities is offered, or not, from then on.
      wallet.features[events]?.on("change", (change) => {
        if (change.chains || change.features) show();
      });
    }
    show();
    return () => {
      for (const wallet of wallets) found.delete(wallet);
      show();
    };
  };
  const api = Object.freeze({ register });
  window.addEventListener("wallet-standard:register-wallet", ({ detail: callback }) => callback(api));
  window.dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: api }));
}

export class WalletProblem extends Error {}

// Wallets say no in many ways: EIP-1193's number, words, or an empty error.
function inWords(error, wallet, what) {
  if (error instanceof WalletProblem) return error;
  const text = String(error?.message ?? error ?? "");
  if (error?.code === 4001 || error?.code === -32003 || /reject|denied|declin|cancel|disapprov|user said no/i.test(text)) {
    return new WalletProblem(`You said no in ${wallet.name}. Nothing was paid; press the button to try again.`);
  }
  if (error?.code === 4900 || error?.code === 4901 || /locked|unauthori|not connected|disconnect/i.test(text)) {
    return new WalletProblem(`${wallet.name} is locked or not connected. Open it, unlock it, and try again.`);
  }
  return new WalletProblem(`${wallet.name} did not ${what}${text ? `: ${text}` : "."}`);
}

function inTime(promise, milliseconds, words) {
  let timer = null;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new WalletProblem(words)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const accountsOn = (accounts, chain) => accounts.filter((one) => one.chains.includes(chain));

// Accounts of the wallet that can pay here; there is at least one.
export async function connect(wallet, chain) {
  let accounts;
  try {
    const connecting = wallet.features[connectIt].connect();
    const answer = await inTime(
      connecting, connectPatience, `${wallet.name} did not answer. Look whether its window waits for you, and try again.`);
    accounts = answer?.accounts?.length ? answer.accounts : wallet.accounts;
  } catch (error) {
    throw inWords(error, wallet, "connect");
  }
  const usable = accountsOn(accounts, chain);
  if (usable.length > 0) return usable;
  throw new WalletProblem(accounts.length === 0
    ? `${wallet.name} shares no account with this page. Choose one in the wallet, and try again.`
    : `${wallet.name} has no account on the network ${chain.replace("solana:", "")}. Change the network in the wallet, and try again.`);
}

// Tells when the account that was chosen is gone: disconnected, switched, or on another network now.
export function watch(wallet, account, chain, tell) {
  return wallet.features[events]?.on("change", ({ accounts }) => {
    if (!accounts) return;
    if (accounts.length === 0) tell(`${wallet.name} has disconnected. Connect it again to pay.`);
    else if (!accountsOn(accounts, chain).some((one) => one.address === account.address)) {
      tell(`${wallet.name} has switched to another account or network. Press its button again to pay from that one.`);
    }
  }) ?? (() => {});
}

export async function disconnect(wallet) {
  try {
    await wallet.features[disconnectIt]?.disconnect();
  } catch {
    // It is only tidying up.
  }
}

// The signed bytes of a transaction that the page sends by itself.
export async function signTransaction(wallet, input) {
  if (!wallet.features[signOnly]) throw new WalletProblem(`${wallet.name} signs only what it sends itself. Use another wallet for this.`);
  try {
    const signing = wallet.features[signOnly].signTransaction(input);
    const [answer] = await inTime(
      signing, signPatience, `${wallet.name} took too long. Nothing was sent; press the button to try again.`);
    return answer.signedTransaction;
  } catch (error) {
    throw inWords(error, wallet, "sign");
  }
}

// The wallet signs, the page looks at the bytes again, the server sends them. A wallet that only signs and sends in one step
// does both itself, and the page names the signature.
export async function payWith({ wallet, account, chain, path, payment, terms, transaction }) {
  const input = { account, chain, transaction };
  if (!wallet.features[signOnly]) return payBySending(wallet, input, payment);
  let signed;
  try {
    const signing = wallet.features[signOnly].signTransaction(input);
    const [answer] = await inTime(
      signing, signPatience, `${wallet.name} took too long. Nothing was sent; press the button to try again.`);
    signed = answer.signedTransaction;
  } catch (error) {
    throw inWords(error, wallet, "sign");
  }
  try {
    check(signed, terms, account.address);
  } catch (error) {
    throw new WalletProblem(`${wallet.name} changed what was to be signed, so it was not sent and nothing was paid. ${error.message}`);
  }
  return send(`${path}/send`, { wallet: account.address, signed_transaction: toBase64(signed) });
}

async function payBySending(wallet, input, payment) {
  // The answer is named also when it comes after the patience ended: it may have been paid.
  const sending = Promise.resolve()
    .then(() => wallet.features[signAndSend].signAndSendTransaction(input))
    .catch((error) => {
      throw inWords(error, wallet, "send the payment");
    })
    .then(([{ signature }]) => send("/v1/pay/broadcast", {
      payment_id: payment,
      tx_signature: toBase58(signature),
      payer_wallet: input.account.address,
      wallet_source: wallet.name.toLowerCase(),
    }));
  sending.catch(() => {});
  return inTime(
    sending, signPatience,
    `${wallet.name} has not answered. If you agreed there, wait here: the payment is found by itself. Do not pay twice.`);
}
