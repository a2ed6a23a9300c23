using System.Runtime.InteropServices;

namespace HiltBot.Solana.Subscriptions;

/// <summary>Where a subscription stands in its period.</summary>
/// <param name="Start">Unix seconds.</param>
/// <param name="Pulled">Base units taken since then.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PeriodState(long Start, ulong Pulled);

/// <summary>
/// The program's period arithmetic (solana.md, section 7). Boundaries follow the second of subscribing, not
/// the calendar; missed periods are lost. All times are unix seconds by the chain's clock.
/// </summary>
public static class SubscriptionPeriods
{
    private const long SecondsPerHour = 3_600;

    public static bool IsLength(ulong periodHours) => periodHours is >= 1 and <= PlanTerms.PeriodHoursMax;

    /// <summary>Where a pull at this time finds the subscription: the one rule that all others here follow.</summary>
    /// <param name="endAt">When the plan ends; 0: never.</param>
    public static PeriodState Advance(PeriodState state, ulong periodHours, long endAt, long clock)
    {
        var length = Seconds(periodHours);
        Int128 start = state.Start, end = endAt, elapsed = clock - start;
        if (elapsed < length)
            return state;
        var candidate = start + elapsed / length * length;
        if (endAt == 0 || candidate < endAt)
            return new PeriodState((long)candidate, 0);

        // No period begins at the plan's end or later: only as far as the last boundary before it.
        var last = end - 1 < start ? start : start + (end - 1 - start) / length * length;
        return last == start ? state : new PeriodState((long)last, 0);
    }

    /// <summary>What may still be taken at this time, base units.</summary>
    public static ulong Left(PeriodState state, ulong amount, ulong periodHours, long endAt, long clock)
    {
        var pulled = Advance(state, periodHours, endAt, clock).Pulled;
        return pulled < amount ? amount - pulled : 0;
    }

    /// <summary>
    /// When the period of this time ends and the next one begins; null when the plan ends before that.
    /// </summary>
    public static long? NextBoundary(PeriodState state, ulong periodHours, long endAt, long clock)
    {
        var next = (Int128)Advance(state, periodHours, endAt, clock).Start + Seconds(periodHours);
        return next > long.MaxValue || (endAt != 0 && next >= endAt) ? null : (long)next;
    }

    private static Int128 Seconds(ulong periodHours) => IsLength(periodHours)
        ? (Int128)periodHours * SecondsPerHour
        : throw new ArgumentOutOfRangeException(
            nameof(periodHours), periodHours, "A period has 1 to 8,760 hours.");
}
