namespace HiltBot.Telegram.Updates;

/// <summary>How long to wait before the next try: doubled each time, with jitter, at most a minute.</summary>
internal static class Backoff
{
    private const int DoublingsMax = 6;

    /// <param name="failures">In a row; 0: nothing failed, do not wait.</param>
    public static TimeSpan After(int failures) => failures <= 0
        ? TimeSpan.Zero
#pragma warning disable CA5394 // Spreads tries; nobody gains by guessing it.
        : TimeSpan.FromSeconds(
            Math.Min(60, 1 << Math.Min(failures - 1, DoublingsMax)) * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
}
