using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// Does something for a key once it has been quiet for a while, however often it was asked for, and again
/// until it succeeds.
/// </summary>
internal sealed partial class OnceQuiet(
    string name, TimeSpan quietTime, TimeProvider time, Func<string, CancellationToken, Task> doAsync, ILogger logger)
    : IDisposable
{
    // Who keeps changing things is looked at all the same.
    private const int QuietTimesMax = 6;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Owed> owed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim rung = new(0);
    private bool isFailing;

    public void Ask(string key)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var since = owed.TryGetValue(key, out var earlier) ? earlier.Since : now;
            var latest = since + (quietTime * QuietTimesMax);
            owed[key] = new Owed(since, now + quietTime < latest ? now + quietTime : latest, earlier?.Failures ?? 0);
        }

        if (rung.CurrentCount == 0)
        {
            rung.Release();
        }
    }

    /// <summary>Runs until it is told to stop; what was not done by then is not done.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Take() is { } key)
            {
                await TryAsync(key, cancellationToken);
                continue;
            }

            await WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => rung.Dispose();

    private (string Key, Owed Owed)? Take()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (key, what) in owed)
            {
                if (what.DueAt <= now)
                {
                    owed.Remove(key);
                    return (key, what);
                }
            }

            return null;
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            wait = owed.Count == 0 ? Timeout.InfiniteTimeSpan : owed.Values.Min(what => what.DueAt) - time.GetUtcNow();
        }

        if (wait != Timeout.InfiniteTimeSpan && wait <= TimeSpan.Zero)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ring = rung.WaitAsync(either.Token);
        var clock = Task.Delay(wait, time, either.Token);
        await Task.WhenAny(ring, clock);
        await either.CancelAsync();
        await ring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await clock.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task TryAsync((string Key, Owed Owed) taken, CancellationToken cancellationToken)
    {
        try
        {
            await doAsync(taken.Key, cancellationToken);
            if (isFailing)
            {
                isFailing = false;
                Log.Works(logger, name);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it was: it stays owed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!isFailing)
            {
                isFailing = true;
                Log.Fails(logger, name, exception);
            }

            Owe(taken);
        }
    }

    private void Owe((string Key, Owed Owed) taken)
    {
        lock (gate)
        {
            var failures = taken.Owed.Failures + 1;
            var dueAt = time.GetUtcNow() + Backoff.After(failures);
            owed[taken.Key] = owed.TryGetValue(taken.Key, out var asked) && asked.DueAt > dueAt
                ? asked with { Failures = failures }
                : new Owed(time.GetUtcNow(), dueAt, failures);
        }
    }

    private sealed record Owed(DateTimeOffset Since, DateTimeOffset DueAt, int Failures);

    private static partial class Log
    {
        [LoggerMessage(11230, LogLevel.Error, "{Name} does not work; it is tried again.")]
        public static partial void Fails(ILogger logger, string name, Exception exception);

        [LoggerMessage(11231, LogLevel.Information, "{Name} works again.")]
        public static partial void Works(ILogger logger, string name);
    }
}
