// A merchant, a subscriber and a collector for the tests, and the program's instructions as the vectors have them.
import { PublicKey, TransactionInstruction } from '@solana/web3.js';
import { Addresses, FieldWriter, subscriptionsProgram } from '../chain/subscriptions/layout.mjs';
import { ataAddress, systemProgram, tokenProgram } from '../chain/keys.mjs';
import { usdc } from './payments.mjs';

export const addresses = new Addresses(subscriptionsProgram);
export const madeInThisSlot = -(2n ** 63n);
export const mint = usdc.toBase58();

function instruction(accounts, data) {
  return new TransactionInstruction({
    programId: new PublicKey(subscriptionsProgram),
    keys: accounts.map((text) => {
      const [address, flags = ''] = text.split(' ');
      return {
        pubkey: new PublicKey(address),
        isSigner: flags.includes('s'),
        isWritable: flags.includes('w'),
      };
    }),
    data: Buffer.from(data.bytes()),
  });
}

const number = (value) => new FieldWriter().u8(value);
const payerOf = (payer) => (payer ? [`${payer} sw`] : []);
const ev = [addresses.eventAuthority, subscriptionsProgram];
const fill = (list) => [...list, ...Array(4 - list.length).fill(systemProgram)];
const uri = (text) => Buffer.concat([Buffer.from(text), Buffer.alloc(128 - Buffer.byteLength(text))]);

export const planOf = (owner, planId) => addresses.plan(owner, planId).address;
export const subscriptionOf = (plan, subscriber) => addresses.subscription(plan, subscriber).address;
export const authorityOf = (user) => addresses.authority(user, mint).address;
export const ataOf = (owner) => ataAddress(owner, mint, tokenProgram);

export function initAuthority({ user, payer, source = ataOf(user) }) {
  const accounts = [`${user} sw`, `${authorityOf(user)} w`, mint, `${source} w`, systemProgram, tokenProgram];
  return instruction([...accounts, ...payerOf(payer)], number(0));
}

export function createPlan({ owner, planId, amount, periodHours, destinations, pullers, ...more }) {
  const { endTs = 0n, payer, link = '' } = more;
  const data = number(7).u64(planId).key(mint).u64(amount).u64(periodHours).i64(0n).i64(endTs);
  data.key(...fill(destinations), ...fill(pullers)).raw(uri(link));
  const accounts = [`${owner} sw`, `${planOf(owner, planId)} w`, mint, systemProgram, tokenProgram];
  return instruction([...accounts, ...payerOf(payer)], data);
}

export function updatePlan({ owner, planId, status, endTs, pullers, link, seen }) {
  const data = number(8).u8(status).i64(endTs).key(...fill(pullers)).raw(uri(link));
  data.i64(seen.createdAt).i64(seen.endTs).key(...seen.pullers).raw(seen.uri);
  return instruction([`${owner} s`, `${planOf(owner, planId)} w`, ...ev], data);
}

export function deletePlan({ owner, planId }) {
  return instruction([`${owner} sw`, `${planOf(owner, planId)} w`], number(9));
}

export function subscribe({ subscriber, plan, initId, payer }) {
  const { address, bump } = addresses.plan(plan.owner, plan.planId);
  const data = number(11).u64(plan.planId).u8(bump).key(mint);
  data.u64(plan.amount).u64(plan.periodHours).i64(plan.createdAt).i64(initId);
  const place = subscriptionOf(address, subscriber);
  const accounts = [`${subscriber} sw`, plan.owner, address, `${place} w`, authorityOf(subscriber), systemProgram];
  return instruction([...accounts, ...ev, ...payerOf(payer)], data);
}

export function pull({ plan, subscriber, receiver, caller, amount, extra = [] }) {
  const accounts = [
    `${subscriptionOf(plan, subscriber)} w`,
    plan,
    authorityOf(subscriber),
    `${ataOf(subscriber)} w`,
    `${ataOf(receiver)} w`,
    `${caller} s`,
    mint,
    tokenProgram,
  ];
  return instruction([...accounts, ...ev, ...extra], number(10).u64(amount).key(subscriber, mint));
}

export function cancel({ subscriber, plan }) {
  return instruction([`${subscriber} s`, plan, `${subscriptionOf(plan, subscriber)} w`, ...ev], number(12));
}

export function cancelNow({ subscriber, merchant, plan, periodStart }) {
  const accounts = [`${subscriber} s`, `${merchant} s`, plan, `${subscriptionOf(plan, subscriber)} w`];
  return instruction([...accounts, ...ev], number(17).i64(periodStart));
}

export function resume({ subscriber, plan, expiresAt }) {
  const accounts = [`${subscriber} s`, plan, `${subscriptionOf(plan, subscriber)} w`, authorityOf(subscriber)];
  return instruction([...accounts, ...ev], number(13).i64(expiresAt));
}

export function revokeSubscription({ signer, subscriber, plan, rentPayer }) {
  const accounts = [`${signer} sw`, `${subscriptionOf(plan, subscriber)} w`, plan];
  return instruction([...accounts, ...(rentPayer ? [`${rentPayer} w`] : [])], number(3));
}

export function revokeAuthority({ user, rentPayer }) {
  const accounts = [`${user} sw`, `${ataOf(user)} w`, mint, tokenProgram, `${authorityOf(user)} w`];
  return instruction([...accounts, ...(rentPayer ? [`${rentPayer} w`] : [])], number(14));
}

export function closeAuthority({ user }) {
  return instruction([`${user} sw`, `${authorityOf(user)} w`], number(6));
}
