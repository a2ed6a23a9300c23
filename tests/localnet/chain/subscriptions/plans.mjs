// What merchants sign: create, update and delete a plan.
import { require } from './call.mjs';
import { events, planData, readPlan, uriBytes } from './layout.mjs';
import { periodHoursMax, secondsOf } from './periods.mjs';

const createBytes = 456;
const updateBytes = 537;

export function createPlan(call) {
  const [merchant, place, mint, , tokens] = call.take(5);
  const fields = call.fields(createBytes);
  call.signs(merchant);
  call.writes(place);
  call.mint(mint, call.tokenProgram(tokens));
  const planId = fields.u64();
  const found = call.addresses.plan(merchant.address, planId);
  const plan = {
    owner: merchant.address,
    bump: found.bump,
    status: 1,
    planId,
    mint: fields.key(),
    amount: fields.u64(),
    periodHours: fields.u64(),
    // What is sent is ignored; the program writes its clock.
    createdAt: (fields.i64(), call.now),
    endTs: fields.i64(),
    destinations: fields.keys(),
    pullers: fields.keys(),
    uri: Buffer.from(fields.take(uriBytes)),
  };
  require(place.address === found.address, 502);
  require(call.account(place)?.owner !== call.program, 518);
  require(plan.mint === mint.address, 125);
  require(plan.amount > 0n, 129);
  require(plan.periodHours >= 1n && plan.periodHours <= periodHoursMax, 402);
  requireEnd(call, plan, plan.endTs);
  call.create(place, call.payer(5, merchant), planData(plan));
}

function requireEnd(call, plan, endTs) {
  require(endTs === 0n || endTs >= call.now + secondsOf(plan), 511);
}

function ofOwner(call, owner, place) {
  call.signs(owner);
  call.writes(place);
  const plan = call.owned(place, readPlan, { otherwise: 516 });
  require(plan.owner === owner.address, 504);
  return plan;
}

/** The data is as the release notes say; no vector shows it. */
export function updatePlan(call) {
  const [owner, place, authority, self] = call.take(4);
  const fields = call.fields(updateBytes);
  const plan = ofOwner(call, owner, place);
  call.events(authority, self);
  const next = {
    status: fields.u8(),
    endTs: fields.i64(),
    pullers: fields.keys(),
    uri: Buffer.from(fields.take(uriBytes)),
  };
  const seen = {
    createdAt: fields.i64(),
    endTs: fields.i64(),
    pullers: fields.keys(),
    uri: fields.take(uriBytes),
  };
  const isFresh =
    seen.createdAt === plan.createdAt &&
    seen.endTs === plan.endTs &&
    seen.pullers.join() === plan.pullers.join() &&
    seen.uri.equals(plan.uri);
  require(isFresh, 522);
  require(next.status <= 1, 'InvalidInstructionData');
  require(plan.status === 1, 514);
  require(next.status === 1 || next.endTs !== 0n, 513);
  if (next.endTs !== plan.endTs) requireEnd(call, plan, next.endTs);
  call.write(place, planData({ ...plan, ...next }));
  call.emit(events.planUpdated({ plan: place.address }));
}

export function deletePlan(call) {
  const [owner, place] = call.take(2);
  call.fields(0);
  call.writes(owner);
  const plan = ofOwner(call, owner, place);
  require(plan.endTs !== 0n && call.now > plan.endTs, 515);
  call.close(place, owner.address);
}
