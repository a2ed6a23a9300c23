using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts;

/// <summary>Where a session stands, for the buyer who watches the page.</summary>
public abstract record CheckoutStage
{
    /// <summary>The contract's reason of a session that ran out (section 3.1).</summary>
    public const string ExpiredReason = "session_expired";

    private CheckoutStage()
    {
    }

    /// <summary>Nothing was seen yet.</summary>
    /// <param name="IsOver">Too late to pay; what was paid in time is still being looked for (rule
    /// 12).</param>
    public sealed record Waiting(bool IsOver) : CheckoutStage
    {
        /// <summary>A transaction was named before, and it did not bring the payment.</summary>
        public bool IsAgain { get; init; }
    }

    /// <summary>A transaction was named or seen; it is not final yet.</summary>
    public sealed record Seen : CheckoutStage;

    /// <summary>Some of it came; this much is missing, and the session stays open for it.</summary>
    public sealed record Short(Money Missing) : CheckoutStage;

    /// <summary>Paid, and there is nothing to open, or nothing any more.</summary>
    public sealed record Confirmed : CheckoutStage;

    /// <summary>Paid, and every place is open.</summary>
    public sealed record AccessGiven(IReadOnlyList<string> Targets) : CheckoutStage;

    /// <summary>Paid; access is on its way, or waits for something that the buyer can do.</summary>
    /// <param name="Why">One line a place, in plain words.</param>
    public sealed record AccessWaits(IReadOnlyList<string> Why) : CheckoutStage;

    /// <param name="Reason">Contract section 3.1.</param>
    public sealed record Failed(string Reason) : CheckoutStage;

    /// <summary>The session ran out without money.</summary>
    public sealed record Ended : CheckoutStage;

    /// <summary>Pure: what the rows say.</summary>
    /// <param name="hasMembership">Whether the payment made or extended a membership, and that gives access
    /// now.</param>
    /// <param name="now">Business time.</param>
    public static CheckoutStage Of(
        Payment payment, bool hasMembership, IReadOnlyList<CheckoutSeat> seats, DateTimeOffset now) => payment switch
        {
            { Status: PaymentStatus.Failed, FailureReason: null or ExpiredReason } => new Ended(),
            { Status: PaymentStatus.Failed } => new Failed(payment.FailureReason),
            { Status: PaymentStatus.Confirmed } => AfterPaying(hasMembership, seats),
            { ReceivedMinorUnits: > 0 } => new Short(
                new Money(Math.Max(0, payment.MerchantAmountMinorUnits - payment.ReceivedMinorUnits), payment.Asset)),
            { Status: PaymentStatus.PendingConfirmation } or { NamedSignature: not null } => new Seen(),
            _ => new Waiting(now >= payment.ExpiresAt) { IsAgain = payment.LostSignature is not null },
        };

    private static CheckoutStage AfterPaying(bool hasMembership, IReadOnlyList<CheckoutSeat> seats)
    {
        if (!hasMembership || seats.Count == 0)
        {
            return new Confirmed();
        }

        var waiting = seats.Where(seat => !seat.IsOpen).Select(seat => $"{seat.Label}: {WhyOf(seat)}").ToList();
        return waiting.Count == 0 ? new AccessGiven([.. seats.Select(seat => seat.Label)]) : new AccessWaits(waiting);
    }

    private static string WhyOf(CheckoutSeat seat) => seat switch
    {
        { IsAccountMissing: true } => "say /connect in the chat, and it opens for your account there.",
        { DeliveryStatus: DeliveryStatus.Sent } => "join the community; access opens by itself when you are in.",
        { DeliveryStatus: DeliveryStatus.Failed or DeliveryStatus.ManualReview } =>
            "something is in the way; the community's staff can see it, and nothing is lost.",
        _ => "on its way.",
    };
}
