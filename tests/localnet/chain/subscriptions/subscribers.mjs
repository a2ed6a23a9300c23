// What users sign: the authority with its one approval, and the life of a subscription.
import { ataAddress } from '../keys.mjs';
import { ProgramError, require } from './call.mjs';
import {
  authorityData,
  events,
  FieldWriter,
  readAuthority,
  readPlan,
  readSubscription,
  subscriptionData,
} from './layout.mjs';
import { endOfRunningPeriod } from './periods.mjs';

const u64Max = 2n ** 64n - 1n;
/** In place of an authority's number: it was made in this very slot. */
const madeInThisSlot = -(2n ** 63n);

export function authorityOf(call, account) {
  return call.owned(account, readAuthority, { otherwise: 103, shape: 111 });
}

export function initAuthority(call) {
  const [user, place, mint, source, , tokens] = call.take(6);
  call.fields(0);
  call.signs(user);
  call.writes(place, source);
  const program = call.tokenProgram(tokens);
  call.mint(mint, program);
  const token = call.tokenAccount(source, program);
  require(token.owner === user.address, 130);
  require(token.mint === mint.address, 125);
  require(source.address === ataAddress(user.address, mint.address, program), 108);
  const { address, bump } = call.addresses.authority(user.address, mint.address);
  require(place.address === address, 117);
  const payer = call.payer(6, user);
  // One that exists keeps its number and its rent payer; only the approval is given anew.
  if (call.account(place)?.owner === call.program) authorityOf(call, place);
  else {
    const authority = { user: user.address, mint: mint.address, payer: payer.address, bump, initId: call.slot };
    call.create(place, payer, authorityData(authority));
  }
  call.token(
    program,
    [
      [source.address, true],
      [address, false],
      [user.address, false],
    ],
    user.address,
    new FieldWriter().u8(4).u64(u64Max),
  );
}

export function revokeAuthority(call) {
  const [user, source, mint, tokens, place] = call.take(5);
  call.fields(0);
  call.signs(user);
  call.writes(user, source, place);
  const program = call.tokenProgram(tokens);
  call.mint(mint, program);
  require(call.tokenAccount(source, program).owner === user.address, 130);
  call.token(
    program,
    [
      [source.address, true],
      [user.address, false],
    ],
    user.address,
    new FieldWriter().u8(5),
  );
  closeAuthorityOf(call, user, place, 5, mint.address);
}

export function closeAuthority(call) {
  const [user, place] = call.take(2);
  call.fields(0);
  call.signs(user);
  call.writes(user, place);
  closeAuthorityOf(call, user, place, 2);
}

function closeAuthorityOf(call, user, place, count, mint) {
  const authority = authorityOf(call, place);
  require(authority.user === user.address, 126);
  require(mint === undefined || authority.mint === mint, 126);
  giveBack(call, place, user, authority.payer, count);
}

/** The rent goes to who paid it; when that is not the signer, it must stand at the end of the accounts. */
function giveBack(call, place, signer, payer, count) {
  if (payer !== signer.address) {
    const trailing = call.accounts[count];
    require(trailing !== undefined, 113);
    require(trailing.address === payer, 130);
    call.writes(trailing);
  }
  call.close(place, payer);
}

export function subscribe(call) {
  const [subscriber, merchant, planPlace, place, authorityPlace, , authority, self] = call.take(8);
  const fields = call.fields(73);
  call.signs(subscriber);
  call.writes(place);
  const [planId, , mint] = [fields.u64(), fields.u8(), fields.key()];
  const terms = { amount: fields.u64(), periodHours: fields.u64(), createdAt: fields.i64() };
  const expected = fields.i64();
  const plan = call.owned(planPlace, readPlan, { otherwise: 516 });
  require(planPlace.address === call.addresses.plan(merchant.address, planId).address, 502);
  require(plan.owner === merchant.address, 504);
  require(plan.status === 1, 500);
  require(plan.endTs === 0n || call.now <= plan.endTs, 501);
  require(plan.mint === mint, 125);
  requireTerms(terms, plan);
  const { initId, ...held } = authorityOf(call, authorityPlace);
  require(held.user === subscriber.address && held.mint === mint, 126);
  require(initId === (expected === madeInThisSlot ? call.slot : expected), 136);
  const found = call.addresses.subscription(planPlace.address, subscriber.address);
  require(place.address === found.address, 503);
  require(call.account(place)?.owner !== call.program, 517);
  call.events(authority, self);
  const payer = call.payer(8, subscriber);
  const subscription = {
    version: 1,
    bump: found.bump,
    subscriber: subscriber.address,
    plan: planPlace.address,
    payer: payer.address,
    initId,
    ...terms,
    pulled: 0n,
    periodStart: call.now,
    expiresAt: 0n,
  };
  call.create(place, payer, subscriptionData(subscription));
  call.emit(events.created({ ...subscription, mint, at: call.now }));
}

/** What was signed up to must be what the plan says: one that was made anew under its address is another. */
export function requireTerms(terms, plan) {
  require(isSame(terms, plan), 519);
}

function isSame(terms, plan) {
  return (
    terms.amount === plan.amount &&
    terms.periodHours === plan.periodHours &&
    terms.createdAt === plan.createdAt
  );
}

export function subscriptionOf(call, place) {
  const subscription = call.owned(place, readSubscription, { otherwise: 'InvalidAccountOwner' });
  require(subscription.version === 1, 133);
  return subscription;
}

/** A subscription of this subscriber and this plan, which is about to change. */
function ofSubscriber(call, { subscriber, planPlace, place, authority, self }) {
  call.signs(subscriber);
  call.writes(place);
  const subscription = subscriptionOf(call, place);
  require(subscription.subscriber === subscriber.address, 130);
  require(subscription.plan === planPlace.address, 505);
  call.events(authority, self);
  return subscription;
}

function end(call, place, subscription, expiresAt) {
  call.write(place, subscriptionData({ ...subscription, expiresAt }));
  call.emit(events.cancelled({ ...subscription, expiresAt }));
}

export function cancel(call) {
  const [subscriber, planPlace, place, authority, self] = call.take(5, true);
  call.fields(0);
  const subscription = ofSubscriber(call, { subscriber, planPlace, place, authority, self });
  require(subscription.expiresAt === 0n, 509);
  const found = call.account(planPlace);
  const plan = found?.owner === call.program ? readPlan(found.data) : null;
  const runsOut = plan !== null && isSame(subscription, plan);
  end(call, place, subscription, runsOut ? endOfRunningPeriod(subscription, plan.endTs, call.now) : call.now);
}

export function cancelNow(call) {
  const [subscriber, merchant, planPlace, place, authority, self] = call.take(6, true);
  const expected = call.fields(8).i64();
  const subscription = ofSubscriber(call, { subscriber, planPlace, place, authority, self });
  call.signs(merchant);
  const plan = call.owned(planPlace, readPlan, { otherwise: 516 });
  require(plan.owner === merchant.address, 504);
  require(!isOver(subscription, call.now), 509);
  require(subscription.periodStart === expected, 521);
  end(call, place, subscription, call.now);
}

function isOver({ expiresAt }, now) {
  return expiresAt !== 0n && now >= expiresAt;
}

export function resume(call) {
  const [subscriber, planPlace, place, authorityPlace, authority, self] = call.take(6, true);
  const expected = call.fields(8).i64();
  const subscription = ofSubscriber(call, { subscriber, planPlace, place, authority, self });
  require(subscription.expiresAt !== 0n, 510);
  require(!isOver(subscription, call.now), 508);
  require(subscription.expiresAt === expected, 521);
  const plan = call.owned(planPlace, readPlan, { otherwise: 516 });
  require(plan.status === 1, 500);
  require(plan.endTs === 0n || call.now <= plan.endTs, 501);
  requireTerms(subscription, plan);
  const held = authorityOf(call, authorityPlace);
  require(held.user === subscriber.address && held.mint === plan.mint, 126);
  require(held.initId === subscription.initId, 136);
  call.write(place, subscriptionData({ ...subscription, expiresAt: 0n }));
  call.emit(events.resumed({ ...subscription, at: call.now }));
}

export function revokeSubscription(call) {
  const [signer, place, planPlace] = call.take(3);
  call.fields(0);
  call.signs(signer);
  call.writes(signer, place);
  const subscription = subscriptionOf(call, place);
  require(subscription.plan === planPlace.address, 505);
  if (![subscription.subscriber, subscription.payer].includes(signer.address)) throw new ProgramError(130);
  require(isOver(subscription, call.now), 510);
  giveBack(call, place, signer, subscription.payer, 3);
}
