using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Access;

/// <summary>A membership of the seat's buyer whose product opens the seat's target.</summary>
/// <param name="Removal">What it says about closing; asked only when it gives no access.</param>
/// <param name="Adopts">Whether its product adopts what somebody had before.</param>
public sealed record Opener(bool GivesAccess, Removal Removal, DateTimeOffset? EndedAt, bool Adopts);

/// <summary>Everything that decides about one seat at one instant.</summary>
public sealed record SeatFacts(IReadOnlyList<Opener> Openers)
{
    public SeatException? Exception { get; init; }

    public SeatState? Found { get; init; }

    public SeatState? Shown { get; init; }

    public SeatState? Intent { get; init; }

    /// <summary>We closed it, and have not opened it again since.</summary>
    public bool WasClosed { get; init; }

    /// <summary>Why no closing may be sent now (rule 13); null when nothing is doubted.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether a brake holds counted closings of the community.</summary>
    public bool IsBraked { get; init; }
}

/// <summary>What to do about a seat.</summary>
public abstract record SeatStep
{
    private SeatStep()
    {
    }

    public sealed record Nothing : SeatStep;

    /// <summary>
    /// What the platform shows must be known first: what was there before us, or what became of a call.
    /// </summary>
    public sealed record Look : SeatStep;

    public sealed record Grant : SeatStep;

    /// <param name="IsCounted">Whether it counts for the brake.</param>
    public sealed record Revoke(bool IsCounted) : SeatStep;

    public sealed record HoldForDoubt : SeatStep;

    public sealed record HoldForBrake : SeatStep;

    /// <param name="UntilAt">Business time; null: until there is news.</param>
    public sealed record WaitForNotice(DateTimeOffset? UntilAt) : SeatStep;
}

/// <param name="Why">In plain words, for the attempt and <c>/why</c>.</param>
public sealed record SeatVerdict(SeatState ShouldBe, SeatStep Step, string Why);

/// <summary>
/// What a seat should be and what to do about it (design section 4). It knows no news and no order: only what
/// is true now. A lapse never closes what something else opens, and a seat found open is not ours to close.
/// </summary>
public static class SeatRule
{
    public static SeatVerdict Of(SeatFacts seat)
    {
        if (seat.Openers.Any(opener => opener.GivesAccess))
        {
            return Open(seat, "a membership gives access");
        }

        return seat.Exception == SeatException.Kept
            ? Open(seat, "the merchant said that it is kept")
            : Close(seat);
    }

    private static SeatVerdict Open(SeatFacts seat, string why)
    {
        var isDone = seat is { Shown: SeatState.Open, Intent: null, Found: not null, WasClosed: false };
        if (isDone)
        {
            return new(SeatState.Open, new SeatStep.Nothing(), why);
        }

        // Each opening has its own before: after a closing of ours somebody may have given it by hand.
        return seat is { Intent: not null } or { Found: null } or { WasClosed: true }
            ? new(SeatState.Open, new SeatStep.Look(), why)
            : new(SeatState.Open, new SeatStep.Grant(), why);
    }

    private static SeatVerdict Close(SeatFacts seat)
    {
        var why = WhyClosed(seat);
        SeatVerdict Then(SeatStep step, string? because = null) => new(
            SeatState.Closed, step, because ?? why);

        if (seat is { Found: null, Intent: null })
        {
            return Then(new SeatStep.Nothing(), "it was never opened by us");
        }

        var isOurs = seat.Found == SeatState.Closed ||
            (seat.Openers.Count > 0 && seat.Openers.All(opener => opener.Adopts));
        if (!isOurs)
        {
            return Then(
                new SeatStep.Nothing(), "it was open before we opened it, so it is not ours to close");
        }

        if (seat is { Shown: SeatState.Closed, Intent: null })
        {
            return Then(new SeatStep.Nothing());
        }

        var waits = seat.Exception == SeatException.Intruder ? [] : seat.Openers.Select(opener => opener.Removal).OfType<Removal.Wait>().ToList();
        if (waits.Count > 0)
        {
            var until = waits.Any(wait => wait.UntilAt is null) ? null : waits.Max(wait => wait.UntilAt);
            return Then(new SeatStep.WaitForNotice(until), "the member has to be told before it is closed");
        }

        var isCounted = seat.Exception != SeatException.Removed && IsCounted(seat);
        return seat switch
        {
            { Doubt: { } doubt } => Then(new SeatStep.HoldForDoubt(), $"closing is held: {doubt}"),
            { IsBraked: true } when isCounted => Then(
                new SeatStep.HoldForBrake(),
                "closing is held: unusually many were to be closed, and staff are asked"),
            _ => Then(new SeatStep.Revoke(isCounted)),
        };
    }

    // The membership that ended last is why it closes; what nobody sells any more, and what is open again
    // after we closed it, was announced to nobody.
    private static bool IsCounted(SeatFacts seat)
    {
        if (seat.Openers.Count == 0 || seat is { WasClosed: true, Shown: SeatState.Open } or
            { Exception: SeatException.Intruder })
        {
            return true;
        }

        var last = seat.Openers.Max(opener => opener.EndedAt);
        return seat.Openers.Any(
            opener => opener.EndedAt == last && opener.Removal is Removal.Allowed { IsCounted: true });
    }

    private static string WhyClosed(SeatFacts seat) => seat switch
    {
        { Exception: SeatException.Removed } => "staff said that it is to be removed",
        { Exception: SeatException.Intruder } => "they came in without paying, and this community puts such people out",
        { Openers.Count: 0 } => "nothing that this member has bought opens it any more",
        { WasClosed: true, Shown: SeatState.Open } => "it is open again although we closed it and nobody pays for it",
        _ => "every membership that opened it has ended or is paused",
    };
}
