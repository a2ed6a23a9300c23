// The decoder of the payment page (src/HiltBot.Web/Assets/transaction.js and judgement.js) against the byte-exact vectors, and
// against transactions that pay somebody else, more, or something besides.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const assets = fileURLToPath(new URL('../../../src/HiltBot.Web/Assets', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pay-page-'));
cpSync(assets, folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
after(() => rmSync(folder, { recursive: true }));
const load = (name) => import(pathToFileURL(join(folder, name)));
const { decode, decodeMessage, effects, networkFee, programs } = await load('transaction.js');
const { check, problemsOf, wordsOf } = await load('judgement.js');
const { toBase58, toMoney } = await load('bytes.js');

const vectors = JSON.parse(readFileSync(new URL('../../data/solana.json', import.meta.url))).cases;
const of = (...kinds) => vectors.filter((one) => kinds.includes(one.kind));
const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));
const hex = (bytes) => Buffer.from(bytes).toString('hex');

function sameInstructions(decoded, expected) {
  assert.deepEqual(
    decoded.instructions.map(({ program, accounts, data }) => ({
      programId: program, accounts: accounts.map((one) => one.key), dataHex: hex(data),
    })),
    expected.map(({ programId, accounts, dataHex }) => ({ programId, accounts: accounts.map((one) => one.pubkey), dataHex })),
  );
}

for (const { name, in: asked, out } of of('message')) {
  test(name, () => {
    const decoded = decodeMessage(bytesOf(out.messageBase64));
    assert.deepEqual([decoded.header, decoded.keys, decoded.blockhash], [out.header, out.accountKeys, asked.blockhash]);
    sameInstructions(decoded, asked.instructions);
  });
}

for (const { name, in: asked, out } of of('spl-payment', 'system-transfer', 'subs-transaction').filter((one) => one.out.transactionBase64)) {
  test(name, () => {
    const decoded = decode(bytesOf(out.transactionBase64));
    assert.deepEqual([decoded.header, decoded.keys], [out.header, out.accountKeys]);
    assert.equal(decoded.blockhash, asked.nonce?.value ?? asked.blockhash);
    assert.equal(Buffer.from(decoded.message).toString('base64'), out.messageBase64);
    sameInstructions(decoded, out.instructions ?? asked.instructions);
    if (name.includes('sign-up')) {
      const [allow, subscribe] = effects(decoded);
      assert.deepEqual([allow.kind, allow.user, subscribe.kind], ['allow', asked.feePayer, 'subscribe']);
      assert.deepEqual([subscribe.amount, subscribe.periodHours], [10_000_000n, 720n]);
      assert.equal(subscribe.mint, 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
    } else if (!name.startsWith('subs')) {
      const amounts = effects(decoded).filter((one) => one.kind === 'send').map((one) => one.amount).sort();
      const fee = asked.fee?.amount ?? asked.feeAmount;
      assert.deepEqual(amounts, [asked.amount ?? asked.lamports, ...(fee ? [fee] : [])].map(BigInt).sort());
    }
  });
}

for (const { name, in: asked, out } of of('transaction-decode')) {
  test(name, () => {
    if (out.version === 1) {
      assert.throws(() => decode(bytesOf(asked.transactionBase64)), /newer kind/);
      return;
    }
    const decoded = decode(bytesOf(asked.transactionBase64));
    assert.equal(decoded.version, out.version);
    assert.deepEqual([decoded.header, decoded.keys, decoded.blockhash], [out.header, out.accountKeys, out.blockhash]);
    assert.deepEqual(decoded.signatures.map(toBase58), out.signatures);
    assert.deepEqual(decoded.lookups.map((one) => [one.table, one.writable, one.readonly]),
      out.addressTableLookups.map((one) => [one.accountKey, one.writableIndexes, one.readonlyIndexes]));
    assert.deepEqual(decoded.instructions[0].accounts.map((one) => one.key), [null, null, out.accountKeys[1]]);
  });
}

for (const { name, in: asked } of of('transaction-decode-invalid')) {
  test(name, () => assert.throws(() => decode(bytesOf(asked.transactionBase64)), Error));
}

test('every beginning of a transaction is refused, and no bytes hang or crash the reader in another way', () => {
  const whole = bytesOf(of('spl-payment').find((one) => one.name.endsWith('everything')).out.transactionBase64);
  for (let length = 0; length < whole.length; length += 1) assert.throws(() => decode(whole.subarray(0, length)), Error);
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let turn = 0; turn < 5000; turn += 1) {
    const bytes = Uint8Array.from(whole);
    for (let change = 0; change < 3; change += 1) bytes[next() % bytes.length] = next() % 256;
    try {
      effects(decode(bytes));
    } catch (error) {
      assert.ok(error instanceof Error && /transaction/i.test(error.message), `turn ${turn}: ${error.stack}`);
    }
  }
});

// The fee-split vector as a session would ask for it.
const split = of('spl-payment').find((one) => one.name.endsWith('fee split'));
const memoed = of('spl-payment').find((one) => one.name.endsWith('everything'));

function termsOf({ in: asked, out }, more = {}) {
  const sends = effects(decode(bytesOf(out.transactionBase64))).filter((one) => one.kind === 'send');
  const main = sends.at(-1);
  const fee = sends.length > 1 ? sends[0] : null;
  const memo = effects(decode(bytesOf(out.transactionBase64))).find((one) => one.kind === 'memo');
  return {
    merchant: asked.merchant, merchant_account: main.to, amount: asked.amount, mint: asked.mint, decimals: asked.decimals,
    token_program: asked.tokenProgram, symbol: 'USDC', memo: memo?.text, reference: asked.references[0], plan: null,
    fee_account: fee?.to ?? null, fee_wallet: asked.fee?.wallet ?? asked.fee?.recipient ?? null, fee: fee ? `${fee.amount}` : '0', ...more,
  };
}

const problems = (vector, more) => {
  const decoded = decode(bytesOf(vector.out.transactionBase64));
  return problemsOf(decoded, termsOf(vector, more), decoded.signers[0]);
};

test('what pays the session is let through, and each thing that differs is a reason in words', () => {
  const vector = of('spl-payment').find((one) => one.name === 'spl-payment: memo');
  assert.deepEqual(problems(vector), []);
  const other = '76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww';
  for (const [more, words] of [
    [{ merchant_account: other }, /does not send .* to the merchant.*sends something to/],
    [{ amount: '1' }, /does not send 0\.000001 USDC/],
    [{ mint: other }, /does not pay in USDC/],
    [{ token_program: programs.token2022 }, /does not pay in USDC/],
    [{ memo: 'HILT:other' }, /note of this payment/],
    [{ reference: other }, /mark by which/],
    [{ fee_account: other, fee: '5' }, /to the operator/],
  ]) {
    assert.match(problems(vector, more).join(' '), words);
  }
  const decoded = decode(bytesOf(vector.out.transactionBase64));
  assert.match(problemsOf(decoded, termsOf(vector), other).join(' '), /not for this wallet alone.*somebody else's money/);
  assert.throws(() => check(new Uint8Array([1, 2, 3]), termsOf(vector), other), /cannot be read, so it is not signed/);
});

test('a fee that nobody announced is refused, and one that was announced is said', () => {
  assert.match(problems(split, { fee_account: null }).join(' '), /sends something to/);
  const words = wordsOf(decode(bytesOf(split.out.transactionBase64)), termsOf(split)).join('\n');
  assert.match(words, /to the merchant/);
  assert.match(words, /to the operator/);
  assert.match(words, /The network takes 0\.000005 SOL/);
});

test('approvals, later charges, guards and priority', () => {
  const signUp = of('subs-transaction').find((one) => one.name.includes('sign-up'));
  const decoded = decode(bytesOf(signUp.out.transactionBase64));
  const [, subscribe] = effects(decoded);
  const terms = {
    ...termsOf(of('spl-payment').find((one) => one.name === 'spl-payment: memo')), merchant: subscribe.merchant, mint: subscribe.mint,
    plan: { address: subscribe.plan, amount: '10000000', period_hours: '720' },
  };
  const renewal = (plan) => problemsOf(decoded, { ...terms, plan }, decoded.signers[0]).join(' ');
  assert.match(renewal(null), /agrees to later charges/);
  assert.doesNotMatch(renewal(terms.plan), /charges/);
  assert.match(renewal({ ...terms.plan, amount: '9' }), /other charges than this page says/);
  assert.match(wordsOf(decoded, terms).join('\n'), /unlimited approval[\s\S]*at most 10\.00 USDC is collected every 30 days/);

  const wallet = decoded.signers[0];
  const made = (program, data) => ({ signers: [wallet], instructions: [{ program, data: Uint8Array.from(data), accounts: [] }] });
  assert.equal(effects(made(programs.lighthouse, [6, 1]))[0].kind, 'guard');
  assert.equal(effects(made(programs.lighthouse, [0, 1]))[0].kind, 'unknown');
  assert.equal(effects(made(programs.token, [4, 1, 0, 0, 0, 0, 0, 0, 0]))[0].kind, 'approve');
  assert.equal(networkFee(made(programs.budget, [3, 0x40, 0x42, 0x0f, 0, 0, 0, 0, 0])), 205_000n);
});

test('money is written as the server writes it', () => {
  assert.deepEqual([toMoney(9_000_000n, 6, 'USDC'), toMoney(1n, 6, 'USDC'), toMoney(12_345_678n, 9, 'SOL'), toMoney(5n, 0, 'X')],
    ['9.00 USDC', '0.000001 USDC', '0.012345678 SOL', '5 X']);
  assert.ok(memoed);
});
