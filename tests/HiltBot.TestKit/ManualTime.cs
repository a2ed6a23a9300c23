namespace HiltBot.TestKit;

/// <summary>Time in a test's hand: it stands still unless moved, and timers fire when it passes them.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public ManualTime()
        : this(Start)
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan length)
    {
        List<ManualTimer> ringing;
        lock (gate)
        {
            now += length;
            ringing = timers.Where(timer => timer.IsDue(now)).ToList();
        }

        foreach (var timer in ringing)
        {
            timer.Ring(GetUtcNow());
        }
    }

    public void SetTo(DateTimeOffset instant) => Advance(instant - GetUtcNow());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (gate)
        {
            timers.Add(timer);
        }

        return timer;
    }

    private void Remove(ManualTimer timer)
    {
        lock (gate)
        {
            timers.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset? dueAt;
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public bool IsDue(DateTimeOffset now) => dueAt <= now;

        public void Ring(DateTimeOffset now)
        {
            dueAt = period > TimeSpan.Zero ? now + period : null;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + dueTime;
            if (dueTime == TimeSpan.Zero)
            {
                Ring(time.GetUtcNow());
            }

            return true;
        }

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
