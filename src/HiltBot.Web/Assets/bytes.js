// Bytes as the chain, wallets and JSON write them.
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

export const fromBase64 = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

// Whole units out of the smallest ones, with at least two places, as the server writes money.
export function toMoney(amount, decimals, symbol) {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, "").padEnd(Math.min(2, decimals), "0");
  return `${whole}${part && "."}${part} ${symbol}`;
}
