namespace HiltBot.Engine.Sandbox;

/// <summary>
/// Says inside this process that something in the simulated places changed, so that open pages look again. A
/// hint, never a promise: pages also look by themselves.
/// </summary>
public sealed class SimSignal
{
    private TaskCompletionSource next = New();
    private long version;

    /// <summary>Grows with every change.</summary>
    public long Version => Interlocked.Read(ref version);

    public void Raise()
    {
        Interlocked.Increment(ref version);
        Interlocked.Exchange(ref next, New()).TrySetResult();
    }

    /// <summary>
    /// Returns when the version is past <paramref name="seen"/>, or after <paramref name="timeMax"/>.
    /// </summary>
    public async Task WaitAsync(
        long seen, TimeSpan timeMax, TimeProvider time, CancellationToken cancellationToken)
    {
        // Taken before the version is read: a change in between completes this very task.
        var changed = Volatile.Read(ref next).Task;
        if (Version > seen)
        {
            return;
        }

        try
        {
            await changed.WaitAsync(timeMax, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing changed: the page looks once more and waits again.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
