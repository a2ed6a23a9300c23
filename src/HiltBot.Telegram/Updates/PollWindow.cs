namespace HiltBot.Telegram.Updates;

/// <summary>
/// Which updates were fetched and are not confirmed yet. Telegram forgets what stands below the offset of a call, so the
/// offset is never above an update that is not done: Telegram itself is the memory, and whoever polls next gets the rest.
/// One exception: a call shows so many updates from the offset on and no more, so where updates that rest would hide all
/// that comes after them, the offset goes past those. They are tried on from memory.
/// </summary>
/// <remarks>
/// The offset is stored nowhere else on purpose. Telegram begins anew at a random number when a bot was silent for a week
/// (core.telegram.org/bots/api#update), and an offset of ours from before would then pass over whatever is lower.
/// </remarks>
/// <param name="sightMax">How many updates one call shows.</param>
internal sealed class PollWindow(int sightMax)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, Standing> fetched = [];
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
                return open > 0 ? FirstOpen() : highest + 1;
            }
        }
    }

    /// <summary>For the last call of a node that goes: what rests is left to the next one.</summary>
    public long? LastOffset
    {
        get
        {
            lock (gate)
            {
                return open > 0 ? FirstNotDone() : highest + 1;
            }
        }
    }

    /// <summary>Whether Telegram would still tell it to whoever polls next.</summary>
    public bool Holds(long updateId)
    {
        lock (gate)
        {
            return fetched.ContainsKey(updateId);
        }
    }

    /// <returns>False where it was fetched before and is in work or done.</returns>
    public bool Open(long updateId)
    {
        lock (gate)
        {
            if (!fetched.TryAdd(updateId, Standing.InWork))
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
            if (!fetched.TryGetValue(updateId, out var standing) || standing == Standing.Done)
            {
                return;
            }

            fetched[updateId] = Standing.Done;
            CountDown();
        }
    }

    /// <summary>It waits long for its next try, because Telegram does not do its part.</summary>
    public void Rest(long updateId)
    {
        lock (gate)
        {
            if (fetched.TryGetValue(updateId, out var standing) && standing == Standing.InWork)
            {
                fetched[updateId] = Standing.Resting;
            }
        }
    }

    /// <summary>It could not be taken: it comes again with the next call.</summary>
    public void Forget(long updateId)
    {
        lock (gate)
        {
            Drop(updateId);
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
                Drop(updateId);
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

    private long? FirstOpen()
    {
        var first = FirstNotDone();
        if (fetched.Keys.Count(id => id >= first) < sightMax)
        {
            return first;
        }

        foreach (var (id, standing) in fetched)
        {
            if (standing == Standing.InWork)
            {
                return id;
            }
        }

        return highest + 1;
    }

    private long FirstNotDone() => fetched.First(pair => pair.Value != Standing.Done).Key;

    private void Drop(long updateId)
    {
        if (fetched.Remove(updateId, out var standing) && standing != Standing.Done)
        {
            CountDown();
        }
    }

    private void CountDown()
    {
        if (--open == 0)
        {
            allDone.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private enum Standing
    {
        InWork,
        Resting,
        Done,
    }
}
