using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
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

    public static PublicPaymentResponse Public(CheckoutView view) => new()
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
        DeepLinkExpiresAt = null,
        DeliveryStatus = view.Membership is { } membership ? EnumText.Of(membership.DeliveryStatus) : null,
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
            DeliveryStatus = view.Membership is { } membership ? EnumText.Of(membership.DeliveryStatus) : null,
            MembershipId = view.Membership?.Id.Value,
            MembershipStatus = view.Membership is { } running ? EnumText.Of(running.Status) : null,
            MembershipPeriodEndAt = view.Membership?.CurrentPeriodEndAt,
            AutomaticRenewSetupStatus = setUp.Status,
            AutomaticRenewSetupError = setUp.Error,
        };
    }
}
