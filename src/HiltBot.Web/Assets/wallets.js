import { send } from "./dom.js";

const signAndSend = "solana:signAndSendTransaction";
const signOnly = "solana:signTransaction";
const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

export function toBase58(bytes) {
  let number = 0n;
  for (const byte of bytes) number = number * 256n + BigInt(byte);
  let text = "";
  while (number > 0n) {
    text = letters[Number(number % 58n)] + text;
    number /= 58n;
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = letters[0] + text;
  }
  return text;
}

export const toBytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

// The Wallet Standard: wallets that are here already hear app-ready, later ones announce themselves.
export function findWallets(chain, tell) {
  const found = new Map();
  const register = (...wallets) => {
    for (const wallet of wallets) {
      const { features } = wallet;
      const canPay = features["standard:connect"] && (features[signAndSend] || features[signOnly]);
      if (canPay && wallet.chains.includes(chain)) found.set(wallet.name, wallet);
    }
    tell([...found.values()]);
    return () => {
      for (const wallet of wallets) found.delete(wallet.name);
      tell([...found.values()]);
    };
  };
  const api = Object.freeze({ register });
  window.addEventListener("wallet-standard:register-wallet", ({ detail: callback }) => callback(api));
  window.dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: api }));
}

// The wallet signs and sends; a wallet that only signs gives the bytes back, and the server sends them.
export async function payWith({ wallet, account, chain, path, payment, prepared }) {
  const input = { account, chain, transaction: toBytes(prepared.transaction) };
  if (wallet.features[signAndSend]) {
    const [{ signature }] = await wallet.features[signAndSend].signAndSendTransaction(input);
    await send("/v1/pay/broadcast", {
      payment_id: payment,
      tx_signature: toBase58(signature),
      payer_wallet: account.address,
      wallet_source: wallet.name.toLowerCase(),
    });
    return;
  }
  const [{ signedTransaction }] = await wallet.features[signOnly].signTransaction(input);
  await send(`${path}/send`, { wallet: account.address, signed_transaction: toBase64(signedTransaction) });
}
