namespace HiltBot.Telegram.Api;

/// <summary>Time that only moves forward, for limits and waits: since when does not matter.</summary>
internal sealed class ApiClock(TimeProvider time)
{
    private readonly long origin = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(origin);
}
