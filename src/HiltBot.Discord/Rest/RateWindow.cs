namespace HiltBot.Discord.Rest;

/// <summary>
/// What is known of a bucket's window: how many calls it takes, what is left of it and when the next one opens. Told by
/// headers, or guessed from what a 429 let through in how long a time. Not safe for use by several at once.
/// </summary>
internal sealed class RateWindow
{
    // Servers round what they say to milliseconds.
    private static readonly TimeSpan Guard = TimeSpan.FromMilliseconds(2);

    // Windows are told apart by the end that the server names: closer ones are the same, further ones another clock.
    private const double NameTolerance = 0.02;
    private const double NameJumpMax = 3600;

    // How far back a guess may reach.
    private static readonly TimeSpan GuessMax = TimeSpan.FromMinutes(1);

    private bool isGuess;
    private int answered;
    private TimeSpan? firstSentAt;
    private TimeSpan openedAt;
    private double? name;

    public bool IsKnown { get; private set; }

    public int Limit { get; private set; } = 1;

    /// <summary>What the server said last; what is under way is not taken off.</summary>
    public int Left { get; private set; }

    public TimeSpan Length { get; private set; }

    /// <summary>When the next one opens; null until an answer of this one says so.</summary>
    public TimeSpan? ResetAt { get; private set; }

    public TimeSpan OpensAt => ResetAt ?? openedAt + Length;

    /// <summary>One that is over opens the next: until an answer says more, all of it.</summary>
    public void Roll(TimeSpan now, TimeSpan blockedUntil)
    {
        if (!IsKnown || !(ResetAt <= now))
        {
            return;
        }

        if (isGuess && answered >= Limit && blockedUntil < openedAt)
        {
            Limit++;
        }

        StartCounting();
        (Left, ResetAt, openedAt) = (Limit, null, now);
    }

    public void Learn(RateHeaders headers, TimeSpan now, TimeSpan sentAt)
    {
        var (remaining, length) = (headers.Remaining!.Value, headers.ResetAfter!.Value);
        var resetsAt = now + length + Guard;
        (IsKnown, isGuess) = (true, false);
        Limit = headers.Limit ?? Math.Max(Limit, remaining + 1);
        Length = length > Length ? length : Length;
        switch (Compare(headers, resetsAt, sentAt))
        {
            case > 0:
                (ResetAt, Left, name) = (resetsAt, remaining, headers.Reset ?? name);
                break;
            case 0:
                // Each answer names the end of the window a little late; the earliest is the nearest.
                ResetAt = ResetAt is { } known && known < resetsAt ? known : resetsAt;
                Left = Math.Min(Left, remaining);
                break;
        }
    }

    /// <summary>A call was counted over there, and nobody said how.</summary>
    public void Count(TimeSpan sentAt)
    {
        answered++;
        firstSentAt ??= sentAt;
        Left = Math.Max(Left - 1, 0);
        ResetAt ??= IsKnown ? sentAt + Length + Guard : null;
    }

    /// <summary>What was counted long ago says nothing of now.</summary>
    public void StartCounting() => (answered, firstSentAt) = (0, null);

    /// <returns>Until when nothing may leave.</returns>
    public TimeSpan Refuse(TimeSpan retryAfter, TimeSpan now, bool isFirst)
    {
        var until = now + retryAfter + Guard;
        if ((!IsKnown || isGuess) && answered > 0 && isFirst)
        {
            (IsKnown, isGuess, Limit) = (true, true, answered);
            var length = until - firstSentAt!.Value;
            Length = length < GuessMax || length < retryAfter ? length : GuessMax;
        }

        if (IsKnown)
        {
            (Left, ResetAt) = (0, until);
        }

        return until;
    }

    // Answers overtake each other: below 0 is one of a window that is over, above 0 one of a window not heard of yet.
    private int Compare(RateHeaders headers, TimeSpan resetsAt, TimeSpan sentAt)
    {
        var isOlder = sentAt < openedAt;
        if (headers.Reset is { } said && name is { } known && Math.Abs(said - known) < NameJumpMax)
        {
            return Math.Abs(said - known) >= NameTolerance ? Math.Sign(said - known)
                : ResetAt is not null ? 0
                : isOlder ? -1
                : 1;
        }

        var differs = Length / 2;
        return isOlder && resetsAt < OpensAt - differs ? -1
            : ResetAt is null || resetsAt > OpensAt + differs ? 1
            : 0;
    }
}
