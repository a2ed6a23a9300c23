namespace HiltBot.Engine.Access;

/// <summary>
/// When a failed delivery is tried again (contract 3.2); after the last one a person has to look.
/// </summary>
public static class RescueSchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(12),
    ];

    /// <param name="failures">Failures so far, this one included.</param>
    /// <returns>Null when it is over.</returns>
    public static TimeSpan? After(int failures) =>
        failures <= Waits.Length ? Waits[Math.Max(failures, 1) - 1] : null;
}
