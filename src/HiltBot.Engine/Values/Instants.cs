namespace HiltBot.Engine.Values;

/// <summary>Instants are cut to microseconds where they are made, so that both databases give back what was stored.</summary>
public static class Instants
{
    public static DateTimeOffset Cut(this DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Real time, cut to microseconds.</summary>
    public static DateTimeOffset Now(this TimeProvider time) => time.GetUtcNow().Cut();

    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));
}
