using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>One call to a platform, decided and committed before it is made.</summary>
/// <param name="Version">Of the seat when it was decided: a newer one says that there was news
/// meanwhile.</param>
internal sealed record SeatCall(
    SeatId SeatId, ClaimId ClaimId, long Version, Platform Platform, string TargetId, string AccountId,
    AccessAction Action, string Reason)
{
    /// <summary>For a place that is entered by a link.</summary>
    public EntryTerms Terms { get; init; } = new(EntryWay.JoinRequest, null, null);

    /// <summary>What an earlier call asked for whose outcome nobody knows; it counts again when this one is not done.</summary>
    public SeatState? IntentBefore { get; init; }
}

/// <summary>What came of a call.</summary>
internal abstract record SeatResult
{
    private SeatResult()
    {
    }

    public sealed record Answered(AccessAnswer Answer) : SeatResult;

    /// <summary>
    /// It may have been applied or not: the platform is looked at before anything else is done.
    /// </summary>
    public sealed record NoAnswer(string Why) : SeatResult;

    /// <summary>There was no time left in the claim.</summary>
    public sealed record NotMade : SeatResult;
}
