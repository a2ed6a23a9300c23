namespace HiltBot.Engine.Notices;

/// <summary>
/// When a message that no channel took yet is tried again; it never gives up while somebody may still take
/// it.
/// </summary>
public static class NoticeBackoff
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
    ];

    private static readonly TimeSpan Then = TimeSpan.FromHours(6);

    /// <param name="failures">Tries that ended in later, this one included.</param>
    /// <param name="asked">How long the platform asked us to wait; a longer wait of ours wins.</param>
    public static TimeSpan After(int failures, TimeSpan? asked)
    {
        var ours = failures <= Waits.Length ? Waits[Math.Max(failures, 1) - 1] : Then;
        return asked is { } theirs && (failures <= 1 || theirs > ours) && theirs > TimeSpan.Zero
            ? (theirs < Then ? theirs : Then)
            : ours;
    }
}
