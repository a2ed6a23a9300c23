// The emulated Subscriptions program against the vectors: addresses, instructions, account bytes, events, signed
// transactions, and every pull's outcome.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Blocks } from '../chain/blocks.mjs';
import { decodeTransaction } from '../chain/decode.mjs';
import { randomAddress, systemProgram, tokenProgram } from '../chain/keys.mjs';
import { Ledger } from '../chain/ledger.mjs';
import { unsignedTransaction } from '../chain/message.mjs';
import { Emulation } from '../chain/subscriptions/emulation.mjs';
import {
  authorityData,
  events,
  planData,
  readAuthority,
  readPlan,
  readSubscription,
  subscriptionData,
  subscriptionsProgram,
} from '../chain/subscriptions/layout.mjs';
import { mintData, readTokenAccount, tokenAccountData } from '../chain/tokens.mjs';
import { neverRent, Vm } from '../chain/vm.mjs';
import * as build from './subscriptions.mjs';
import { vectorOf, vectorsOf } from './vectors.mjs';

const { addresses, ataOf, authorityOf, mint, planOf, subscriptionOf } = build;
const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const hexOf = (bytes) => Buffer.from(bytes).toString('hex');

/** A ledger in this process, whose clock stands at that time. */
function world(now) {
  const vm = new Vm();
  const blocks = new Blocks({ genesisHash: randomAddress(), unixTimestamp: now, confirmedLag: 0, finalizedLag: 32 });
  const emulation = new Emulation(vm, subscriptionsProgram);
  const ledger = new Ledger({ vm, blocks, autoAdvance: 0, emulation });
  const put = (address, owner, data, lamports = vm.rentMinimum(data.length)) =>
    vm.setAccount(address, { lamports, owner, data, executable: false, rentEpoch: neverRent });
  const fund = (address) => put(address, systemProgram, new Uint8Array(), 10n ** 10n);
  const token = (owner, amount) =>
    put(ataOf(owner), tokenProgram, tokenAccountData({ mint, owner, amount, isFrozen: false }));
  put(mint, tokenProgram, mintData({ decimals: 6, supply: 10n ** 12n, mintAuthority: null, freezeAuthority: null }));
  return { vm, blocks, ledger, emulation, put, fund, token };
}

test('addresses and bumps are those of the vectors', () => {
  const find = {
    subscriptionAuthority: ({ user, mint: of }) => addresses.authority(user, of),
    plan: ({ owner, planId }) => addresses.plan(owner, BigInt(planId)),
    subscriptionDelegation: ({ plan, subscriber }) => addresses.subscription(plan, subscriber),
    eventAuthority: () => addresses.find('event_authority'),
  };
  for (const { name, in: given, out } of vectorsOf('subs-pda'))
    assert.deepEqual(find[given.which](given), { address: out.address, bump: out.bump }, name);
});

test('the instructions that the tests send are those of the vectors', () => {
  const make = {
    initSubscriptionAuthority: (i) => build.initAuthority({ user: i.subscriber, payer: i.payer }),
    createPlan: (i) =>
      build.createPlan({
        owner: i.merchant,
        planId: BigInt(i.planId),
        amount: BigInt(i.amount),
        periodHours: BigInt(i.periodHours),
        endTs: BigInt(i.endTs),
        destinations: i.destinations,
        pullers: i.pullers,
        link: i.metadataUri,
      }),
    subscribe: (i) =>
      build.subscribe({
        subscriber: i.subscriber,
        plan: {
          owner: i.merchant,
          planId: BigInt(i.planId),
          amount: BigInt(i.expectedAmount),
          periodHours: BigInt(i.expectedPeriodHours),
          createdAt: BigInt(i.expectedCreatedAt),
        },
        initId: BigInt(i.expectedSubscriptionAuthorityInitId),
        payer: i.payer,
      }),
    transferSubscription: (i) =>
      build.pull({
        plan: planOf(i.merchant, BigInt(i.planId)),
        subscriber: i.subscriber,
        receiver: i.receiverOwner,
        caller: i.caller,
        amount: BigInt(i.amount),
      }),
    cancelSubscription: (i) => build.cancel(ofPlan(i)),
    resumeSubscription: (i) => build.resume({ ...ofPlan(i), expiresAt: BigInt(i.expectedExpiresAtTs) }),
    cancelSubscriptionNow: (i) =>
      build.cancelNow({ ...ofPlan(i), merchant: i.merchant, periodStart: BigInt(i.expectedCurrentPeriodStartTs) }),
    revokeDelegation: (i) => build.revokeSubscription({ ...ofPlan(i), signer: i.subscriber }),
    revokeSubscriptionAuthority: (i) => build.revokeAuthority({ user: i.subscriber }),
    closeSubscriptionAuthority: (i) => build.closeAuthority({ user: i.subscriber }),
  };
  const ofPlan = (i) => ({ subscriber: i.subscriber, plan: planOf(i.merchant, BigInt(i.planId)) });
  for (const { name, in: given, out } of vectorsOf('subs-instruction')) {
    const made = make[given.instruction](given);
    assert.equal(made.programId.toBase58(), out.programId, name);
    assert.equal(hexOf(made.data), out.dataHex, name);
    const keys = made.keys.map(({ pubkey, ...flags }) => ({ pubkey: pubkey.toBase58(), ...flags }));
    assert.deepEqual(keys, out.accounts, name);
  }
});

const shapes = {
  plan: [readPlan, planData],
  subscriptionAuthority: [readAuthority, authorityData],
  subscriptionDelegation: [readSubscription, subscriptionData],
};

test('accounts are read as the vectors say and written to the same bytes', () => {
  const text = (value) => value.toString();
  const shown = {
    plan: (plan) => ({
      discriminator: 1,
      owner: plan.owner,
      bump: plan.bump,
      status: plan.status,
      data: {
        planId: text(plan.planId),
        mint: plan.mint,
        terms: termsOf(plan),
        endTs: text(plan.endTs),
        destinations: plan.destinations,
        pullers: plan.pullers,
        metadataUri: plan.uri.toString('utf8').replace(/\0+$/, ''),
      },
    }),
    subscriptionAuthority: (authority) => ({
      discriminator: 0,
      user: authority.user,
      tokenMint: authority.mint,
      payer: authority.payer,
      bump: authority.bump,
      initId: text(authority.initId),
    }),
    subscriptionDelegation: (subscription) => ({
      header: {
        discriminator: 4,
        version: subscription.version,
        bump: subscription.bump,
        delegator: subscription.subscriber,
        delegatee: subscription.plan,
        payer: subscription.payer,
        initId: text(subscription.initId),
      },
      terms: termsOf(subscription),
      amountPulledInPeriod: text(subscription.pulled),
      currentPeriodStartTs: text(subscription.periodStart),
      expiresAtTs: text(subscription.expiresAt),
    }),
  };
  const termsOf = ({ amount, periodHours, createdAt }) => ({
    amount: text(amount),
    periodHours: text(periodHours),
    createdAt: text(createdAt),
  });
  for (const { name, in: given, out } of vectorsOf('subs-account')) {
    const [read, write] = shapes[given.type];
    const value = read(bytesOf(given.dataHex));
    assert.deepEqual(shown[given.type](value), out, name);
    assert.equal(hexOf(write(value)), given.dataHex, name);
  }
  for (const { name, in: given } of vectorsOf('subs-account-invalid'))
    assert.equal(shapes[given.type][0](bytesOf(given.dataHex)), null, name);
});

test('events have the bytes of the vectors', () => {
  const make = {
    SubscriptionTransfer: (out) =>
      events.pulled({
        subscription: out.subscription,
        plan: out.plan,
        subscriber: out.delegator,
        mint: out.mint,
        amount: BigInt(out.amount),
        periodStart: BigInt(out.periodStartTs),
        periodEnd: BigInt(out.periodEndTs),
        pulled: BigInt(out.amountPulledInPeriod),
        receiver: out.receiver,
        receiverTokenAccount: out.receiverTokenAccount,
        puller: out.puller,
      }),
    SubscriptionCreated: (out) => events.created({ ...out, at: BigInt(out.createdTs) }),
  };
  for (const { name, in: given, out } of vectorsOf('subs-event'))
    assert.equal(hexOf(make[out.event](out)), given.dataHex, name);
});

test('the signed transactions of the vectors run one after another and leave the accounts of the vectors', () => {
  const w = world(1790000000);
  const run = (name) => {
    const { in: given, out } = vectorOf('subs-transaction', name);
    w.fund(given.feePayer);
    const bytes = new Uint8Array(Buffer.from(out.transactionBase64, 'base64'));
    const record = w.ledger.apply(decodeTransaction(bytes));
    assert.equal(record.err, null, record.logs.join('\n'));
    assert.equal(record.signature, out.signatures[0]);
    assert.equal(record.fee, 5000n);
    return record;
  };
  const left = (type, name) => {
    const { in: given } = vectorOf('subs-account', name);
    assert.equal(given.type, type);
    return given.dataHex;
  };
  const buyer = vectorOf('subs-transaction', 'sign-up in one transaction').in.feePayer;
  const plan = vectorOf('subs-pda', 'plan').out.address;
  const merchant = vectorOf('subs-pda', 'plan').in.owner;
  const place = subscriptionOf(plan, buyer);

  run('create plan');
  assert.equal(hexOf(w.vm.account(plan).data), left('plan', 'plan active'));

  w.token(buyer, 50_000_000n);
  w.token(merchant, 0n);
  // The vectors' authority was made in this slot, their subscription five seconds after the plan.
  w.ledger.advance(447_552_008 - w.blocks.slot, 0, true);
  w.ledger.setTime(1790000005);
  run('sign-up in one transaction');
  assert.equal(hexOf(w.vm.account(authorityOf(buyer)).data), left('subscriptionAuthority', 'subscription authority'));
  assert.equal(hexOf(w.vm.account(place).data), left('subscriptionDelegation', 'subscription active'));

  run('pull by the puller key');
  assert.equal(readSubscription(w.vm.account(place).data).pulled, 10_000_000n);
  assert.equal(readTokenAccount(w.vm.account(ataOf(merchant))).amount, 10_000_000n);
});

for (const { name, in: given, out } of vectorsOf('subs-pull'))
  test(name, () => {
    const w = world(Number(given.now));
    const subscription = readSubscription(bytesOf(given.subscriptionAccountDataHex));
    const { subscriber, plan } = subscription;
    const place = subscriptionOf(plan, subscriber);
    w.put(plan, subscriptionsProgram, bytesOf(given.planAccountDataHex));
    w.put(place, subscriptionsProgram, bytesOf(given.subscriptionAccountDataHex));
    w.put(authorityOf(subscriber), subscriptionsProgram, bytesOf(given.subscriptionAuthorityAccountDataHex));
    w.put(ataOf(subscriber), tokenProgram, bytesOf(given.buyerTokenAccountDataHex));
    w.token(given.receiverOwner, 7n);
    w.fund(given.caller);
    const before = hexOf(w.vm.account(place).data);
    const held = readTokenAccount(w.vm.account(ataOf(subscriber))).amount;
    const { programId, keys, data } = build.pull({
      plan,
      subscriber,
      receiver: given.receiverOwner,
      caller: given.caller,
      amount: BigInt(given.request),
    });
    const { bytes } = unsignedTransaction(given.caller, {
      program: programId.toBase58(),
      accounts: keys.map(({ pubkey, ...flags }) => ({ address: pubkey.toBase58(), ...flags })),
      data,
    });
    const { err } = w.emulation.send(decodeTransaction(bytes), { writable: [], readonly: [] }, false);
    const received = readTokenAccount(w.vm.account(ataOf(given.receiverOwner))).amount - 7n;
    const paid = held - readTokenAccount(w.vm.account(ataOf(subscriber))).amount;
    assert.equal(received, paid);
    if (out.ok) {
      assert.equal(err, null);
      const after = readSubscription(w.vm.account(place).data);
      assert.equal(after.periodStart, BigInt(out.currentPeriodStartTs));
      assert.equal(after.pulled, BigInt(out.amountPulledInPeriod));
      assert.equal(paid, BigInt(given.request));
    } else {
      assert.deepEqual(err, { InstructionError: [0, { Custom: out.errorCode }] });
      assert.equal(hexOf(w.vm.account(place).data), before);
      assert.equal(paid, 0n);
    }
  });
