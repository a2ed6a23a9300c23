// The page that the Phantom wallet returns to (src/HiltBot.Web/Assets/phantom.js), in a browser of twenty lines: what it
// asks the server for, in which order, and what it shows.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const assets = fileURLToPath(new URL('../../../src/HiltBot.Web/Assets', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'phantom-page-'));
cpSync(assets, folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
after(() => rmSync(folder, { recursive: true }));

function element() {
  return {
    children: [],
    dataset: {},
    hidden: true,
    append(...more) {
      this.children.push(...more);
    },
    focus() {},
    replaceChildren(...more) {
      this.children = more;
    },
    setAttribute() {},
  };
}

// A payment that the vectors hold byte by byte, and what its session asks for.
const { in: paid, out: made } = JSON.parse(readFileSync(new URL('../../data/solana.json', import.meta.url))).cases.find(
  (one) => one.name === 'spl-payment: memo',
);
const wallet = made.accountKeys[0];
const state = {
  terms: {
    merchant: paid.merchant,
    merchant_account: made.destinationAta,
    amount: paid.amount,
    mint: paid.mint,
    token_program: paid.tokenProgram,
    decimals: paid.decimals,
    symbol: 'USDC',
    fee_wallet: null,
    fee_account: null,
    fee: '0',
    memo: paid.memo,
    reference: paid.references[0],
    plan: null,
  },
};

let page = 0;

async function open({ step, subject, query, answers }) {
  const ids = { headline: element(), status: element(), words: element(), next: element() };
  const asked = [];
  const visited = [];
  globalThis.document = {
    body: { dataset: { path: '/p/x/pay/1', payment: '1', step, subject } },
    createElement: element,
    getElementById: (id) => ids[id],
  };
  globalThis.history = { replaceState: (_, __, path) => visited.push(path) };
  globalThis.location = { pathname: '/p/x/pay/1/phantom', search: query, replace: (path) => visited.push(path) };
  globalThis.fetch = async (url, { body }) => {
    if (body) asked.push([url, JSON.parse(body)]);
    const answer = answers[url];
    return { ok: Boolean(answer), status: answer ? 200 : 422, json: async () => answer ?? { detail: 'It does not open.' } };
  };
  page += 1;
  await import(`${pathToFileURL(join(folder, 'phantom.js'))}?page=${page}`);
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  return { ids, asked, visited };
}

test('a wallet that connected is asked to sign what the page says in words', async () => {
  const { ids, asked, visited } = await open({
    step: 'connected',
    query: '?phantom_encryption_public_key=k&nonce=n&data=d',
    answers: {
      '/v1/pay/phantom/connect/callback': { wallet_address: wallet },
      '/p/x/pay/1/state': state,
      '/p/x/pay/1/prepare': { transaction: made.transactionBase64, in_words: ['Whatever the server says.'] },
      '/v1/pay/phantom/transaction-url': { deeplink_url: 'https://phantom.app/ul/v1/signTransaction?x' },
    },
  });
  assert.deepEqual(asked, [
    [
      '/v1/pay/phantom/connect/callback',
      { payment_id: '1', nonce: 'n', data: 'd', phantom_encryption_public_key: 'k' },
    ],
    ['/p/x/pay/1/prepare', { wallet }],
    ['/v1/pay/phantom/transaction-url', { payment_id: '1', serialized_transaction_b58: asked[2][1].serialized_transaction_b58 }],
  ]);
  assert.equal(ids.next.href, 'https://phantom.app/ul/v1/signTransaction?x');
  assert.equal(ids.next.hidden, false);
  assert.match(ids.words.children[0].children[0], /^Sends .* USDC to the merchant/);
  assert.deepEqual(visited, ['/p/x/pay/1/phantom']);
});

test('what the wallet signed is sent, and the payment is shown', async () => {
  const { asked, visited } = await open({
    step: 'signed',
    query: '?nonce=n&data=d',
    answers: {
      '/v1/pay/phantom/transaction/callback': { wallet_address: wallet, serialized_transaction_b64: made.transactionBase64 },
      '/p/x/pay/1/state': state,
      '/p/x/pay/1/send': { is_taken: true },
    },
  });
  assert.deepEqual(
    asked.map(([url]) => url),
    ['/v1/pay/phantom/transaction/callback', '/p/x/pay/1/send'],
  );
  assert.deepEqual(asked[1][1], { wallet, signed_transaction: made.transactionBase64 });
  assert.deepEqual(visited, ['/p/x/pay/1/phantom', '/p/x/pay/1']);
});

test('bytes that pay somebody else are neither shown to the wallet nor sent when they come back', async () => {
  const other = { terms: { ...state.terms, merchant_account: paid.merchant } };
  const before = await open({
    step: 'connected',
    query: '?phantom_encryption_public_key=k&nonce=n&data=d',
    answers: {
      '/v1/pay/phantom/connect/callback': { wallet_address: wallet },
      '/p/x/pay/1/state': other,
      '/p/x/pay/1/prepare': { transaction: made.transactionBase64, in_words: [] },
    },
  });
  assert.match(before.ids.status.textContent, /is not the payment of this page/);
  assert.equal(before.ids.next.hidden, true);
  const after = await open({
    step: 'signed',
    query: '?nonce=n&data=d',
    answers: {
      '/v1/pay/phantom/transaction/callback': { wallet_address: wallet, serialized_transaction_b64: made.transactionBase64 },
      '/p/x/pay/1/state': other,
    },
  });
  assert.deepEqual(after.asked.map(([url]) => url), ['/v1/pay/phantom/transaction/callback']);
  assert.match(after.ids.status.textContent, /does not send/);
});

test('a refusal of the wallet, an empty return and a changed answer send nothing on', async () => {
  const refused = await open({ step: 'signed', query: '?errorCode=4001&errorMessage=No.', answers: {} });
  assert.deepEqual([refused.asked.length, refused.ids.status.textContent], [0, 'No.']);
  const empty = await open({ step: 'connected', query: '', answers: {} });
  assert.equal(empty.asked.length, 0);
  const changed = await open({ step: 'signed', query: '?nonce=n&data=d', answers: {} });
  assert.deepEqual([changed.asked.length, changed.ids.status.textContent], [1, 'It does not open.']);
  assert.equal(changed.visited.length, 1);
});

test('identity sessions and mandates are handed on by name', async () => {
  const message = await open({
    step: 'message',
    subject: 's',
    query: '?nonce=n&data=d',
    answers: { '/v1/pay/phantom/message/callback': {} },
  });
  assert.equal(message.asked[0][1].identity_session_id, 's');
  const mandate = await open({
    step: 'mandate',
    subject: 'key',
    query: '?nonce=n&data=d',
    answers: { '/v1/pay/phantom/renewal-message/callback': {} },
  });
  assert.equal(mandate.asked[0][1].automatic_renew_setup_key, 'key');
  assert.equal(mandate.ids.headline.textContent, 'Signed');
});
