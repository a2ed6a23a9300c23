namespace HiltBot.Discord.Rest;

/// <summary>
/// One of Discord's buckets as its headers tell it: calls leave in the order in which they came, side by side up to what
/// remains, and the next ones at the very moment when the window opens again.
/// </summary>
/// <remarks>
/// What may still leave is what the server said last, less what is under way: never too much, since whatever the
/// server had not yet counted then has not been answered either.
/// </remarks>
internal sealed class RateBucket : IRateGate, IDisposable
{
    /// <summary>How many calls may be under way where nothing is known of limits.</summary>
    public const int SideBySideMax = 16;

    private static readonly TimeSpan ForgetTime = TimeSpan.FromSeconds(10);

    private readonly RestClock clock;
    private readonly WaitingLine line;
    private readonly Lock gate = new();

    private readonly RateWindow window = new();

    // Until the first answer one call goes ahead alone, and again after a 429 that was not foreseen.
    private bool isProbing;
    private int sideBySide;
    private int underWay;
    private TimeSpan blockedUntil;
    private TimeSpan usedAt;
    private ITimer? timer;

    /// <param name="startsAlone">Whether the first call goes ahead to learn the limit.</param>
    public RateBucket(RestClock clock, bool startsAlone)
    {
        this.clock = clock;
        isProbing = startsAlone;
        sideBySide = startsAlone ? 1 : SideBySideMax;
        line = new WaitingLine(clock, gate);
        usedAt = clock.Now;
    }

    /// <summary>Discord's name for it, once an answer said it.</summary>
    public string? Hash { get; set; }

    /// <param name="deadline">Until when it may wait (<see cref="RestClock.Now"/>).</param>
    /// <param name="isAgain">It had its turn and goes before all others.</param>
    public Task<RatePass> EnterAsync(TimeSpan deadline, bool isAgain, CancellationToken cancellationToken)
    {
        WaitingLine.Place place;
        lock (gate)
        {
            var now = clock.Now;
            if (!window.IsKnown && underWay == 0 && now - usedAt > ForgetTime)
            {
                window.StartCounting();
            }

            usedAt = now;
            window.Roll(now, blockedUntil);
            var ahead = isAgain ? 0 : line.Count;
            if (ahead == 0 && Free(now) > 0)
            {
                underWay++;
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
            usedAt = now;
            underWay--;
            window.Roll(now, blockedUntil);
            switch (news)
            {
                case RateNews.Answered { Headers: { SaysWhen: true } headers }:
                    window.Learn(headers, now, sentAt);
                    isProbing &= now < blockedUntil;
                    break;
                case RateNews.Answered or RateNews.Lost:
                    sideBySide = window.IsKnown || news is RateNews.Lost ? sideBySide
                        : Math.Min(sideBySide * 2, SideBySideMax);
                    window.Count(sentAt);
                    isProbing &= now < blockedUntil;
                    break;
                case RateNews.TooMany tooMany:
                    var until = window.Refuse(tooMany.RetryAfter, now, isFirst: now >= blockedUntil);
                    blockedUntil = until > blockedUntil ? until : blockedUntil;
                    (isProbing, sideBySide) = (true, 1);
                    break;
            }

            GoOn(now);
        }
    }

    /// <summary>Somebody else's call turned out to be of this bucket.</summary>
    public void Hear(RateHeaders headers, TimeSpan sentAt)
    {
        lock (gate)
        {
            var now = clock.Now;
            window.Roll(now, blockedUntil);
            if (headers.SaysWhen)
            {
                window.Learn(headers, now, sentAt);
            }

            GoOn(now);
        }
    }

    /// <summary>It is about to be used, so it is not idle.</summary>
    public void Touch()
    {
        lock (gate)
        {
            usedAt = clock.Now;
        }
    }

    /// <summary>Takes over those who wait in another one that turned out to be the same.</summary>
    public void TakeOver(RateBucket other)
    {
        lock (other.gate)
        {
            lock (gate)
            {
                line.TakeOver(other.line);
                var now = clock.Now;
                window.Roll(now, blockedUntil);
                GoOn(now);
            }
        }
    }

    public bool IsIdle(TimeSpan unusedFor)
    {
        lock (gate)
        {
            var now = clock.Now;
            return underWay == 0 && line.Count == 0 && now >= blockedUntil &&
                !(window.ResetAt > now) && usedAt + unusedFor <= now;
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Ring()
    {
        lock (gate)
        {
            var now = clock.Now;
            window.Roll(now, blockedUntil);
            GoOn(now);
        }
    }

    private int Free(TimeSpan now) =>
        now < blockedUntil ? 0
        : isProbing ? 1 - underWay
        : (window.IsKnown ? window.Left : sideBySide) - underWay;

    private void GoOn(TimeSpan now)
    {
        while (Free(now) > 0 && line.CallFirst(this))
        {
            underWay++;
        }

        // Who cannot leave in time hears it now and not at the end of the wait.
        line.CallOff(ahead => WaitFor(ahead, now), now);
        SetTimer(now);
    }

    private TimeSpan WaitFor(int ahead, TimeSpan now)
    {
        var block = blockedUntil > now ? blockedUntil - now : TimeSpan.Zero;
        if (!window.IsKnown)
        {
            return block;
        }

        var free = block > TimeSpan.Zero ? 0 : Math.Max(window.Left - underWay, 0);
        if (ahead < free)
        {
            return TimeSpan.Zero;
        }

        var opens = window.OpensAt - now;
        opens = opens < block ? block : opens;
        return (opens < TimeSpan.Zero ? TimeSpan.Zero : opens) + (window.Length * ((ahead - free) / window.Limit));
    }

    private void SetTimer(TimeSpan now)
    {
        var next = blockedUntil > now ? blockedUntil : window.ResetAt;
        if (line.Count == 0 || next is not { } at)
        {
            timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        timer ??= clock.Time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(WaitingLine.WholeMilliseconds(at - now), Timeout.InfiniteTimeSpan);
    }
}
