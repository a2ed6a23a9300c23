// The emulated Subscriptions program: its state rules, real token movements, and whole transactions.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createRevokeInstruction } from '@solana/spl-token';
import {
  AddressLookupTableAccount,
  AddressLookupTableProgram,
  ComputeBudgetProgram,
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { decodeBase58, encodeBase58 } from '../chain/base58.mjs';
import {
  events,
  readAuthority,
  readPlan,
  readSubscription,
  subscriptionsProgram,
} from '../chain/subscriptions/layout.mjs';
import { Vm } from '../chain/vm.mjs';
import { fundedWallet, memo, send, signedLegacy, solTransfer } from './payments.mjs';
import { start } from './start.mjs';
import {
  ataOf,
  authorityOf,
  cancel,
  cancelNow,
  closeAuthority,
  createPlan,
  deletePlan,
  initAuthority,
  madeInThisSlot,
  planOf,
  pull,
  resume,
  revokeAuthority,
  revokeSubscription,
  subscribe,
  subscriptionOf,
  updatePlan,
} from './subscriptions.mjs';

let net;
before(async () => {
  net = await start('--time', '1790000000');
});
after(() => net.stop());

const day = 86_400n;
const price = 10_000_000n;

async function signed(payer, instructions, ...others) {
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: value.blockhash });
  transaction.add(...instructions).sign(payer, ...others);
  return transaction.serialize();
}

async function land(payer, instructions, ...others) {
  return send(net, await signed(payer, instructions, ...others));
}

/** The error in preflight, and the same error when it lands all the same. */
async function refused(payer, instructions, ...others) {
  const bytes = await signed(payer, instructions, ...others);
  const { error } = await net.call('sendTransaction', [
    bytes.toString('base64'),
    { encoding: 'base64', preflightCommitment: 'confirmed' },
  ]);
  assert.equal(error?.code, -32002, `it was taken: ${JSON.stringify(error)}`);
  const signature = await send(net, bytes, { skipPreflight: true });
  const { meta } = await transactionOf(signature);
  assert.deepEqual(meta.err, error.data.err);
  assert.equal(meta.fee, 5000 * (1 + others.length));
  assert.deepEqual(meta.preTokenBalances, meta.postTokenBalances);
  return meta.err.InstructionError;
}

function transactionOf(signature) {
  return net.rpc('getTransaction', signature, { commitment: 'confirmed', maxSupportedTransactionVersion: 1 });
}

async function account(address, read) {
  const { value } = await net.rpc('getAccountInfo', address, { commitment: 'confirmed', encoding: 'base64' });
  if (value === null) return null;
  assert.equal(value.owner, subscriptionsProgram);
  return { ...read(Buffer.from(value.data[0], 'base64')), lamports: value.lamports };
}

async function units(owner) {
  const { value } = await net.rpc('getTokenAccountBalance', ataOf(owner), { commitment: 'confirmed' });
  return BigInt(value.amount);
}

async function lamports(address) {
  const { value } = await net.rpc('getBalance', address, { commitment: 'confirmed' });
  return value;
}

async function clock() {
  return BigInt((await net.control('state')).unixTimestamp);
}

async function setClock(unixTimestamp) {
  await net.control('setClock', { unixTimestamp: Number(unixTimestamp) });
}

let lastPlanId = 0n;

/** A merchant with a published daily plan, and a collector who may pull. */
async function published(terms = {}) {
  const merchant = await fundedWallet(net, { usdcUnits: '0' });
  await net.control('setTokenBalance', { owner: merchant.publicKey.toBase58(), amount: 0 });
  const collector = await fundedWallet(net);
  const owner = merchant.publicKey.toBase58();
  const planId = ++lastPlanId;
  const puller = collector.publicKey.toBase58();
  const fields = { owner, planId, amount: price, periodHours: 24n, destinations: [owner], pullers: [puller] };
  await land(merchant, [createPlan({ ...fields, ...terms })]);
  const address = planOf(owner, planId);
  return { merchant, collector, owner, puller, planId, address, plan: await account(address, readPlan) };
}

/** A buyer who has signed up in one transaction. */
async function subscribed(shop, usdcUnits = '100000000') {
  const buyer = await fundedWallet(net, { usdcUnits });
  const user = buyer.publicKey.toBase58();
  const signature = await land(buyer, [
    initAuthority({ user }),
    subscribe({ subscriber: user, plan: shop.plan, initId: madeInThisSlot }),
  ]);
  return { buyer, user, signature, place: subscriptionOf(shop.address, user) };
}

function pulling(shop, { user }, fields = {}) {
  return pull({
    plan: shop.address,
    subscriber: user,
    receiver: shop.owner,
    caller: shop.puller,
    amount: price,
    ...fields,
  });
}

function eventsOf({ meta, transaction }) {
  const keys = transaction.message.accountKeys;
  return meta.innerInstructions.flatMap(({ instructions }) =>
    instructions
      .filter(({ programIdIndex }) => keys[programIdIndex] === subscriptionsProgram)
      .map(({ data }) => Buffer.from(decodeBase58(data)).toString('hex')),
  );
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');

test('a plan is published, a buyer signs up in one transaction and pays all rents', async () => {
  const shop = await published();
  assert.equal(shop.plan.createdAt, await clock());
  assert.equal(shop.plan.status, 1);
  assert.equal(shop.plan.lamports, 4308240);
  const { user, signature, place } = await subscribed(shop);
  const found = await transactionOf(signature);
  // The numbers that a real sign-up cost at the same rate of rent.
  assert.equal(found.meta.fee, 5000);
  assert.equal(found.meta.preBalances[0] - found.meta.postBalances[0], 1628640 + 1969680 + 5000);
  const authority = await account(authorityOf(user), readAuthority);
  assert.equal(authority.initId, BigInt(found.slot));
  const subscription = await account(place, readSubscription);
  assert.equal(subscription.initId, authority.initId);
  assert.equal(subscription.periodStart, await clock());
  assert.deepEqual(
    [subscription.amount, subscription.pulled, subscription.expiresAt, subscription.payer],
    [price, 0n, 0n, user],
  );
  assert.deepEqual(eventsOf(found), [
    hex(
      events.created({
        plan: shop.address,
        subscriber: user,
        mint: shop.plan.mint,
        at: await clock(),
        payer: user,
      }),
    ),
  ]);
  const { value } = await net.rpc('getAccountInfo', ataOf(user), {
    commitment: 'confirmed',
    encoding: 'jsonParsed',
  });
  assert.equal(value.data.parsed.info.delegate, authorityOf(user));
  assert.equal(value.data.parsed.info.delegatedAmount.amount, '18446744073709551615');
});

test('a pull moves tokens by the delegate once a period, and is found by every key', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  const reference = Keypair.generate().publicKey.toBase58();
  const signature = await land(shop.collector, [memo('may'), pulling(shop, member, { extra: [reference] })]);
  assert.equal(await units(member.user), 90_000_000n);
  assert.equal(await units(shop.owner), price);
  const found = await transactionOf(signature);
  assert.equal(found.meta.err, null);
  assert.equal(found.meta.fee, 5000);
  assert.ok(found.meta.logMessages.includes(`Program ${subscriptionsProgram} success`));
  const keys = found.transaction.message.accountKeys;
  const received = (list) =>
    list.find(({ accountIndex }) => keys[accountIndex] === ataOf(shop.owner)).uiTokenAmount.amount;
  assert.equal(received(found.meta.preTokenBalances), '0');
  assert.equal(received(found.meta.postTokenBalances), '10000000');
  const subscription = await account(member.place, readSubscription);
  const periodStart = subscription.periodStart;
  assert.deepEqual(eventsOf(found), [
    hex(
      events.pulled({
        subscription: member.place,
        plan: shop.address,
        subscriber: member.user,
        mint: shop.plan.mint,
        amount: price,
        periodStart,
        periodEnd: periodStart + day,
        pulled: price,
        receiver: shop.owner,
        receiverTokenAccount: ataOf(shop.owner),
        puller: shop.puller,
      }),
    ),
  ]);
  for (const key of [reference, member.place, subscriptionsProgram, ataOf(shop.owner)]) {
    const [newest] = await net.rpc('getSignaturesForAddress', key, { commitment: 'confirmed', limit: 1 });
    assert.equal(newest.signature, signature);
  }

  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 400 }]);
  await setClock(periodStart + day - 1n);
  assert.deepEqual(await refused(shop.collector, [memo('x'), pulling(shop, member)]), [1, { Custom: 400 }]);
  await setClock(periodStart + day);
  await land(shop.collector, [pulling(shop, member)]);
  assert.equal((await account(member.place, readSubscription)).periodStart, periodStart + day);
  assert.equal(await units(member.user), 80_000_000n);
});

test('a transaction is whole: what came before a failing instruction is taken back, the fee stays', async () => {
  const shop = await published();
  const member = await subscribed(shop, '15000000');
  const friend = Keypair.generate().publicKey;
  const collector = shop.collector.publicKey.toBase58();
  const held = await lamports(collector);
  const before = await account(member.place, readSubscription);
  const half = (amount) => pulling(shop, member, { amount });
  // The second pull is within the period's amount; the third is not.
  const instructions = [solTransfer(shop.collector, friend, 1_000_000_000), half(6_000_000n), half(5_000_000n)];
  assert.deepEqual(await refused(shop.collector, instructions), [2, { Custom: 400 }]);
  assert.equal(await lamports(collector), held - 5000);
  assert.equal(await lamports(friend.toBase58()), 0);
  assert.equal(await units(member.user), 15_000_000n);
  assert.deepEqual(await account(member.place, readSubscription), before);

  // An error of the token program inside keeps the outer index, and the period's state goes back too.
  await net.control('setTokenBalance', { owner: member.user, amount: '9999999' });
  assert.deepEqual(await refused(shop.collector, [memo('x'), pulling(shop, member)]), [1, { Custom: 1 }]);
  assert.deepEqual(await account(member.place, readSubscription), before);
});

test('trial runs say what would be and change nothing', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  const bytes = await signed(shop.collector, [pulling(shop, member)]);
  const { value } = await net.rpc('simulateTransaction', bytes.toString('base64'), {
    encoding: 'base64',
    commitment: 'confirmed',
    sigVerify: true,
    innerInstructions: true,
    accounts: { encoding: 'base64', addresses: [member.place] },
  });
  assert.equal(value.err, null);
  const after = readSubscription(Buffer.from(value.accounts[0].data[0], 'base64'));
  assert.equal(after.pulled, price);
  assert.ok(value.innerInstructions[0].instructions.length >= 2);
  assert.equal((await account(member.place, readSubscription)).pulled, 0n);
  assert.equal(await units(member.user), 100_000_000n);

  const forged = Buffer.from(bytes);
  forged[10] ^= 1;
  const { error } = await net.call('sendTransaction', [
    forged.toString('base64'),
    { encoding: 'base64', preflightCommitment: 'confirmed' },
  ]);
  assert.equal(error.code, -32003);
  await send(net, forged, { skipPreflight: true });
  assert.equal(await units(member.user), 100_000_000n);
});

test('a rollback takes a pull back, and the same bytes land again', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  const bytes = await signed(shop.collector, [pulling(shop, member)]);
  const signature = await send(net, bytes);
  const { removed } = await net.control('rollback', { slots: 1 });
  assert.deepEqual(removed, [signature]);
  assert.equal(await units(member.user), 100_000_000n);
  assert.equal((await account(member.place, readSubscription)).pulled, 0n);
  assert.equal(await send(net, bytes), signature);
  assert.equal(await units(member.user), 90_000_000n);
});

test('older commitments see older accounts of the program', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  await net.control('advanceSlots', { slots: 40 });
  await land(shop.collector, [pulling(shop, member)]);
  const read = async (commitment) => {
    const { value } = await net.rpc('getAccountInfo', member.place, { commitment, encoding: 'base64' });
    return readSubscription(Buffer.from(value.data[0], 'base64')).pulled;
  };
  assert.equal(await read('confirmed'), price);
  assert.equal(await read('finalized'), 0n);
});

test('what the approval meets: revoked, frozen, renewed, closed', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  const before = await account(authorityOf(member.user), readAuthority);
  await net.control('setTokenBalance', { owner: member.user, amount: '50000000', isFrozen: true });
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 0x11 }]);
  await net.control('setTokenBalance', { owner: member.user, amount: '50000000' });
  await land(member.buyer, [createRevokeInstruction(new PublicKey(ataOf(member.user)), member.buyer.publicKey)]);
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 4 }]);
  await land(member.buyer, [initAuthority({ user: member.user })]);
  assert.deepEqual(await account(authorityOf(member.user), readAuthority), before);
  await land(shop.collector, [pulling(shop, member)]);

  const rent = await lamports(member.user);
  await land(member.buyer, [revokeAuthority({ user: member.user })]);
  assert.equal(await lamports(member.user), rent + 1628640 - 5000);
  await setClock((await clock()) + day);
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 103 }]);
  await land(member.buyer, [initAuthority({ user: member.user })]);
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 136 }]);
  await land(member.buyer, [closeAuthority({ user: member.user })]);
  assert.equal(await account(authorityOf(member.user), readAuthority), null);
});

test('cancel runs out with the period, resume takes it back, the rent comes home after the end', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  const { user, buyer, place } = member;
  const start = (await account(place, readSubscription)).periodStart;
  const ofMember = { subscriber: user, plan: shop.address };
  const first = await transactionOf(await land(buyer, [cancel(ofMember)]));
  const expiresAt = start + day;
  assert.equal((await account(place, readSubscription)).expiresAt, expiresAt);
  assert.deepEqual(eventsOf(first), [hex(events.cancelled({ ...ofMember, expiresAt }))]);
  assert.deepEqual(await refused(buyer, [cancel(ofMember)]), [0, { Custom: 509 }]);
  assert.deepEqual(await refused(buyer, [resume({ ...ofMember, expiresAt: expiresAt + 1n })]), [0, { Custom: 521 }]);
  const second = await transactionOf(await land(buyer, [resume({ ...ofMember, expiresAt })]));
  assert.deepEqual(eventsOf(second), [hex(events.resumed({ ...ofMember, at: await clock() }))]);
  assert.deepEqual(await refused(buyer, [resume({ ...ofMember, expiresAt })]), [0, { Custom: 510 }]);
  await land(buyer, [cancel(ofMember)]);
  await land(shop.collector, [pulling(shop, member)]);
  const revoke = revokeSubscription({ signer: user, ...ofMember });
  assert.deepEqual(await refused(buyer, [revoke]), [0, { Custom: 510 }]);
  await setClock(expiresAt);
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 508 }]);
  const rent = await lamports(user);
  await land(buyer, [revoke]);
  assert.equal(await lamports(user), rent + 1969680 - 5000);
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, 'InvalidAccountOwner']);
  const { initId } = await account(authorityOf(user), readAuthority);
  const anew = (id) => subscribe({ subscriber: user, plan: shop.plan, initId: id });
  assert.deepEqual(await refused(buyer, [anew(madeInThisSlot)]), [0, { Custom: 136 }]);
  await land(buyer, [anew(initId)]);
  assert.deepEqual(await refused(buyer, [anew(initId)]), [0, { Custom: 517 }]);
});

test('cancel now wants both signatures and the period that was seen', async () => {
  const shop = await published();
  const { user, buyer, place } = await subscribed(shop);
  const { periodStart } = await account(place, readSubscription);
  const both = { subscriber: user, merchant: shop.owner, plan: shop.address };
  const stale = cancelNow({ ...both, periodStart: periodStart + 1n });
  assert.deepEqual(await refused(buyer, [stale], shop.merchant), [0, { Custom: 521 }]);
  await land(buyer, [cancelNow({ ...both, periodStart })], shop.merchant);
  assert.equal((await account(place, readSubscription)).expiresAt, await clock());
});

test('a sponsor pays the rents and gets them back', async () => {
  const shop = await published();
  const sponsor = await fundedWallet(net);
  const payer = sponsor.publicKey.toBase58();
  const buyer = await fundedWallet(net, { usdcUnits: '20000000' });
  const user = buyer.publicKey.toBase58();
  const held = await lamports(user);
  await land(
    sponsor,
    [initAuthority({ user, payer }), subscribe({ subscriber: user, plan: shop.plan, initId: madeInThisSlot, payer })],
    buyer,
  );
  assert.equal(await lamports(user), held);
  await land(buyer, [cancel({ subscriber: user, plan: shop.address })]);
  await setClock((await clock()) + day);
  const ofMember = { subscriber: user, plan: shop.address };
  const alone = revokeSubscription({ signer: user, ...ofMember });
  assert.deepEqual(await refused(buyer, [alone]), [0, { Custom: 113 }]);
  const before = await lamports(payer);
  await land(buyer, [revokeSubscription({ signer: user, ...ofMember, rentPayer: payer })]);
  await land(buyer, [revokeAuthority({ user, rentPayer: payer })]);
  assert.equal(await lamports(payer), before + 1969680 + 1628640);
});

test('plans have rules of their own', async () => {
  const shop = await published();
  const { merchant, owner, planId, plan, puller } = shop;
  const terms = { owner, planId, amount: price, periodHours: 24n, destinations: [owner], pullers: [puller] };
  const codeOf = async (fields) => (await refused(merchant, [createPlan({ ...terms, ...fields })]))[1].Custom;
  assert.equal(await codeOf({}), 518);
  assert.equal(await codeOf({ planId: 900n, amount: 0n }), 129);
  assert.equal(await codeOf({ planId: 900n, periodHours: 0n }), 402);
  assert.equal(await codeOf({ planId: 900n, periodHours: 8761n }), 402);
  assert.equal(await codeOf({ planId: 900n, endTs: (await clock()) + day - 1n }), 511);

  const member = await subscribed(shop);
  const change = { owner, planId, status: 1, endTs: 0n, pullers: [], link: 'x', seen: plan };
  assert.deepEqual(await refused(merchant, [updatePlan({ ...change, seen: { ...plan, endTs: 5n } })]), [
    0,
    { Custom: 522 },
  ]);
  await land(merchant, [updatePlan(change)]);
  assert.deepEqual(await refused(shop.collector, [pulling(shop, member)]), [0, { Custom: 130 }]);
  assert.deepEqual(await refused(merchant, [deletePlan(terms)]), [0, { Custom: 515 }]);
  const endTs = (await clock()) + 2n * day;
  const seen = await account(shop.address, readPlan);
  await land(merchant, [updatePlan({ ...change, seen, status: 0, endTs })]);
  const late = await fundedWallet(net, { usdcUnits: '1' });
  const user = late.publicKey.toBase58();
  assert.deepEqual(
    await refused(late, [
      initAuthority({ user }),
      subscribe({ subscriber: user, plan: shop.plan, initId: madeInThisSlot }),
    ]),
    [1, { Custom: 500 }],
  );
  assert.equal(await account(authorityOf(user), readAuthority), null);
  // Sunset plans still allow pulls, by the owner too, until they end.
  await land(merchant, [pulling(shop, member, { caller: owner })]);
  await setClock(endTs + 1n);
  assert.deepEqual(await refused(merchant, [pulling(shop, member, { caller: owner })]), [0, { Custom: 501 }]);
  const held = await lamports(owner);
  await land(merchant, [deletePlan(terms)]);
  assert.equal(await lamports(owner), held + 4308240 - 5000);
  assert.deepEqual(await refused(merchant, [pulling(shop, member, { caller: owner })]), [0, { Custom: 516 }]);
  await land(member.buyer, [cancel({ subscriber: member.user, plan: shop.address })]);
  assert.equal((await account(member.place, readSubscription)).expiresAt, await clock());
});

test('prices, tables and nonces go with the emulation as with any transaction', async () => {
  const shop = await published();
  const member = await subscribed(shop);
  const { payer, table } = await withTable(shop.collector, pulling(shop, member));
  const held = await lamports(payer.publicKey.toBase58());
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: value.blockhash,
    instructions: [
      ComputeBudgetProgram.setComputeUnitLimit({ units: 100_000 }),
      ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 50_000 }),
      pulling(shop, member),
    ],
  }).compileToV0Message([table]);
  assert.ok(message.addressTableLookups[0].writableIndexes.length > 0);
  const transaction = new VersionedTransaction(message);
  transaction.sign([payer]);
  const signature = await send(net, Buffer.from(transaction.serialize()));
  const { meta } = await transactionOf(signature);
  assert.equal(meta.err, null);
  assert.equal(meta.fee, 10_000);
  assert.equal(await lamports(payer.publicKey.toBase58()), held - 10_000);
  assert.equal(await units(shop.owner), price);
  const [newest] = await net.rpc('getSignaturesForAddress', member.place, { commitment: 'confirmed', limit: 1 });
  assert.equal(newest.signature, signature);
});

/** A lookup table with the accounts of that instruction. */
async function withTable(payer, { keys }) {
  await net.control('advanceSlots', { slots: 1 });
  const recentSlot = (await net.control('state')).slot - 1;
  const [make, key] = AddressLookupTableProgram.createLookupTable({
    authority: payer.publicKey,
    payer: payer.publicKey,
    recentSlot,
  });
  const listed = keys.filter(({ isSigner }) => !isSigner).map(({ pubkey }) => pubkey);
  const extend = AddressLookupTableProgram.extendLookupTable({
    payer: payer.publicKey,
    authority: payer.publicKey,
    lookupTable: key,
    addresses: listed,
  });
  await land(payer, [make, extend]);
  await net.control('advanceSlots', { slots: 1 });
  const { value } = await net.rpc('getAccountInfo', key.toBase58(), { commitment: 'confirmed', encoding: 'base64' });
  const state = AddressLookupTableAccount.deserialize(Buffer.from(value.data[0], 'base64'));
  return { payer, table: new AddressLookupTableAccount({ key, state }) };
}

test('a failing pull uses its nonce up and its fee, and nothing else', async () => {
  const shop = await published();
  const member = await subscribed(shop, '1');
  const authority = shop.collector.publicKey;
  const nonce = Keypair.generate().publicKey;
  const data = Buffer.alloc(80);
  data.writeUInt32LE(1, 0);
  data.writeUInt32LE(1, 4);
  data.set(authority.toBytes(), 8);
  data.set(Buffer.alloc(32, 7), 40);
  data.writeBigUInt64LE(5000n, 72);
  const address = nonce.toBase58();
  await net.control('setAccount', { address, data: data.toString('base64') });
  const transaction = new Transaction({
    feePayer: authority,
    nonceInfo: {
      nonce: encodeBase58(Buffer.alloc(32, 7)),
      nonceInstruction: SystemProgram.nonceAdvance({ noncePubkey: nonce, authorizedPubkey: authority }),
    },
  });
  transaction.add(pulling(shop, member)).sign(shop.collector);
  const signature = await send(net, transaction.serialize(), { skipPreflight: true });
  const { meta } = await transactionOf(signature);
  assert.deepEqual(meta.err, { InstructionError: [1, { Custom: 1 }] });
  assert.equal(meta.fee, 5000);
  const { value } = await net.rpc('getAccountInfo', address, { commitment: 'confirmed', encoding: 'base64' });
  assert.notEqual(value.data[0], data.toString('base64'));
});

test('a program file takes the place of the emulation', async () => {
  // Any compiled program will do to show the switch: here the memo program, which refuses these accounts.
  const folder = await mkdtemp(join(tmpdir(), 'localnet-'));
  const file = join(folder, 'program.so');
  await writeFile(file, new Vm().account('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr').data);
  const other = await start('--subscriptions-program', file);
  try {
    assert.equal((await other.control('state')).subscriptions, 'program file');
    assert.equal((await net.control('state')).subscriptions, 'emulation');
    const wallet = await fundedWallet(other, { usdcUnits: '1' });
    const bytes = await signedLegacy(other, wallet, [initAuthority({ user: wallet.publicKey.toBase58() })]);
    await assert.rejects(send(other, bytes), /missing required signature/);
  } finally {
    await other.stop();
    await rm(folder, { recursive: true });
  }
});
