// Commitment, paging, time and the way back.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { Keypair } from '@solana/web3.js';
import {
  createAta,
  fundedWallet,
  memo,
  send,
  signedLegacy,
  statusOf,
  transferChecked,
  usdc,
} from './payments.mjs';
import { start } from './start.mjs';

let net;
before(async () => {
  net = await start('--time', '1790500000');
});
after(() => net.stop());
beforeEach(async () => {
  await net.control('setFinalityLag', { confirmed: 0, finalized: 32 });
  await net.control('setAutoAdvance', { slots: 1 });
});

const units = async (owner, commitment) => {
  const account = getAssociatedTokenAddressSync(usdc, owner).toBase58();
  const { result } = await net.call('getTokenAccountBalance', [account, { commitment }]);
  return result?.value.amount ?? null;
};

async function pay(buyer, merchant, amount, reference) {
  const instructions = [createAta(buyer, merchant), transferChecked(buyer, merchant, amount, [reference])];
  return send(net, await signedLegacy(net, buyer, instructions));
}

const signaturesOf = async (address, config = {}) =>
  (await net.rpc('getSignaturesForAddress', address.toBase58(), { commitment: 'confirmed', ...config })).map(
    (entry) => entry.signature,
  );

test('a transaction is processed, confirmed and finalized as the slots go by, and reads follow', async () => {
  await net.control('setFinalityLag', { confirmed: 2, finalized: 5 });
  await net.control('advanceSlots', { slots: 5 });
  const buyer = await fundedWallet(net, { usdcUnits: '10' });
  const [merchant, reference] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  const signature = await pay(buyer, merchant, 4n, reference);
  const seen = async () => ({
    status: (await statusOf(net, signature)).confirmationStatus,
    confirmed: (await net.rpc('getTransaction', signature, { commitment: 'confirmed' })) !== null,
    finalized: (await net.rpc('getTransaction', signature)) !== null,
    listed: (await signaturesOf(reference)).length,
    listedFinalized: (await signaturesOf(reference, { commitment: 'finalized' })).length,
    units: [
      await units(merchant, 'processed'),
      await units(merchant, 'confirmed'),
      await units(merchant, 'finalized'),
    ],
  });
  assert.deepEqual(await seen(), {
    status: 'processed',
    confirmed: false,
    finalized: false,
    listed: 0,
    listedFinalized: 0,
    units: ['4', null, null],
  });
  await net.control('advanceSlots', { slots: 1 });
  assert.equal((await seen()).status, 'processed');
  await net.control('advanceSlots', { slots: 1 });
  assert.deepEqual(await seen(), {
    status: 'confirmed',
    confirmed: true,
    finalized: false,
    listed: 1,
    listedFinalized: 0,
    units: ['4', '4', null],
  });
  await net.control('advanceSlots', { slots: 3 });
  const final = {
    status: 'finalized',
    confirmed: true,
    finalized: true,
    listed: 1,
    listedFinalized: 1,
    units: ['4', '4', '4'],
  };
  assert.deepEqual(await seen(), final);
  await net.control('setFinalityLag', { confirmed: 2, finalized: 100 });
  assert.deepEqual(await seen(), final, 'what is final stays final');
});

test('history knows nothing below confirmed, and a node can be asked not to be behind', async () => {
  const signature = '1'.repeat(64);
  assert.equal(
    (await net.call('getTransaction', [signature, { commitment: 'processed' }])).error.code,
    -32602,
  );
  const address = usdc.toBase58();
  assert.equal(
    (await net.call('getSignaturesForAddress', [address, { commitment: 'processed' }])).error.code,
    -32602,
  );
  const { slot } = await net.control('state');
  const behind = await net.call('getBalance', [
    address,
    { commitment: 'processed', minContextSlot: slot + 1 },
  ]);
  assert.equal(behind.error.code, -32016);
  assert.equal(
    (await net.call('getBalance', [address, { commitment: 'processed', minContextSlot: slot }])).error,
    undefined,
  );
});

test('signatures come newest first, in pages, up to the one that is known', async () => {
  const buyer = await fundedWallet(net);
  const sent = [];
  for (let n = 0; n < 5; n++)
    sent.unshift(await send(net, await signedLegacy(net, buyer, [memo(`page ${n}`)])));
  const list = (config) => signaturesOf(buyer.publicKey, config);
  assert.deepEqual(await list(), sent);
  assert.deepEqual(await list({ limit: 2 }), sent.slice(0, 2));
  assert.deepEqual(await list({ limit: 2, before: sent[1] }), sent.slice(2, 4));
  assert.deepEqual(await list({ until: sent[3] }), sent.slice(0, 3));
  assert.deepEqual(await list({ before: sent[0], until: sent[4] }), sent.slice(1, 4));
  assert.deepEqual(
    await list({ before: '1'.repeat(64) }),
    [],
    'an unknown place to start from gives nothing',
  );
  assert.deepEqual(await list({ until: '1'.repeat(64) }), sent);
  for (const limit of [0, 1001]) {
    const { error } = await net.call('getSignaturesForAddress', [buyer.publicKey.toBase58(), { limit }]);
    assert.equal(error.code, -32602);
  }
});

test('transactions of one block keep their order', async () => {
  await net.control('setAutoAdvance', { slots: 0 });
  const buyer = await fundedWallet(net);
  const one = await send(net, await signedLegacy(net, buyer, [memo('one')]));
  const two = await send(net, await signedLegacy(net, buyer, [memo('two')]));
  assert.equal((await statusOf(net, one)).slot, (await statusOf(net, two)).slot);
  assert.deepEqual(await signaturesOf(buyer.publicKey), [two, one]);
});

test('old statuses are found only by a search of the history', async () => {
  const buyer = await fundedWallet(net);
  const signature = await send(net, await signedLegacy(net, buyer, [memo('old')]));
  await net.control('advanceSlots', { slots: 301 });
  const status = async (config) => (await net.rpc('getSignatureStatuses', [signature], config)).value[0];
  assert.equal(await status({}), null);
  assert.equal((await status({ searchTransactionHistory: true })).confirmationStatus, 'finalized');
});

test('time stands still unless it is moved', async () => {
  const buyer = await fundedWallet(net);
  const timeOf = async (signature) =>
    (await net.rpc('getTransaction', signature, { commitment: 'confirmed' })).blockTime;
  await net.control('setClock', { unixTimestamp: 1790600000 });
  const one = await send(net, await signedLegacy(net, buyer, [memo('one')]));
  const two = await send(net, await signedLegacy(net, buyer, [memo('two')]));
  assert.deepEqual([await timeOf(one), await timeOf(two)], [1790600000, 1790600000]);
  assert.equal((await net.control('advanceClock', { seconds: 86_400 })).unixTimestamp, 1790686400);
  const { unixTimestamp, slot } = await net.control('advanceSlots', { slots: 10, secondsPerSlot: 2 });
  assert.equal(unixTimestamp, 1790686420);
  assert.equal(await net.rpc('getBlockTime', slot), 1790686420);
  assert.equal(await timeOf(await send(net, await signedLegacy(net, buyer, [memo('three')]))), 1790686420);
  assert.equal((await net.call('getBlockTime', [slot + 1000])).error.code, -32004);
  const { slot: skipped } = await net.control('advanceSlots', { slots: 3, areSkipped: true });
  assert.equal((await net.call('getBlockTime', [skipped])).error.code, -32009);
});

test('the programs see the clock that was set', async () => {
  await net.control('setClock', { unixTimestamp: 1790700000 });
  const clock = 'SysvarC1ock11111111111111111111111111111111';
  const { value } = await net.rpc('getAccountInfo', clock, { encoding: 'base64', commitment: 'processed' });
  const data = Buffer.from(value.data[0], 'base64');
  const { slot } = await net.control('state');
  assert.deepEqual([data.readBigUInt64LE(0), data.readBigInt64LE(32)], [BigInt(slot), 1790700000n]);
});

test('a rollback takes transactions and their effects back, and the same bytes can land again', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '10' });
  const [merchant, reference] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  const first = await pay(buyer, merchant, 3n, reference);
  const bytes = await signedLegacy(net, buyer, [transferChecked(buyer, merchant, 4n, [reference])]);
  const second = await send(net, bytes);
  const { value: lost } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  assert.equal(await units(merchant, 'confirmed'), '7');

  const { removed } = await net.control('rollback', { slots: 1 });
  assert.deepEqual(removed, [second]);
  assert.equal(await units(merchant, 'confirmed'), '3');
  assert.equal(await units(buyer.publicKey, 'confirmed'), '7');
  assert.equal(await statusOf(net, second), null);
  assert.equal(await net.rpc('getTransaction', second, { commitment: 'confirmed' }), null);
  assert.deepEqual(await signaturesOf(reference), [first]);
  assert.equal((await net.rpc('isBlockhashValid', lost.blockhash, { commitment: 'processed' })).value, false);

  assert.equal(await send(net, bytes), second, 'its blockhash is older than the fork');
  await net.control('advanceSlots', { slots: 1 });
  assert.deepEqual(await signaturesOf(reference), [second, first]);
  assert.equal(await units(merchant, 'confirmed'), '7');

  assert.deepEqual((await net.control('rollback', { slots: 50 })).removed.slice(0, 2), [second, first]);
  assert.equal(await units(merchant, 'processed'), null, 'the account that the payment made is gone');
  assert.equal(await units(buyer.publicKey, 'processed'), '10', 'what control put in place stays');
});

test('a rollback takes back what was final', async () => {
  const buyer = await fundedWallet(net);
  const signature = await send(net, await signedLegacy(net, buyer, [memo('final')]));
  await net.control('advanceSlots', { slots: 32 });
  assert.equal((await statusOf(net, signature)).confirmationStatus, 'finalized');
  assert.deepEqual((await net.control('rollback', { slots: 33 })).removed, [signature]);
  const { slot, finalizedSlot } = await net.control('state');
  assert.equal(finalizedSlot, slot - 33, 'finality ends before the fork');
  assert.equal(await statusOf(net, signature), null);
});

test('what control puts in place is seen at every commitment and outlives a rollback', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '10' });
  const [merchant, reference] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  const signature = await pay(buyer, merchant, 3n, reference);
  assert.equal(await units(merchant, 'finalized'), null);
  await net.control('setTokenBalance', { owner: merchant.toBase58(), amount: 100 });
  assert.equal(await units(merchant, 'finalized'), '100');
  assert.deepEqual((await net.control('rollback', { slots: 1 })).removed, [signature]);
  assert.equal(await units(merchant, 'processed'), '100');
  assert.equal(await units(buyer.publicKey, 'processed'), '10');
});
