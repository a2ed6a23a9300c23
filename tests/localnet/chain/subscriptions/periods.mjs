// The program's period arithmetic. Times are unix seconds, all of it bigint.

export const periodHoursMax = 8760n;

export function secondsOf({ periodHours }) {
  return periodHours * 3600n;
}

/** Where a subscription stands then. Missed periods are lost; no period starts at the plan's end or later. */
export function advanced({ periodStart, pulled, periodHours }, endTs, now) {
  const length = secondsOf({ periodHours });
  if (now - periodStart < length) return { periodStart, pulled };
  const candidate = periodStart + ((now - periodStart) / length) * length;
  if (endTs === 0n || candidate < endTs) return { periodStart: candidate, pulled: 0n };
  const beforeEnd = endTs - 1n - periodStart;
  const last = beforeEnd < 0n ? periodStart : periodStart + (beforeEnd / length) * length;
  return last === periodStart ? { periodStart, pulled } : { periodStart: last, pulled: 0n };
}

/** When a cancellation of that time takes effect: with the running period, and never long after the plan. */
export function endOfRunningPeriod(subscription, endTs, now) {
  const end = advanced(subscription, endTs, now).periodStart + secondsOf(subscription);
  return endTs !== 0n && end > endTs + 1n ? endTs + 1n : end;
}
