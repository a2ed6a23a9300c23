namespace HiltBot.Discord.Rest;

/// <summary>
/// Discord's limit over all calls of one bot: at most so many in any second. After a 429 that holds all calls one goes
/// ahead alone.
/// </summary>
internal sealed class GlobalLimit : IRateGate
{
    public const int PerSecond = 50;

    private static readonly TimeSpan Second = TimeSpan.FromMilliseconds(1002);

    private readonly RestClock clock;
    private readonly WaitingLine line;
    private readonly Lock gate = new();
    private readonly Queue<TimeSpan> sent = new();
    private bool isProbing;
    private int underWay;
    private TimeSpan blockedUntil;
    private ITimer? timer;

    public GlobalLimit(RestClock clock)
    {
        this.clock = clock;
        line = new WaitingLine(clock, gate);
    }

    public Task<RatePass> EnterAsync(TimeSpan deadline, bool isAgain, CancellationToken cancellationToken)
    {
        WaitingLine.Place place;
        lock (gate)
        {
            var now = clock.Now;
            var ahead = isAgain ? 0 : line.Count;
            if (ahead == 0 && MayPass(now))
            {
                Pass(now);
                return Task.FromResult(new RatePass(this, TimeSpan.Zero));
            }

            var wait = WaitFor(ahead, now);
            if (now + wait > deadline)
            {
                return Task.FromResult(new RatePass(null, wait));
            }

            place = line.Add(deadline, isAgain);
            SetTimer(now);
        }

        return line.WaitAsync(place, () => WaitFor(0, clock.Now), cancellationToken);
    }

    public void Leave(RateNews news, TimeSpan sentAt)
    {
        lock (gate)
        {
            var now = clock.Now;
            underWay--;
            if (news is RateNews.TooMany tooMany)
            {
                var until = now + tooMany.RetryAfter;
                blockedUntil = until > blockedUntil ? until : blockedUntil;
                isProbing = true;
            }
            else if (now >= blockedUntil && news is RateNews.Answered)
            {
                isProbing = false;
            }

            GoOn(now);
        }
    }

    private bool MayPass(TimeSpan now)
    {
        while (sent.TryPeek(out var first) && first + Second <= now)
        {
            sent.Dequeue();
        }

        return now >= blockedUntil && sent.Count < PerSecond && (!isProbing || underWay == 0);
    }

    private void Pass(TimeSpan now)
    {
        sent.Enqueue(now);
        underWay++;
    }

    private TimeSpan WaitFor(int ahead, TimeSpan now)
    {
        var block = blockedUntil > now ? blockedUntil - now : TimeSpan.Zero;
        var over = sent.Count + ahead - PerSecond;
        if (over < 0)
        {
            return block;
        }

        var first = (sent.Count > 0 ? sent.Peek() : now) + Second - now + (Second * (over / PerSecond));
        return first > block ? first : block;
    }

    private void GoOn(TimeSpan now)
    {
        while (MayPass(now) && line.CallFirst(this))
        {
            Pass(now);
        }

        line.CallOff(ahead => WaitFor(ahead, now), now);
        SetTimer(now);
    }

    private void SetTimer(TimeSpan now)
    {
        if (line.Count == 0)
        {
            return;
        }

        var next = blockedUntil > now ? blockedUntil
            : sent.Count >= PerSecond ? sent.Peek() + Second
            : (TimeSpan?)null;
        if (next is { } at)
        {
            timer ??= clock.Time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(WaitingLine.WholeMilliseconds(at - now), Timeout.InfiniteTimeSpan);
        }
    }

    private void Ring()
    {
        lock (gate)
        {
            GoOn(clock.Now);
        }
    }
}
