using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// Everything that the page and <c>GET /v1/payments/{payment_id}</c> say about one session.
/// </summary>
public sealed record CheckoutView(
    Payment Payment, Product Product, string MerchantName, string? TermsText, string? SupportUrl,
    Membership? Membership, ReceiptId? ReceiptId, IReadOnlyList<CheckoutSeat> Seats, CheckoutStage Stage);

/// <summary>One place that the product opens, and how it stands for this buyer.</summary>
/// <param name="DeliveryStatus">Null while there is no seat yet.</param>
/// <param name="IsAccountMissing">The buyer has no account on that platform yet: offer to connect
/// one.</param>
public sealed record CheckoutSeat(
    Platform Platform, string Label, bool IsOpen, DeliveryStatus? DeliveryStatus, string? LastError,
    bool IsAccountMissing)
{
    /// <summary>The link by which the buyer enters the place; null when they are in, or need none.</summary>
    public string? InviteUrl { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? AskedAt { get; init; }
}
