using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Tests.Payments;

/// <summary>Sessions for tests of pure rules.</summary>
internal static class Payments
{
    public const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    public static string Key(byte first) => KeyPair.FromSeed([first, .. new byte[31]]).Address.ToString();

    public static Payment Session(DateTimeOffset now, long fee = 0, string receivingAccount = "receiving") => new()
    {
        Id = PaymentId.New(now),
        MerchantId = MerchantId.New(now),
        ProductId = ProductId.New(now),
        Origin = PaymentOrigin.Checkout,
        Status = PaymentStatus.PendingSignature,
        Nonce = "0123456789abcdef",
        Reference = Key(9),
        AmountMinorUnits = 10_000_000,
        MerchantAmountMinorUnits = 10_000_000 - fee,
        FeeMinorUnits = fee,
        TokenMint = Usdc,
        AssetSymbol = "USDC",
        AssetDecimals = 6,
        MerchantWallet = Key(1),
        ReceivingAccount = receivingAccount,
        FeeWallet = fee == 0 ? Key(1) : Key(2),
        IdentityType = IdentityType.Custom,
        IdentityValue = "member",
        CreatedAt = now,
        ExpiresAt = now.AddMinutes(30),
    };
}
