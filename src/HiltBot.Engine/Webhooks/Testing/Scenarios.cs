namespace HiltBot.Engine.Webhooks.Testing;

/// <param name="Events">In the order in which they would really happen.</param>
public sealed record ScenarioText(Scenario Id, string Title, string Summary, IReadOnlyList<string> Events);

/// <summary>What each scenario tells a merchant's software (contract section 9).</summary>
public static class Scenarios
{
    public static readonly IReadOnlyList<ScenarioText> All =
    [
        new(
            Scenario.ConfirmedAccess, "Confirmed access",
            "A payment is confirmed, its receipt is issued, and a membership begins.",
            [EventTypes.PaymentConfirmed, EventTypes.ReceiptCreated, EventTypes.MembershipActivated]),
        new(
            Scenario.PaymentFailed, "Payment failed",
            "A buyer opens a checkout and does not pay in time.",
            [EventTypes.PaymentFailed]),
        new(
            Scenario.DeliveryFailed, "Delivery failed",
            "A buyer has paid, access cannot be given, and a support ticket is opened for them.",
            [
                EventTypes.PaymentConfirmed, EventTypes.ReceiptCreated, EventTypes.MembershipActivated,
                EventTypes.DeliveryFailed, EventTypes.SupportTicketCreated,
            ]),
        new(
            Scenario.RenewalGrace, "Renewal and grace",
            "A membership is not renewed: its days of grace begin, and then it ends.",
            [EventTypes.MembershipEnteredGrace, EventTypes.MembershipExpired]),
    ];

    public static ScenarioText Of(Scenario scenario) => All.Single(one => one.Id == scenario);

    /// <summary>One sentence of the session's timeline.</summary>
    public static string SummaryOf(string eventType) => eventType switch
    {
        EventTypes.PaymentConfirmed => "The payment is final.",
        EventTypes.PaymentFailed => "The session ended without a payment.",
        EventTypes.ReceiptCreated => "The receipt is issued.",
        EventTypes.MembershipActivated => "The membership begins.",
        EventTypes.MembershipRenewed => "The membership is extended.",
        EventTypes.MembershipEnteredGrace => "The period is over; the days of grace begin.",
        EventTypes.MembershipExpired => "The membership has ended.",
        EventTypes.MembershipReapprovalRequired => "The buyer has to approve collections again.",
        EventTypes.DeliveryFailed => "Access could not be given.",
        EventTypes.SupportTicketCreated => "A support ticket is opened.",
        _ => throw new ArgumentOutOfRangeException(nameof(eventType), eventType, "No such event."),
    };
}
