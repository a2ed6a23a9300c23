namespace HiltBot.Discord.Rest;

/// <summary>Time that only moves forward, for windows and waits: since when does not matter.</summary>
internal sealed class RestClock(TimeProvider time)
{
    private readonly long origin = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(origin);
}
