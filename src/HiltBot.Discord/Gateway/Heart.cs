namespace HiltBot.Discord.Gateway;

/// <summary>
/// Beats as often as the gateway asks, the first time after a random part of the interval, and notices when
/// the other side does not answer any more (discord.com/developers/docs/events/gateway, heartbeat interval).
/// </summary>
internal sealed class Heart(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> beatAsync)
{
    private int isAnswered = 1;

    public void Answered() => Volatile.Write(ref isAnswered, 1);

    /// <summary>Ends when a beat was not answered by the time of the next.</summary>
    public async Task BeatAsync(double jitter, CancellationToken cancellationToken)
    {
        await Task.Delay(interval * jitter, time, cancellationToken);
        while (Interlocked.Exchange(ref isAnswered, 0) == 1)
        {
            await beatAsync(cancellationToken);
            await Task.Delay(interval, time, cancellationToken);
        }
    }
}
