using System.Diagnostics.CodeAnalysis;

namespace HiltBot.Telegram.Updates;

/// <summary>
/// Work in the order in which it came for one key, and side by side for different keys. Bounded: nobody who
/// brings work ever waits; what does not fit is refused.
/// </summary>
internal sealed class Turns(int sideBySideMax, int waitingMax) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Turn> last = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim places = new(sideBySideMax, sideBySideMax);
    private int count;

    /// <returns>False when there is too much already: it is not run.</returns>
    public bool TryRun<T>(string key, Func<Task<T>> runAsync, [NotNullWhen(true)] out Task<T>? running)
    {
        lock (gate)
        {
            running = null;
            if (count >= waitingMax)
            {
                return false;
            }

            count++;
            var turn = new Turn();
            var before = last.TryGetValue(key, out var earlier) ? earlier.Running : Task.CompletedTask;
            last[key] = turn;
            running = RunAsync(before, key, turn, runAsync);
            turn.Running = running;
            return true;
        }
    }

    /// <summary>Ends when everything that was brought so far is done.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        Task[] running;
        lock (gate)
        {
            running = [.. last.Values.Select(turn => turn.Running)];
        }

        await Task.WhenAll(running).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>For work that waits for its next try: others may go on in its place meanwhile.</summary>
    public async Task RestAsync(TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        places.Release();
        try
        {
            await Task.Delay(length, time, cancellationToken);
        }
        finally
        {
            await places.WaitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<T> RunAsync<T>(Task before, string key, Turn turn, Func<Task<T>> runAsync)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await places.WaitAsync();
        try
        {
            return await runAsync();
        }
        finally
        {
            places.Release();
            lock (gate)
            {
                count--;
                if (last.TryGetValue(key, out var newest) && newest == turn)
                {
                    last.Remove(key);
                }
            }
        }
    }

    private sealed class Turn
    {
        public Task Running { get; set; } = Task.CompletedTask;
    }
}
