namespace HiltBot.Engine.Outbox;

/// <summary>
/// How long the holder of a claim may go on with it, so that its outcome is recorded while the claim is still
/// its own: no new part of the work begins in the second half, and nobody outside is waited for in the last
/// eighth.
/// </summary>
public sealed class Turn : IDisposable
{
    private readonly TimeProvider time;
    private readonly DateTimeOffset halfAt;
    private readonly CancellationTokenSource tooLong;

    /// <param name="claimTime">How long the claim lasts that is about to be taken.</param>
    public Turn(TimeProvider time, TimeSpan claimTime)
    {
        this.time = time;
        halfAt = time.GetUtcNow() + claimTime / 2;
        tooLong = new CancellationTokenSource(claimTime * 7 / 8, time);
    }

    /// <summary>What is left of the work is for the next claim.</summary>
    public bool IsUsedUp => time.GetUtcNow() >= halfAt;

    /// <summary>Asks somebody outside, no longer than the turn lasts.</summary>
    /// <exception cref="TimeoutException">The turn was over before the answer came.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("No answer came within one turn.", exception);
        }
    }

    public void Dispose() => tooLong.Dispose();
}
