using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>The rows of one purchase.</summary>
internal sealed record BoughtOnce(Payment Payment, Membership Membership, Receipt Receipt, Ticket Ticket)
{
    public static BoughtOnce Rows(Product product, DateTimeOffset now)
    {
        var membershipId = MembershipId.New(now);
        var payment = new Payment
        {
            Id = PaymentId.New(now),
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            Origin = PaymentOrigin.Checkout,
            Status = PaymentStatus.Confirmed,
            Nonce = $"nonce of {membershipId}",
            Reference = $"reference of {membershipId}",
            AmountMinorUnits = 29_000_000,
            MerchantAmountMinorUnits = 29_000_000,
            FeeMinorUnits = 0,
            TokenMint = product.TokenMint,
            AssetSymbol = product.AssetSymbol,
            AssetDecimals = product.AssetDecimals,
            MerchantWallet = product.MerchantWallet,
            ReceivingAccount = product.ReceivingAccount,
            FeeWallet = product.MerchantWallet,
            MembershipId = membershipId,
            TxSignature = "signature",
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(30),
            ConfirmedAt = now,
        };
        var membership = new Membership
        {
            Id = membershipId,
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            BuyerId = BuyerId.New(now),
            IdentityType = IdentityType.Custom,
            IdentityValue = "ana",
            Sibling = string.Empty,
            Platform = Platform.Custom,
            Status = MembershipStatus.Active,
            CurrentPeriodStartAt = now,
            CurrentPeriodEndAt = now.AddDays(30),
            GracePeriodDays = 3,
            ReminderOffsetsDays = string.Empty,
            DeliveryStatus = DeliveryStatus.NotRequired,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var receipt = new Receipt
        {
            Id = ReceiptId.New(now),
            MerchantId = product.MerchantId,
            PaymentId = payment.Id,
            TxSig = "signature",
            DocumentJson = "{}",
            Hash = "hash",
            Ed25519Sig = "signature",
            KeyId = KeyId.New(now),
            SchemaVersion = "hilt-v1",
            CreatedAt = now,
        };
        var ticket = new Ticket
        {
            Id = TicketId.New(now),
            MerchantId = product.MerchantId,
            Subject = "Where is my role?",
            Category = TicketCategory.Delivery,
            Status = TicketStatus.Open,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return new BoughtOnce(payment, membership, receipt, ticket);
    }
}
