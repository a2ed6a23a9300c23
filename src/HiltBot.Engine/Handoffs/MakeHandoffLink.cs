using System.Security.Cryptography;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Handoffs;

/// <summary>
/// Makes a signed, expiring link that fixes who gets access (road, step 2). Refuses what could not be paid
/// anyway: a blocked buyer, a product that is not on sale for them, a community that the bot is out of. A
/// present member's link carries the identity of their membership, on whichever platform they ask, so that
/// they extend what they have.
/// </summary>
public sealed class MakeHandoffLink(
    Work work, HandoffTokens tokens, PublicAddress address, IOptions<CheckoutOptions> options,
    BusinessTime businessTime)
{
    public const int IdentityMax = 160;
    public const int MinutesMax = 1440;

    public Task<HandoffOutcome> HandleAsync(HandoffRequest request, CancellationToken cancellationToken)
    {
        HandoffOutcome? refusal = request switch
        {
            { IdentityValue.Length: 0 or > IdentityMax } =>
                new HandoffOutcome.Refused("identity_value", $"An identity has 1 to {IdentityMax} characters."),
            { IdentityDisplay.Length: > IdentityMax } =>
                new HandoffOutcome.Refused("identity_display", $"A name has at most {IdentityMax} characters."),
            { ReturnUrl: { } url } when !ReturnUrls.IsGood(url) => new HandoffOutcome.Refused(
                "return_url", "A way back starts with http:// or https:// and has at most 2048 characters."),
            { ExpiresInMinutes: < 1 or > MinutesMax } =>
                new HandoffOutcome.Refused("expires_in_minutes", $"A link lives 1 to {MinutesMax} minutes."),
            _ => null,
        };
        return refusal is null
            ? work.RunAsync(db => MakeAsync(db, request, cancellationToken), cancellationToken)
            : Task.FromResult(refusal);
    }

    private async Task<HandoffOutcome> MakeAsync(
        HiltDb db, HandoffRequest request, CancellationToken cancellationToken)
    {
        var product = await db.Products.SingleOrDefaultAsync(
            row => row.Id == request.ProductId && row.MerchantId == request.MerchantId, cancellationToken);
        if (product is null)
        {
            return new HandoffOutcome.UnknownProduct();
        }

        var now = businessTime.Now();
        var type = request.IdentityType ??
            (request.AskedOn is { } platform ? Identities.TypeOn(platform) : product.IdentityType);
        if (type == IdentityType.Wallet && !Address.TryParse(request.IdentityValue, out _))
        {
            return new HandoffOutcome.Refused("identity_value", "This is no Solana address.");
        }

        var buyer = request.AskedOn is { } chat
            ? await BuyerDirectory.FindOrMakeAsync(
                db, product.MerchantId, chat, request.IdentityValue,
                request.IdentityDisplay ?? request.IdentityValue, now, cancellationToken)
            : await BuyerDirectory.FindByIdentityAsync(
                db, product.MerchantId, type, request.IdentityValue, null, cancellationToken);
        var member = await Membership(db, product, buyer?.Id, type, request.IdentityValue, cancellationToken);
        var facts = await SaleLook.FactsAsync(db, product, buyer, member, cancellationToken);
        if (SaleRules.Refusal(facts) is { } why)
        {
            return new HandoffOutcome.NotForSale(why);
        }

        var claim = new HandoffClaim(
            RandomId(), product.Id, member?.IdentityType ?? type, member?.IdentityValue ?? request.IdentityValue,
            request.IdentityDisplay ?? member?.IdentityDisplay, request.ReturnUrl, request.AskedOn, buyer?.Id,
            now + TimeSpan.FromMinutes(request.ExpiresInMinutes ?? options.Value.HandoffMinutes));
        var token = tokens.Write(claim);
        return token.Length > HandoffTokens.LengthMax
            ? new HandoffOutcome.Refused("return_url", "The way back is too long for a link that can be opened.")
            : new HandoffOutcome.Made(address.ProductPage(product.Slug, token), token, product.Slug, claim);
    }

    private static Task<Membership?> Membership(
        HiltDb db, Product product, BuyerId? buyerId, IdentityType type, string value,
        CancellationToken cancellationToken) =>
        product.AllowMultipleActive
            ? Task.FromResult<Membership?>(null)
            : SaleLook.MembershipAsync(db, product, buyerId, type, value, cancellationToken);

    private static Guid RandomId() => new(RandomNumberGenerator.GetBytes(16));
}
