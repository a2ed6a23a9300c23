// The pull: the program's checks in its order, then a real transfer by the delegate.
import { ataAddress } from '../keys.mjs';
import { require } from './call.mjs';
import { events, FieldWriter, listed, readPlan, subscriptionData } from './layout.mjs';
import { advanced, secondsOf } from './periods.mjs';
import { authorityOf, requireTerms, subscriptionOf } from './subscribers.mjs';

/** Accounts after the tenth are for transfer hooks, which are not played here: they are ignored. */
export function pull(call) {
  const [place, planPlace, authorityPlace, source, receiver, caller, mintPlace, tokens, event, self] =
    call.take(10);
  const fields = call.fields(72);
  const request = { amount: fields.u64(), subscriber: fields.key(), mint: fields.key() };
  const subscription = subscriptionOf(call, place);
  call.writes(place);
  const plan = call.owned(planPlace, readPlan, { otherwise: 516 });
  const authority = authorityOf(call, authorityPlace);
  require(
    authorityPlace.address === call.addresses.authority(authority.user, authority.mint).address,
    117,
  );
  call.writes(source, receiver);
  call.signs(caller);
  const program = call.tokenProgram(tokens);
  const { decimals } = call.mint(mintPlace, program);
  const from = call.tokenAccount(source, program);
  const to = call.tokenAccount(receiver, program);

  require(plan.mint === request.mint && mintPlace.address === request.mint, 125);
  require(plan.endTs === 0n || call.now <= plan.endTs, 501);
  require(plan.owner === caller.address || listed(plan.pullers).includes(caller.address), 130);
  const destinations = listed(plan.destinations);
  require(destinations.length === 0 || destinations.includes(to.owner), 506);
  requireTerms(subscription, plan);
  require(subscription.plan === planPlace.address, 505);
  require(subscription.subscriber === request.subscriber, 130);
  require(subscription.expiresAt === 0n || call.now < subscription.expiresAt, 508);
  require(request.amount > 0n, 129);
  require(call.now >= subscription.periodStart, 407);
  const period = advanced(subscription, plan.endTs, call.now);
  require(request.amount <= subscription.amount - period.pulled, 400);
  require(authority.user === request.subscriber && authority.mint === request.mint, 126);
  require(authority.initId === subscription.initId, 136);
  require(from.owner === request.subscriber, 130);
  require(from.mint === request.mint, 125);
  require(source.address === ataAddress(request.subscriber, request.mint, program), 108);
  require(to.mint === request.mint, 125);
  call.events(event, self);

  const next = { ...subscription, ...period, pulled: period.pulled + request.amount };
  call.write(place, subscriptionData(next));
  call.token(
    program,
    [
      [source.address, true],
      [mintPlace.address, false],
      [receiver.address, true],
      [authorityPlace.address, false],
    ],
    authorityPlace.address,
    new FieldWriter().u8(12).u64(request.amount).u8(decimals),
  );
  call.emit(
    events.pulled({
      ...request,
      subscription: place.address,
      plan: planPlace.address,
      periodStart: next.periodStart,
      periodEnd: next.periodStart + secondsOf(next),
      pulled: next.pulled,
      receiver: to.owner,
      receiverTokenAccount: receiver.address,
      puller: caller.address,
    }),
  );
}
