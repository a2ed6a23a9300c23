namespace HiltBot.Engine.Values;

/// <summary>
/// The second clock (design, rule 5): decides periods, reminders, grace, sessions and handoff expiry. It is real time plus
/// an offset that only grows and is above zero on play networks only; the offset is a database row that every node reads.
/// </summary>
public sealed class BusinessTime(TimeProvider time)
{
    private long offsetMicroseconds;

    public TimeSpan Offset => TimeSpan.FromMicroseconds(Interlocked.Read(ref offsetMicroseconds));

    public DateTimeOffset Now() => time.Now() + Offset;

    /// <summary>Takes over what the database says. A smaller offset is old news and is passed over.</summary>
    public void Adopt(TimeSpan offset)
    {
        var next = offset.Ticks / TimeSpan.TicksPerMicrosecond;
        var known = Interlocked.Read(ref offsetMicroseconds);
        while (next > known)
        {
            var seen = Interlocked.CompareExchange(ref offsetMicroseconds, next, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
