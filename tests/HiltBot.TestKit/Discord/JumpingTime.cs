namespace HiltBot.TestKit.Discord;

/// <summary>
/// Time that stands still while anything happens and jumps to the next timer when nothing does: what takes minutes by a
/// platform's limits is over in a moment, and the clock shows at the end how long it would have been. Give it to the stand-in and to
/// whatever is under test in the same process.
/// </summary>
/// <param name="activity">A number that changes while something happens, and is 0 when nothing runs.</param>
public sealed class JumpingTime(Func<(int Running, long Count)> activity) : TimeProvider, IAsyncDisposable
{
    private const int QuietLooks = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    private readonly ManualTime time = new();
    private readonly Lock gate = new();
    private readonly HashSet<Due> timers = [];
    private readonly CancellationTokenSource end = new();
    private Task? jumping;
    private long timerChanges;

    public override long TimestampFrequency => time.TimestampFrequency;

    /// <summary>How long it has been by this clock.</summary>
    public TimeSpan Elapsed => GetUtcNow() - ManualTime.Start;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var due = new Due(this, callback, state);
        due.Start(dueTime, period);
        return due;
    }

    /// <summary>Begins to jump.</summary>
    public void Run() => jumping ??= JumpAsync();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await (jumping ?? Task.CompletedTask);
        end.Dispose();
    }

    private async Task JumpAsync()
    {
        var quiet = 0;
        var seen = default((int, long, long));
        while (!end.IsCancellationRequested)
        {
            // A busy machine makes this pause longer too, so a jump waits for work that waits for a processor.
            await Task.Delay(Pause, TimeProvider.System);
            await Task.Run(() => { });
            var (running, count) = activity();
            var look = (running, count, Interlocked.Read(ref timerChanges));
            quiet = running == 0 && look == seen ? quiet + 1 : 0;
            seen = look;
            if (quiet >= QuietLooks && NextDueAt() is { } next)
            {
                quiet = 0;
                time.SetTo(next);
            }
        }
    }

    private DateTimeOffset? NextDueAt()
    {
        lock (gate)
        {
            var due = timers.Select(timer => timer.DueAt).Where(at => at is not null).Min();
            return due < time.GetUtcNow() ? time.GetUtcNow() : due;
        }
    }

    private sealed class Due : ITimer
    {
        private readonly JumpingTime owner;
        private readonly ITimer inner;
        private TimeSpan period;

        public Due(JumpingTime owner, TimerCallback callback, object? state)
        {
            this.owner = owner;
            inner = owner.time.CreateTimer(
                _ =>
                {
                    Rung();
                    callback(state);
                },
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public DateTimeOffset? DueAt { get; private set; }

        public void Start(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                owner.timers.Add(this);
            }

            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                this.period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : owner.GetUtcNow() + dueTime;
                Interlocked.Increment(ref owner.timerChanges);
            }

            return inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.timers.Remove(this);
                Interlocked.Increment(ref owner.timerChanges);
            }

            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Rung()
        {
            lock (owner.gate)
            {
                DueAt = period > TimeSpan.Zero ? owner.GetUtcNow() + period : null;
                Interlocked.Increment(ref owner.timerChanges);
            }
        }
    }
}
