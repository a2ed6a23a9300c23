// node clients/solana-pay.mjs parse                        links on standard input, one a line
// node clients/solana-pay.mjs validate RPC_URL SIGNATURE LINK
// What the Solana Pay reference library says: of links, one JSON line each ({"error"} where it refuses one); of
// a payment that landed, {"valid":true} or {"valid":false,"error"}, judged by the terms of its transfer link.
import { parseURL, validateTransfer } from '@solana/pay';
import { Connection } from '@solana/web3.js';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

function shown({ link, recipient, amount, splToken, reference, label, message, memo }) {
  if (link) return { link: link.href, label: label ?? null, message: message ?? null };
  return {
    recipient: recipient.toBase58(),
    amount: amount?.toFixed() ?? null,
    splToken: splToken?.toBase58() ?? null,
    references: (reference ?? []).map((key) => key.toBase58()),
    label: label ?? null,
    message: message ?? null,
    memo: memo ?? null,
  };
}

export function parsedLink(text) {
  try {
    return shown(parseURL(text));
  } catch (error) {
    return { error: error.message };
  }
}

export async function validated(connection, signature, terms) {
  try {
    await validateTransfer(connection, signature, terms, { commitment: 'confirmed' });
    return { valid: true };
  } catch (error) {
    return { valid: false, error: error.message ?? JSON.stringify(error) };
  }
}

async function main([command, url, signature, link, ...rest]) {
  if (command === 'parse' && !url) {
    for await (const line of createInterface({ input: process.stdin }))
      process.stdout.write(`${JSON.stringify(parsedLink(line))}\n`);
  } else if (command === 'validate' && link && rest.length === 0) {
    const answer = await validated(new Connection(url, 'confirmed'), signature, parseURL(link));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } else {
    process.stderr.write('node clients/solana-pay.mjs (parse | validate RPC_URL SIGNATURE LINK)\n');
    process.exit(2);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
