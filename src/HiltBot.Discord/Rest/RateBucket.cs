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

    // Servers round what they say to milliseconds.
    private static readonly TimeSpan Guard = TimeSpan.FromMilliseconds(2);

    // Windows are told apart by the end that the server names: closer ones are the same, further ones another clock.
    private const double NameTolerance = 0.02;
    private const double NameJumpMax = 3600;

    // How far back the guess at a window that nobody tells may reach.
    private static readonly TimeSpan GuessMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GuessIdle = TimeSpan.FromSeconds(10);

    private readonly RestClock clock;
    private readonly WaitingLine line;
    private readonly Lock gate = new();

    // Until the first answer one call goes ahead alone, and again after a 429 that was not foreseen.
    private bool isProbing;
    private bool isKnown;

    // Servers without headers: what a 429 let through in how long a time is taken for the limit.
    private bool isGuess;
    private int answered;
    private TimeSpan? firstSentAt;
    private int sideBySide = 1;
    private int limit = 1;
    private int left;
    private int underWay;
    private TimeSpan? resetAt;
    private double? windowName;
    private TimeSpan openedAt;
    private TimeSpan window;
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
            if (!isKnown && underWay == 0 && now - usedAt > GuessIdle)
            {
                (answered, firstSentAt) = (0, null);
            }

            usedAt = now;
            Roll(now);
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
            Roll(now);
            switch (news)
            {
                case RateNews.Answered { Headers: { SaysWhen: true } headers }:
                    Learn(headers, now, sentAt);
                    break;
                case RateNews.Answered when !isKnown:
                    Count(sentAt);
                    sideBySide = Math.Min(sideBySide * 2, SideBySideMax);
                    break;
                case RateNews.Answered or RateNews.Lost:
                    // Counted over there, and nobody said how.
                    Count(sentAt);
                    left = Math.Max(left - 1, 0);
                    resetAt ??= isKnown ? sentAt + window + Guard : null;
                    break;
                case RateNews.TooMany tooMany:
                    Block(now + tooMany.RetryAfter + Guard, now);
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
            Roll(now);
            if (headers.SaysWhen)
            {
                Learn(headers, now, sentAt);
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
                Roll(now);
                GoOn(now);
            }
        }
    }

    public bool IsIdle(TimeSpan unusedFor)
    {
        lock (gate)
        {
            var now = clock.Now;
            return underWay == 0 && line.Count == 0 && now >= blockedUntil && !(resetAt > now) && usedAt + unusedFor <= now;
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Ring()
    {
        lock (gate)
        {
            var now = clock.Now;
            Roll(now);
            GoOn(now);
        }
    }

    // A window that is over opens the next one: until an answer says more, all of it.
    private void Roll(TimeSpan now)
    {
        if (isKnown && resetAt <= now)
        {
            if (isGuess && answered >= limit && blockedUntil < openedAt)
            {
                limit++;
            }

            (answered, firstSentAt) = (0, null);
            left = limit;
            resetAt = null;
            openedAt = now;
        }
    }

    private int Free(TimeSpan now) =>
        now < blockedUntil ? 0
        : isProbing ? 1 - underWay
        : (isKnown ? left : sideBySide) - underWay;

    private void Learn(RateHeaders headers, TimeSpan now, TimeSpan sentAt)
    {
        var (remaining, length) = (headers.Remaining!.Value, headers.ResetAfter!.Value);
        var resetsAt = now + length + Guard;
        isProbing &= now < blockedUntil;
        (isKnown, isGuess) = (true, false);
        limit = headers.Limit ?? Math.Max(limit, remaining + 1);
        window = length > window ? length : window;
        switch (WindowOf(headers, resetsAt, sentAt))
        {
            case > 0:
                (resetAt, left, windowName) = (resetsAt, remaining, headers.Reset ?? windowName);
                break;
            case 0:
                // Each answer names the end of the window a little late; the earliest is the nearest.
                resetAt = resetAt is { } known && known < resetsAt ? known : resetsAt;
                left = Math.Min(left, remaining);
                break;
        }
    }

    // Answers overtake each other: below 0 is one of a window that is over, above 0 one of a window not heard of yet.
    private int WindowOf(RateHeaders headers, TimeSpan resetsAt, TimeSpan sentAt)
    {
        if (headers.Reset is { } name && windowName is { } known && Math.Abs(name - known) < NameJumpMax)
        {
            return Math.Abs(name - known) < NameTolerance ? (resetAt is null ? -1 : 0) : Math.Sign(name - known);
        }

        var (end, differs) = (resetAt ?? openedAt + window, window / 2);
        return sentAt < openedAt && resetsAt < end - differs ? -1
            : resetAt is null || resetsAt > end + differs ? 1
            : 0;
    }

    private void Count(TimeSpan sentAt)
    {
        isProbing &= clock.Now < blockedUntil;
        answered++;
        firstSentAt ??= sentAt;
    }

    private void Block(TimeSpan until, TimeSpan now)
    {
        if ((!isKnown || isGuess) && answered > 0 && now >= blockedUntil)
        {
            (isKnown, isGuess, limit) = (true, true, answered);
            var length = until - firstSentAt!.Value;
            window = length < GuessMax || length < until - now ? length : GuessMax;
        }

        blockedUntil = until > blockedUntil ? until : blockedUntil;
        isProbing = true;
        sideBySide = 1;
        if (isKnown)
        {
            (left, resetAt) = (0, blockedUntil);
        }
    }

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
        if (!isKnown)
        {
            return block;
        }

        var free = block > TimeSpan.Zero ? 0 : Math.Max(left - underWay, 0);
        if (ahead < free)
        {
            return TimeSpan.Zero;
        }

        var opens = (resetAt ?? openedAt + window) - now;
        opens = opens < block ? block : opens;
        return (opens < TimeSpan.Zero ? TimeSpan.Zero : opens) + (window * ((ahead - free) / limit));
    }

    private void SetTimer(TimeSpan now)
    {
        var next = blockedUntil > now ? blockedUntil : resetAt;
        if (line.Count == 0 || next is not { } at)
        {
            timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        timer ??= clock.Time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(WaitingLine.WholeMilliseconds(at - now), Timeout.InfiniteTimeSpan);
    }
}
