namespace HiltBot.Engine.Payments;

/// <summary>
/// When a transaction that cannot be read is tried again, given up, and looked at later. Pure.
/// </summary>
public static class UnreadableRule
{
    /// <summary>
    /// So long it holds its account at least: a node, or this program, may be mended meanwhile.
    /// </summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromHours(24);

    /// <summary>So often it was tried at least.</summary>
    public const int TriesMin = 12;

    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan[] Later =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7),
        TimeSpan.FromDays(14), TimeSpan.FromDays(30), TimeSpan.FromDays(60),
    ];

    /// <summary>While it holds its account: after 1 s, 2 s, 4 s, up to half an hour.</summary>
    public static DateTimeOffset NextTryAt(UnreadableTransaction row)
    {
        var seconds = 1 << Math.Clamp(row.Tries - 1, 0, 11);
        return row.LastTriedAt + (seconds < PauseMax.TotalSeconds ? TimeSpan.FromSeconds(seconds) : PauseMax);
    }

    public static bool IsRipe(UnreadableTransaction row, DateTimeOffset now) =>
        row.SetAsideAt is null && row.Tries >= TriesMin && now - row.FirstTriedAt >= HoldTime;

    /// <summary>After it was set aside: a few looks, ever rarer; null after the last.</summary>
    /// <param name="looks">Looks that were made since.</param>
    public static DateTimeOffset? NextLookAt(int looks, DateTimeOffset now) =>
        looks < Later.Length ? now + Later[looks] : null;
}
