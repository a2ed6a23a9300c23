namespace HiltBot.Engine.Payments;

/// <summary>How many accounts wait for money now, and how many only might get some.</summary>
public sealed record AccountLoad(int OpenCount, int QuietCount);

/// <summary>
/// When an account is read next: every 2 s while a session uses it, else every 60 s, stretched so that
/// looking takes at most half of the request budget; the other half reads what was found. Pure.
/// </summary>
public static class ReadIntervals
{
    public static readonly TimeSpan Open = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(60);

    /// <param name="requestsPerSecond">Null: the ledger costs no requests.</param>
    public static TimeSpan Next(bool isOpen, AccountLoad load, int? requestsPerSecond)
    {
        var interval = isOpen ? Open : Quiet;
        if (requestsPerSecond is not { } budget)
        {
            return interval;
        }

        // Looks in a minute if nothing were stretched, against half of the minute's budget.
        var asked = checked(load.OpenCount * 30L + load.QuietCount);
        var allowed = Math.Max(1, budget * 30L);
        return asked <= allowed ? interval : TimeSpan.FromMilliseconds((long)interval.TotalMilliseconds * asked / allowed);
    }

    /// <summary>After this many failures in a row: 1 s, 2 s, 4 s, up to a minute.</summary>
    public static TimeSpan Backoff(int failures) => failures > 6
        ? BackoffMax
        : TimeSpan.FromSeconds(Math.Min(1 << Math.Max(0, failures - 1), (int)BackoffMax.TotalSeconds));
}
