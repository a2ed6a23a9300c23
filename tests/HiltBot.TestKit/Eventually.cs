namespace HiltBot.TestKit;

/// <summary>Waits for a condition, never for a length of time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks again until it is so; after two minutes fails with what was seen last.</summary>
    public static async Task IsAsync<T>(Func<Task<T>> look, Func<T, bool> isSo, string what, TimeSpan? patience = null)
    {
        var end = TimeProvider.System.GetTimestamp();
        var last = await look();
        while (!isSo(last))
        {
            if (TimeProvider.System.GetElapsedTime(end) > (patience ?? Patience))
            {
                Assert.Fail($"It never came true that {what}. Last seen: {last}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            last = await look();
        }
    }

    public static Task EqualsAsync<T>(T expected, Func<Task<T>> look, string what, TimeSpan? patience = null) =>
        IsAsync(look, seen => EqualityComparer<T>.Default.Equals(expected, seen), $"{what} is {expected}", patience);
}
