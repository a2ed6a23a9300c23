using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks.Testing;

/// <summary>Contract section 9.</summary>
[LowerCaseOnTheWire]
public enum Scenario
{
    ConfirmedAccess,
    PaymentFailed,
    DeliveryFailed,
    RenewalGrace,
}

/// <summary>
/// One run of a scenario: it sent real signed events about things that do not exist. Its ids are known to
/// nothing else. Times are business time, like the events'.
/// </summary>
public sealed class TestingSession : IOwnedByMerchant
{
    public required TestingSessionId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public ProductId? ProductId { get; init; }

    public required Scenario Scenario { get; init; }

    public PaymentId? FakePaymentId { get; init; }

    public MembershipId? FakeMembershipId { get; init; }

    public ReceiptId? FakeReceiptId { get; init; }

    public TicketId? FakeTicketId { get; init; }

    public required int EventCount { get; init; }

    public required int DeliveryCount { get; init; }

    /// <summary>What was asked for, as JSON.</summary>
    public required string RequestJson { get; init; }

    /// <summary>A list of <see cref="TimelineEntry"/>, as JSON.</summary>
    public required string TimelineJson { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What a session did, in the order in which it would really happen.</summary>
public sealed record TimelineEntry(DateTimeOffset At, string EventType, Guid EventId, string Summary);
