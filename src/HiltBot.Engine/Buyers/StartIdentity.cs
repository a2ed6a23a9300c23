using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <param name="IdentityType">Null: what the product names its members by.</param>
public sealed record IdentityWish(
    string Slug, string WalletAddress, string? WalletSource, IdentityType? IdentityType, string IdentityValue,
    string? IdentityDisplay);

public abstract record IdentityStartOutcome
{
    private IdentityStartOutcome()
    {
    }

    public sealed record Started(IdentitySession Session) : IdentityStartOutcome;

    public sealed record UnknownProduct : IdentityStartOutcome;

    public sealed record BadWallet : IdentityStartOutcome;

    /// <summary>Where the identity is a wallet, a wallet can only speak for itself.</summary>
    public sealed record NotThatWallet : IdentityStartOutcome;
}

/// <summary>Makes the text that a wallet signs to say whom it pays for (contract 4.4). Proves nothing yet.</summary>
public sealed class StartIdentity(Work work, PublicAddress address, BusinessTime businessTime, TimeProvider time)
{
    public Task<IdentityStartOutcome> HandleAsync(IdentityWish wish, CancellationToken cancellationToken) =>
        Address.TryParse(wish.WalletAddress, out _)
            ? work.RunAsync(db => StartAsync(db, wish, cancellationToken), cancellationToken)
            : Task.FromResult<IdentityStartOutcome>(new IdentityStartOutcome.BadWallet());

    private async Task<IdentityStartOutcome> StartAsync(
        HiltDb db, IdentityWish wish, CancellationToken cancellationToken)
    {
        var product = await db.Products.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Slug == wish.Slug, cancellationToken);
        if (product is null or { Status: ProductStatus.Archived })
        {
            return new IdentityStartOutcome.UnknownProduct();
        }

        var type = wish.IdentityType ?? product.IdentityType;
        if (type == IdentityType.Wallet && wish.IdentityValue != wish.WalletAddress)
        {
            return new IdentityStartOutcome.NotThatWallet();
        }

        var realNow = time.Now();
        var id = IdentitySessionId.New(realNow);
        var expiresAt = businessTime.Now() + IdentitySession.TimeToSign;
        var session = new IdentitySession
        {
            Id = id,
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            WalletAddress = wish.WalletAddress,
            WalletSource = wish.WalletSource ?? IdentitySession.UnknownSource,
            IdentityType = type,
            IdentityValue = wish.IdentityValue,
            IdentityDisplay = wish.IdentityDisplay,
            Challenge = ChallengeOf(product, wish, type, id, expiresAt),
            CreatedAt = realNow,
            ExpiresAt = expiresAt,
        };
        db.IdentitySessions.Add(session);
        return new IdentityStartOutcome.Started(session);
    }

    // One fact a line, so that the wallet's owner can read what they put their name to.
    private string ChallengeOf(
        Product product, IdentityWish wish, IdentityType type, IdentitySessionId id, DateTimeOffset expiresAt)
    {
        return string.Join(
            '\n',
            "This wallet pays for the person named here. Signing costs nothing and moves no money.",
            $"Service: {address.Origin.Authority}",
            $"Product: {OneLine(product.Title)}",
            $"Wallet: {wish.WalletAddress}",
            $"Identity: {EnumText.Of(type)} {OneLine(wish.IdentityValue)}",
            $"Session: {id}",
            $"Expires: {WireTime.Of(expiresAt)}");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
