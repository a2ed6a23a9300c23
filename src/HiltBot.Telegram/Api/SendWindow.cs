namespace HiltBot.Telegram.Api;

/// <summary>
/// So many in any stretch of time: when the last ones left is remembered. Whoever owns it holds a lock around each call.
/// </summary>
internal sealed class SendWindow(int max, TimeSpan length)
{
    private readonly Queue<TimeSpan> sentAt = new(max);

    public int Max => max;

    /// <summary>Whether what was sent still counts.</summary>
    public bool IsIdle(TimeSpan now) => Count(now) == 0;

    public void Add(TimeSpan now)
    {
        Count(now);
        if (sentAt.Count >= max)
        {
            sentAt.Dequeue();
        }

        sentAt.Enqueue(now);
    }

    /// <param name="ahead">How many others go first.</param>
    /// <param name="share">How much of it may be used; the rest is kept for what is more urgent.</param>
    /// <returns>When the next may leave: now, or later.</returns>
    public TimeSpan OpensAt(TimeSpan now, int ahead = 0, int? share = null)
    {
        var allowed = Math.Min(share ?? max, max);
        var count = Count(now);

        // Each leaves when the one that went so many before it does not count any more.
        var before = count + ahead - allowed;
        var lengths = 1;
        for (; before >= count; before -= allowed)
        {
            lengths++;
        }

        return before >= 0 ? sentAt.ElementAt(before) + (length * lengths) : now + (length * (lengths - 1));
    }

    private int Count(TimeSpan now)
    {
        while (sentAt.TryPeek(out var oldest) && oldest + length <= now)
        {
            sentAt.Dequeue();
        }

        return sentAt.Count;
    }
}
