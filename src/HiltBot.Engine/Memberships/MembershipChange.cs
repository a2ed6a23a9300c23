using HiltBot.Engine.Notices;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// What follows from a fact: the new state, and everything that is owed with it in the same transaction.
/// </summary>
/// <param name="HistoryEvent">The contract's spelling of what happened (section 5).</param>
public sealed record MembershipChange(MembershipState State, string HistoryEvent)
{
    /// <summary>
    /// The contract's event (section 8.4); null when the merchant's software hears nothing.
    /// </summary>
    public string? WebhookEvent { get; init; }

    /// <summary>The stretch that was paid or given.</summary>
    public NewPeriod? Period { get; init; }

    public NoticeKind? BuyerNotice { get; init; }

    /// <summary>To the alert channels of the product's communities.</summary>
    public NoticeKind? StaffNotice { get; init; }

    /// <summary>Of a reminder.</summary>
    public int? OffsetDays { get; init; }

    /// <summary>What staff said why, for the buyer and the event.</summary>
    public string? Reason { get; init; }

    /// <summary>What becomes of the periods that are running.</summary>
    public PeriodStatus? PeriodsBecome { get; init; }

    /// <summary>The end of the newest period was moved to the state's: later ones are revoked.</summary>
    public bool MovesLastPeriod { get; init; }

    /// <summary>
    /// Whether seats have to be looked at now; a removal that must wait is armed by the sweep later.
    /// </summary>
    public bool ArmsSeats { get; init; }
}

public sealed record NewPeriod(DateTimeOffset StartAt, DateTimeOffset? EndAt);
