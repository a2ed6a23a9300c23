using System.Security.Cryptography;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Webhooks.Testing;

/// <summary>
/// An invented purchase: ids that nothing else knows, so that what is sent of it has every key of the real
/// thing and leads nowhere (contract section 9).
/// </summary>
public sealed record Sample
{
    private const string UsdcMint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    private const long AmountWhenSilent = 5_000_000;

    public required DateTimeOffset Now { get; init; }

    public ProductId? ProductId { get; init; }

    public required ProductId ShownProductId { get; init; }

    public required string ProductSlug { get; init; }

    public required string ProductTitle { get; init; }

    public required string TokenMint { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string PayerWallet { get; init; }

    public required string IdentityDisplay { get; init; }

    public string TxSignature { get; } = Base58.Encode(RandomNumberGenerator.GetBytes(64));

    public string ReceiptHash { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public required PaymentId PaymentId { get; init; }

    public required MembershipId MembershipId { get; init; }

    public required ReceiptId ReceiptId { get; init; }

    public required TicketId TicketId { get; init; }

    /// <param name="product">One of the merchant's own; null: an invented one.</param>
    public static Sample New(Product? product, DateTimeOffset now) => new()
    {
        Now = now,
        ProductId = product?.Id,
        ShownProductId = product?.Id ?? Values.ProductId.New(now),
        ProductSlug = product?.Slug ?? "sample-product",
        ProductTitle = product?.Title ?? "Sample product",
        TokenMint = product?.TokenMint ?? UsdcMint,
        AmountMinorUnits = product?.AmountMinorUnits ?? AmountWhenSilent,
        PayerWallet = Base58.Encode(RandomNumberGenerator.GetBytes(32)),
        IdentityDisplay = "@sample",
        PaymentId = PaymentId.New(now),
        MembershipId = MembershipId.New(now),
        ReceiptId = ReceiptId.New(now),
        TicketId = TicketId.New(now),
    };
}
