using HiltBot.Contracts.Checkout;
using HiltBot.Contracts.Products;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Payments;

/// <summary>Payments as the contract spells them.</summary>
internal static class PaymentWire
{
    /// <param name="phantomUrl">Opens the wallet on a phone; null where no key is configured.</param>
    public static CheckoutSessionResponse Session(Payment payment, string? phantomUrl) => new()
    {
        PaymentId = payment.Id.Value,
        Nonce = payment.Nonce,
        AmountMinorUnits = payment.AmountMinorUnits,
        MerchantAmountMinorUnits = payment.MerchantAmountMinorUnits,
        FeeMinorUnits = payment.FeeMinorUnits,
        FeeWallet = payment.FeeWallet,
        TokenMint = payment.TokenMint,
        AssetSymbol = payment.AssetSymbol,
        AssetDecimals = payment.AssetDecimals,
        MerchantWallet = payment.MerchantWallet,
        ExpiresAt = payment.ExpiresAt,
        Status = EnumText.Of(payment.Status),
        PhantomMobile = phantomUrl is null ? null : new PhantomMobilePayload(phantomUrl),
        Reference = payment.Reference,
        Memo = Marks.MemoOf(payment.Nonce),
    };

    /// <summary>As the merchant sees it.</summary>
    public static PaymentResponse Merchant(ProductPayment row, PhantomLinks links)
    {
        var payment = row.Payment;
        return new PaymentResponse
        {
            Id = payment.Id.Value,
            ProductId = payment.ProductId.Value,
            PayerWallet = payment.PayerWallet,
            AmountMinorUnits = payment.AmountMinorUnits,
            TokenMint = payment.TokenMint,
            Status = EnumText.Of(payment.Status),
            CreatedAt = payment.CreatedAt,
            MerchantAmountLamports = payment.MerchantAmountMinorUnits,
            FeeLamports = payment.FeeMinorUnits,
            TxSignature = payment.TxSignature ?? payment.NamedSignature,
            MembershipId = row.Membership?.Id.Value,
            CustomerReferenceType = payment.IdentityType is { } type ? EnumText.Of(type) : null,
            CustomerReferenceValue = payment.IdentityValue,
            CustomerReferenceDisplay = payment.IdentityDisplay,
            DeliveryStatus = Delivery(payment, row.Membership),
            DeliveryError = row.Membership?.DeliveryLastError,
            ConfirmedAt = payment.ConfirmedAt,
            FailedAt = payment.FailedAt,
            FailureReason = payment.FailureReason,
            DeliverySentAt = row.OpenedAt,
            DeepLinkExpiresAt = DeepLinksUntil(payment, links),
            DeliveryAttemptedAt = row.AskedAt,
        };
    }

    public static PublicPaymentResponse Public(CheckoutView view, PhantomLinks links) => new()
    {
        Id = view.Payment.Id.Value,
        ProductId = view.Payment.ProductId.Value,
        Status = EnumText.Of(view.Payment.Status),
        AmountMinorUnits = view.Payment.AmountMinorUnits,
        TokenMint = view.Payment.TokenMint,
        TxSignature = view.Payment.TxSignature ?? view.Payment.NamedSignature,
        ConfirmedAt = view.Payment.ConfirmedAt,
        FailedAt = view.Payment.FailedAt,
        FailureReason = view.Payment.FailureReason,
        DeliverySentAt = view.Seats.Select(seat => seat.OpenedAt).Max(),
        DeepLinkExpiresAt = DeepLinksUntil(view.Payment, links),
        DeliveryStatus = Delivery(view.Payment, view.Membership),
        DeliveryError = view.Membership?.DeliveryLastError,
        DeliveryAttemptedAt = view.Seats.Select(seat => seat.AskedAt ?? seat.OpenedAt).Max(),
        MembershipId = view.Membership?.Id.Value,
    };

    /// <param name="setUp">How the set-up of a renewal stands, and why it failed; both null where none was asked for.</param>
    public static ConfirmResponse Confirmation(CheckoutView view, (string? Status, string? Error) setUp)
    {
        var isConfirmed = view.Payment.Status == PaymentStatus.Confirmed;
        return new ConfirmResponse
        {
            Status = EnumText.Of(view.Payment.Status),
            PaymentId = view.Payment.Id.Value,
            AmountMinorUnits = view.Payment.AmountMinorUnits,
            DeliveryType = EnumText.Of(view.Product.DeliveryType),
            DeliveryValue = isConfirmed ? view.Product.DeliveryValue : null,
            DeliveryStatus = Delivery(view.Payment, view.Membership),
            MembershipId = view.Membership?.Id.Value,
            MembershipStatus = view.Membership is { } running ? EnumText.Of(running.Status) : null,
            MembershipPeriodEndAt = view.Membership?.CurrentPeriodEndAt,
            AutomaticRenewSetupStatus = setUp.Status,
            AutomaticRenewSetupError = setUp.Error,
        };
    }

    // The deep links of a session open the wallet on a phone (contract 4.6); they go with the session.
    private static DateTimeOffset? DeepLinksUntil(Payment payment, PhantomLinks links) =>
        links.AreOffered && payment.IsOpen ? payment.ExpiresAt : null;

    // Null until it is confirmed; a sale without membership has nothing to deliver.
    private static string? Delivery(Payment payment, Membership? membership) => membership is not null
        ? EnumText.Of(membership.DeliveryStatus)
        : payment.Status == PaymentStatus.Confirmed ? EnumText.Of(DeliveryStatus.NotRequired) : null;
}
