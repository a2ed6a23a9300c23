namespace HiltBot.Solana.Tests.Rpc;

/// <summary>
/// Time that moves only when a test says so. <see cref="RunAsync"/> moves it to the next timer for as long as
/// a call is under way, so nothing sleeps and waits of minutes take no time.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => GetUtcNow() - Start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan span)
    {
        var until = GetUtcNow() + span;
        while (TryAdvanceToNextTimer(until))
        {
        }

        lock (_lock)
            _now = until;
    }

    /// <summary>
    /// Runs a call to its end. On the pool there is no synchronisation context, so what a timer wakes runs at
    /// once, on this very thread, and no other timer fires early.
    /// </summary>
    public Task<T> RunAsync<T>(Func<Task<T>> call) => Task.Run(async () =>
    {
        var task = call();
        while (!task.IsCompleted)
        {
            if (!TryAdvanceToNextTimer(DateTimeOffset.MaxValue))
                await Task.Yield();
        }

        return await task;
    });

    private bool TryAdvanceToNextTimer(DateTimeOffset until)
    {
        ManualTimer? next;
        lock (_lock)
        {
            next = _timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (next is null)
                return false;
            _timers.Remove(next);
            if (next.DueAt > _now)
                _now = next.DueAt;
        }

        next.Fire();
        return true;
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
                throw new NotSupportedException("These timers fire once.");
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                DueAt = time._now + dueTime;
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
