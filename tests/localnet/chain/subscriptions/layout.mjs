// The addresses and account bytes of the Subscriptions program, release 0.5.0. Integers are bigint, addresses
// base58 text.
import { addressBytes, findProgramAddressAndBump, systemProgram } from '../keys.mjs';
import { encodeBase58 } from '../base58.mjs';

export const subscriptionsProgram = 'De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44';

const authorityBytes = 106;
const planBytes = 491;
export const subscriptionBytes = 155;
export const uriBytes = 128;
export const places = 4;

export class Addresses {
  constructor(program) {
    this.program = program;
    this.eventAuthority = this.find('event_authority').address;
  }

  find(...seeds) {
    return findProgramAddressAndBump(
      seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed)),
      this.program,
    );
  }

  authority(user, mint) {
    return this.find('SubscriptionAuthority', addressBytes(user), addressBytes(mint));
  }

  plan(owner, planId) {
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(planId);
    return this.find('plan', addressBytes(owner), number);
  }

  subscription(plan, subscriber) {
    return this.find('subscription', addressBytes(plan), addressBytes(subscriber));
  }
}

/** Fields one after another, as accounts, instructions and events have them. */
export class FieldReader {
  constructor(bytes) {
    this.bytes = Buffer.from(bytes);
    this.at = 0;
  }

  take(count) {
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  u8() {
    return this.take(1)[0];
  }

  u64() {
    return this.take(8).readBigUInt64LE();
  }

  i64() {
    return this.take(8).readBigInt64LE();
  }

  key() {
    return encodeBase58(this.take(32));
  }

  keys(count = places) {
    return Array.from({ length: count }, () => this.key());
  }
}

export class FieldWriter {
  constructor() {
    this.parts = [];
  }

  raw(bytes) {
    this.parts.push(Buffer.from(bytes));
    return this;
  }

  u8(value) {
    return this.raw([value]);
  }

  u64(value) {
    const part = Buffer.alloc(8);
    part.writeBigUInt64LE(value);
    return this.raw(part);
  }

  i64(value) {
    const part = Buffer.alloc(8);
    part.writeBigInt64LE(value);
    return this.raw(part);
  }

  key(...addresses) {
    for (const address of addresses) this.raw(addressBytes(address));
    return this;
  }

  bytes() {
    return new Uint8Array(Buffer.concat(this.parts));
  }
}

/** Each reader gives null for bytes of another length or kind. */
export function readAuthority(data) {
  if (data.length !== authorityBytes || data[0] !== 0) return null;
  const fields = new FieldReader(data.subarray(1));
  return {
    user: fields.key(),
    mint: fields.key(),
    payer: fields.key(),
    bump: fields.u8(),
    initId: fields.i64(),
  };
}

export function authorityData({ user, mint, payer, bump, initId }) {
  return new FieldWriter().u8(0).key(user, mint, payer).u8(bump).i64(initId).bytes();
}

export function readPlan(data) {
  if (data.length !== planBytes || data[0] !== 1) return null;
  const fields = new FieldReader(data.subarray(1));
  return {
    owner: fields.key(),
    bump: fields.u8(),
    status: fields.u8(),
    planId: fields.u64(),
    mint: fields.key(),
    amount: fields.u64(),
    periodHours: fields.u64(),
    createdAt: fields.i64(),
    endTs: fields.i64(),
    destinations: fields.keys(),
    pullers: fields.keys(),
    uri: Buffer.from(fields.take(uriBytes)),
  };
}

export function planData(plan) {
  return new FieldWriter()
    .u8(1)
    .key(plan.owner)
    .u8(plan.bump)
    .u8(plan.status)
    .u64(plan.planId)
    .key(plan.mint)
    .u64(plan.amount)
    .u64(plan.periodHours)
    .i64(plan.createdAt)
    .i64(plan.endTs)
    .key(...plan.destinations, ...plan.pullers)
    .raw(plan.uri)
    .bytes();
}

/** The places of a list that are taken; an empty place is 32 zero bytes. */
export function listed(addresses) {
  return addresses.filter((address) => address !== systemProgram);
}

export function readSubscription(data) {
  if (data.length !== subscriptionBytes || data[0] !== 4) return null;
  const fields = new FieldReader(data.subarray(1));
  return {
    version: fields.u8(),
    bump: fields.u8(),
    subscriber: fields.key(),
    plan: fields.key(),
    payer: fields.key(),
    initId: fields.i64(),
    amount: fields.u64(),
    periodHours: fields.u64(),
    createdAt: fields.i64(),
    pulled: fields.u64(),
    periodStart: fields.i64(),
    expiresAt: fields.i64(),
  };
}

export function subscriptionData(subscription) {
  return new FieldWriter()
    .u8(4)
    .u8(subscription.version)
    .u8(subscription.bump)
    .key(subscription.subscriber, subscription.plan, subscription.payer)
    .i64(subscription.initId)
    .u64(subscription.amount)
    .u64(subscription.periodHours)
    .i64(subscription.createdAt)
    .u64(subscription.pulled)
    .i64(subscription.periodStart)
    .i64(subscription.expiresAt)
    .bytes();
}

const eventTag = Buffer.from('e445a52e51cb9a1d', 'hex');

function event(kind) {
  return new FieldWriter().raw(eventTag).u8(kind);
}

export const events = {
  created: ({ plan, subscriber, mint, at, payer }) =>
    event(0).key(plan, subscriber, mint).i64(at).key(payer).bytes(),
  cancelled: ({ plan, subscriber, expiresAt }) => event(1).key(plan, subscriber).i64(expiresAt).bytes(),
  pulled: (pull) =>
    event(2)
      .key(pull.subscription, pull.plan, pull.subscriber, pull.mint)
      .u64(pull.amount)
      .i64(pull.periodStart)
      .i64(pull.periodEnd)
      .u64(pull.pulled)
      .key(pull.receiver, pull.receiverTokenAccount, pull.puller)
      .bytes(),
  resumed: ({ plan, subscriber, at }) => event(5).key(plan, subscriber).i64(at).bytes(),
  // The fields of this one are not documented; the plan's address stands in for them.
  planUpdated: ({ plan }) => event(6).key(plan).bytes(),
};
