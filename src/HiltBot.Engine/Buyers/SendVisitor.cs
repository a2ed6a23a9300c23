using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <param name="BrowserKey">What the browser has to keep until it returns; null where the chat sends it back.</param>
    public sealed record Away(string Url, string? BrowserKey) : SendOutcome;

    public sealed record UnknownProduct : SendOutcome;

    /// <summary>No platform can be asked about this product's visitors.</summary>
    public sealed record NotOffered : SendOutcome;
}

/// <summary>
/// Sends a visitor of the checkout to where they are known: to the platform's own sign-in, or into the chat, whose bot
/// sends them back by a one-time link.
/// </summary>
public sealed class SendVisitor(
    Work work, ConnectOffers offers, OneTimeCodes codes, MasterKey masterKey, TimeProvider time)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(15);

    public Task<SendOutcome> HandleAsync(string slug, CancellationToken cancellationToken) =>
        work.RunAsync<SendOutcome>(
            async db =>
            {
                var product = await db.Products.AsNoTracking()
                    .SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
                if (product is null or { Status: ProductStatus.Archived })
                {
                    return new SendOutcome.UnknownProduct();
                }

                var targets = await db.ProductTargets.AsNoTracking().Where(row => row.ProductId == product.Id)
                    .OrderBy(row => row.Position).ToListAsync(cancellationToken);
                return offers.Of(product, targets) switch
                {
                    null => new SendOutcome.NotOffered(),
                    { Url: { } url } => new SendOutcome.Away(url, null),
                    { Platform: var platform } when offers.ProofOn(platform) is { } proof => ToPlatform(db, product, proof),
                    { Platform: var platform } => await ToChatAsync(
                        db, product, offers.LinksOn(platform)!, cancellationToken),
                };
            },
            cancellationToken);

    private SendOutcome.Away ToPlatform(HiltDb db, Product product, IVisitorProof proof)
    {
        var (state, browser, verifier) = (NewSecret(), NewSecret(), NewSecret());
        db.VisitorStates.Add(new VisitorState
        {
            StateHash = HashOf(state),
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            Platform = proof.Platform,
            BrowserHash = HashOf(browser),
            SealedVerifier = masterKey.Seal(Encoding.ASCII.GetBytes(verifier)),
            CreatedAt = time.Now(),
        });
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return new SendOutcome.Away(proof.AuthorizeUrl(state, challenge), browser);
    }

    private async Task<SendOutcome> ToChatAsync(
        HiltDb db, Product product, IDeepLinks links, CancellationToken cancellationToken)
    {
        var code = await codes.IssueAsync(db, product, CodePurpose.ReturnToCheckout, CodeLifetime, cancellationToken);
        return new SendOutcome.Away(links.StartUrl($"{Verbs.Checkout}-{code}"), null);
    }

    internal static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
