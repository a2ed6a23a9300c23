namespace HiltBot.Telegram.Updates;

/// <summary>
/// Which updates were fetched and are not confirmed yet. Telegram forgets what stands below the offset of a call, so the
/// offset is never above an update that is not done: Telegram itself is the memory, and whoever polls next gets the rest.
/// </summary>
/// <remarks>
/// The offset is stored nowhere else on purpose. Telegram begins anew at a random number when a bot was silent for a week
/// (core.telegram.org/bots/api#update), and an offset of ours from before would then pass over whatever is lower.
/// </remarks>
internal sealed class PollWindow
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, bool> fetched = [];
    private TaskCompletionSource allDone = NewSignal();
    private int open;
    private long? highest;

    public bool HasOpen
    {
        get
        {
            lock (gate)
            {
                return open > 0;
            }
        }
    }

    /// <summary>Null: nothing is to be confirmed.</summary>
    public long? Offset
    {
        get
        {
            lock (gate)
            {
                return open > 0 ? fetched.First(pair => !pair.Value).Key : highest + 1;
            }
        }
    }

    /// <returns>False where it was fetched before and is in work or done.</returns>
    public bool Open(long updateId)
    {
        lock (gate)
        {
            if (!fetched.TryAdd(updateId, false))
            {
                return false;
            }

            open++;
            highest = Math.Max(highest ?? updateId, updateId);
            return true;
        }
    }

    public void Close(long updateId)
    {
        lock (gate)
        {
            if (!fetched.TryGetValue(updateId, out var isDone) || isDone)
            {
                return;
            }

            fetched[updateId] = true;
            if (--open == 0)
            {
                allDone.TrySetResult();
            }
        }
    }

    /// <summary>It could not be taken: it comes again with the next call.</summary>
    public void Forget(long updateId)
    {
        lock (gate)
        {
            if (fetched.Remove(updateId, out var isDone) && !isDone && --open == 0)
            {
                allDone.TrySetResult();
            }

            highest = fetched.Count == 0 ? null : fetched.Keys.Max();
        }
    }

    /// <summary>Telegram answered a call with that offset.</summary>
    public void Confirmed(long? offset)
    {
        lock (gate)
        {
            foreach (var updateId in fetched.Keys.TakeWhile(id => id < offset).ToList())
            {
                fetched.Remove(updateId);
            }

            if (fetched.Count == 0)
            {
                highest = null;
            }
        }
    }

    /// <summary>Until everything is done, or for so long.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task signal;
        lock (gate)
        {
            if (open == 0)
            {
                return;
            }

            if (allDone.Task.IsCompleted)
            {
                allDone = NewSignal();
            }

            signal = allDone.Task;
        }

        try
        {
            await signal.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
