namespace HiltBot.Discord.Rest;

/// <summary>
/// Counts the answers for which Discord bans an address: 10,000 of 401, 403 and 429 in ten minutes. Calls stop well below
/// that, until half of what stopped them is ten minutes old.
/// </summary>
internal sealed class InvalidRequests(RestClock clock)
{
    /// <summary>Where the bot's own calls stop.</summary>
    public const int Max = 2500;

    /// <summary>Answers to people go on until here.</summary>
    public const int MaxForAnswers = 5000;

    private const int Minutes = 11;

    private readonly Lock gate = new();
    private readonly (long Minute, int Count)[] counted = new (long, int)[Minutes];
    private bool isStopped;

    public void Add()
    {
        lock (gate)
        {
            var minute = Minute();
            ref var slot = ref counted[minute % Minutes];
            slot = slot.Minute == minute ? (minute, slot.Count + 1) : (minute, 1);
        }
    }

    /// <returns>How long calls are stopped; null when they are not.</returns>
    public TimeSpan? StoppedFor(bool isOfBot)
    {
        lock (gate)
        {
            var sum = Sum(Minute());
            isStopped = isStopped ? sum > Max / 2 : sum >= Max;
            return isOfBot ? isStopped ? UntilHalf() : null
                : sum >= MaxForAnswers ? UntilHalf()
                : null;
        }
    }

    private TimeSpan UntilHalf()
    {
        var minute = Minute();
        for (var ahead = 1; ahead < Minutes; ahead++)
        {
            if (Sum(minute + ahead) <= Max / 2)
            {
                return TimeSpan.FromMinutes(minute + ahead) - clock.Now;
            }
        }

        return TimeSpan.FromMinutes(minute + Minutes) - clock.Now;
    }

    private int Sum(long minute) =>
        counted.Where(slot => slot.Minute > minute - Minutes).Sum(slot => slot.Count);

    private long Minute() => (long)clock.Now.TotalMinutes;
}
