namespace HiltBot.TestKit.Discord;

/// <summary>Tells whoever waits that something changed.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource next = Make();

    public Task NextAsync() => Volatile.Read(ref next).Task;

    public void Beat() => Interlocked.Exchange(ref next, Make()).TrySetResult();

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
