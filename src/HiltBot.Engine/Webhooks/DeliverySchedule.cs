namespace HiltBot.Engine.Webhooks;

/// <param name="DueAt">The next attempt; null when none is planned.</param>
/// <param name="DeadAt">When it became a dead letter, if it is one.</param>
public sealed record DeliveryPlan(DeliveryState State, DateTimeOffset? DueAt, DateTimeOffset? DeadAt);

/// <summary>
/// When a delivery that failed is tried again (contract 8.3): each wait counts from the attempt before. After
/// the sixth failure it is a dead letter, which is tried on only where the operator wants it.
/// </summary>
public static class DeliverySchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
    ];

    /// <summary>Between tries of a dead letter.</summary>
    public static readonly TimeSpan DeadLetterWait = TimeSpan.FromHours(2);

    /// <param name="tries">Attempts on this schedule, the one that just failed included.</param>
    /// <param name="deadAt">When it had become a dead letter before.</param>
    /// <param name="deadLetterRetry">How long dead letters are tried on.</param>
    public static DeliveryPlan AfterFailure(
        int tries, DateTimeOffset? deadAt, DateTimeOffset now, TimeSpan deadLetterRetry)
    {
        if (deadAt is null && tries <= Waits.Length)
        {
            return new DeliveryPlan(DeliveryState.Retrying, now + Waits[tries - 1], null);
        }

        var since = deadAt ?? now;
        var next = now + DeadLetterWait;
        return new DeliveryPlan(DeliveryState.DeadLetter, next <= since + deadLetterRetry ? next : null,
            since);
    }
}
