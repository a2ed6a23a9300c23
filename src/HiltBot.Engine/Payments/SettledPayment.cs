using System.Security.Cryptography;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Payments;

/// <summary>Who a settled payment is for.</summary>
public sealed record SettledFor(
    BuyerId? BuyerId, IdentityType? IdentityType, string? IdentityValue, string? IdentityDisplay, Platform? AskedOn)
{
    /// <summary>The very one that is extended, whoever sent the money; null: the one of this identity.</summary>
    public MembershipId? MembershipId { get; init; }
}

/// <summary>
/// Makes the payment that late or unmatched money is settled into (design section 4): the payment it was
/// meant for stays as it is. Pure but for the random marks.
/// </summary>
public static class SettledPayment
{
    /// <summary>
    /// Whether the money may settle by itself: product, price and identity are what they were when the
    /// session was opened.
    /// </summary>
    public static bool StillAgrees(Payment session, Product product, Transfer transfer, bool isBuyerWelcome) =>
        isBuyerWelcome
        && session.IdentityValue is not null
        && product.Status == ProductStatus.Active
        && (product.AmountMinorUnits ?? session.AmountMinorUnits) == session.AmountMinorUnits
        && product.TokenMint == session.TokenMint
        && product.ReceivingAccount == session.ReceivingAccount
        && (product.BillingUnit, product.BillingCount) == (session.BillingUnit, session.BillingCount)
        && transfer.AmountMinorUnits >= session.MerchantAmountMinorUnits
        && (session.IdentityType != IdentityType.Wallet || session.IdentityValue == transfer.PayerWallet);

    /// <summary>A payment with the terms that the session froze.</summary>
    public static Payment From(Payment session, Transfer transfer, DateTimeOffset now, DateTimeOffset realNow) =>
        Make(session, Price(session.AmountMinorUnits, session.MerchantAmountMinorUnits, transfer), transfer, now, realNow);

    /// <summary>
    /// A payment for this member on the product's terms of now; what came less than the price is let off.
    /// </summary>
    public static Payment From(
        Product product, SettledFor member, Transfer transfer, DateTimeOffset now, DateTimeOffset realNow)
    {
        var price = product.AmountMinorUnits ?? transfer.AmountMinorUnits;
        return new Payment
        {
            Id = PaymentId.New(realNow),
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            Origin = PaymentOrigin.Settled,
            Status = PaymentStatus.PendingConfirmation,
            Nonce = NewNonce(),
            Reference = NewReference(),
            AmountMinorUnits = Math.Min(price, transfer.AmountMinorUnits),
            MerchantAmountMinorUnits = Math.Min(price, transfer.AmountMinorUnits),
            FeeMinorUnits = 0,
            TokenMint = product.TokenMint,
            AssetSymbol = product.AssetSymbol,
            AssetDecimals = product.AssetDecimals,
            MerchantWallet = transfer.Wallet,
            ReceivingAccount = transfer.Account,
            FeeWallet = transfer.Wallet,
            IdentityType = member.IdentityType,
            IdentityValue = member.IdentityValue,
            IdentityDisplay = member.IdentityDisplay,
            AskedOn = member.AskedOn,
            BuyerId = member.BuyerId,
            MembershipId = member.MembershipId,
            BillingUnit = product.BillingUnit,
            BillingCount = product.BillingCount,
            BillingTimeZone = product.BillingTimeZone,
            BillingEndTime = product.BillingEndTime,
            GracePeriodDays = product.GracePeriodDays,
            ReminderOffsetsDays = product.ReminderOffsetsDays,
            PayerWallet = transfer.PayerWallet,
            ReceivedMinorUnits = transfer.AmountMinorUnits,
            CreatedAt = now,
            ExpiresAt = now,
        };
    }

    private static Payment Make(
        Payment session, (long Amount, long Merchant) price, Transfer transfer, DateTimeOffset now,
        DateTimeOffset realNow) => new()
        {
            Id = PaymentId.New(realNow),
            MerchantId = session.MerchantId,
            ProductId = session.ProductId,
            Origin = PaymentOrigin.Settled,
            Status = PaymentStatus.PendingConfirmation,
            Nonce = NewNonce(),
            Reference = NewReference(),
            AmountMinorUnits = price.Amount,
            MerchantAmountMinorUnits = price.Merchant,
            FeeMinorUnits = price.Amount - price.Merchant,
            TokenMint = session.TokenMint,
            AssetSymbol = session.AssetSymbol,
            AssetDecimals = session.AssetDecimals,
            MerchantWallet = session.MerchantWallet,
            ReceivingAccount = session.ReceivingAccount,
            FeeWallet = session.FeeWallet,
            IdentityType = session.IdentityType,
            IdentityValue = session.IdentityValue,
            IdentityDisplay = session.IdentityDisplay,
            IdentityFrom = session.IdentityFrom,
            AskedOn = session.AskedOn,
            BuyerId = session.BuyerId,
            ReturnUrl = session.ReturnUrl,
            TermsHash = session.TermsHash,
            TermsAcceptedAt = session.TermsAcceptedAt,
            BillingUnit = session.BillingUnit,
            BillingCount = session.BillingCount,
            BillingTimeZone = session.BillingTimeZone,
            BillingEndTime = session.BillingEndTime,
            GracePeriodDays = session.GracePeriodDays,
            ReminderOffsetsDays = session.ReminderOffsetsDays,
            PayerWallet = transfer.PayerWallet,
            ReceivedMinorUnits = transfer.AmountMinorUnits,
            CreatedAt = now,
            ExpiresAt = now,
        };

    // Less than the price is taken as the price, without a fee: the merchant has agreed to it.
    private static (long Amount, long Merchant) Price(long amount, long merchant, Transfer transfer) =>
        transfer.AmountMinorUnits >= merchant
            ? (amount, merchant)
            : (transfer.AmountMinorUnits, transfer.AmountMinorUnits);

    internal static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal static string NewReference() => Address.From(RandomNumberGenerator.GetBytes(Address.Length)).ToString();
}
