using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Products;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Api.Identity;
using HiltBot.Web.Api.Payments;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Products;

/// <summary>A product as buyers see it, and how a session for it is opened (contract 4.3).</summary>
internal static class PublicProductRoutes
{
    private const string NoProduct = ProductRoutes.NoProduct;

    public static void MapPublicProducts(this IEndpointRouteBuilder routes)
    {
        var product = routes.MapPublic("/v1/products/p/{slug}", "Checkout");
        product.MapGet("/", ReadAsync).WithName("get_public_product").Refuses(404)
            .WithSummary("Reads what a buyer may know of a product; nothing private stands in it.");
        product.MapPost("/connect", ConnectAsync).WithName("connect_checkout").Refuses(404, 409, 410, 503)
            .WithSummary("Opens a payment session: amounts, wallets and expiry are frozen in it.");
        product.MapPost("/resolve-handoff", ResolveAsync).WithName("resolve_handoff").Refuses(404, 410)
            .WithSummary("Says whose access a handoff link fixes, and until when.");
    }

    private static async Task<Results<Ok<PublicProductResponse>, Refusal>> ReadAsync(
        string slug, OfferReading reading, ConnectOffers connects, PublicAddress address, ProductOpens opens,
        CancellationToken cancellationToken)
    {
        if (await reading.HandleAsync(slug, null, cancellationToken) is not { } offer ||
            offer.Product.Status == ProductStatus.Archived)
        {
            return Refusal.NotFound(NoProduct);
        }

        opens.Note(offer.Product, offer.Merchant);
        return TypedResults.Ok(
            PublicProductWire.Public(offer, connects.Of(offer.Product, offer.Targets), address));
    }

    private static async Task<Results<Ok<CheckoutSessionResponse>, Refusal>> ConnectAsync(
        string slug, Body<ConnectRequest> body, OpenCheckout open, PhantomLinks phantom,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        if (!IdentityWire.TryType(wanted.CustomerReferenceType, out var type))
        {
            return IdentityWire.UnknownType;
        }

        var outcome = await open.HandleAsync(
            new CheckoutRequest(slug)
            {
                HandoffToken = wanted.HandoffToken,
                IdentityType = type,
                IdentityValue = wanted.CustomerReferenceValue,
                IdentityDisplay = wanted.CustomerReferenceDisplay,
                PayerWallet = wanted.PayerWallet,
                IdentitySessionId = wanted.IdentitySessionId,
                EndsWithConfirm = true,
                AmountMinorUnits = wanted.AmountMinorUnits,
            },
            cancellationToken);
        return outcome is CheckoutOutcome.Opened opened
            ? TypedResults.Ok(PaymentWire.Session(
                opened.Payment, phantom.AreOffered ? phantom.Connect(slug, opened.Payment.Id) : null))
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<HandoffResponse>, Refusal>> ResolveAsync(
        string slug, Body<ResolveHandoffRequest> body, OfferReading reading,
        CancellationToken cancellationToken) =>
        await reading.HandleAsync(slug, body.Value.HandoffToken, cancellationToken) switch
        {
            null => Refusal.NotFound(NoProduct),
            { Handoff: HandoffReading.Genuine genuine } => TypedResults.Ok(PublicProductWire.Handoff(genuine.Claim, slug)),
            { Handoff: HandoffReading.Expired } => Answer(new CheckoutOutcome.HandoffExpired(null!))!,
            { Handoff: HandoffReading.ForOtherProduct } => Answer(new CheckoutOutcome.HandoffForOtherProduct())!,
            _ => Answer(new CheckoutOutcome.HandoffForged())!,
        };

    /// <summary>Null when a session was opened.</summary>
    internal static Refusal? Answer(CheckoutOutcome outcome) => outcome switch
    {
        CheckoutOutcome.Opened => null,
        CheckoutOutcome.UnknownProduct => Refusal.NotFound(NoProduct),
        CheckoutOutcome.NotForSale refused => Answer(refused.Why),
        CheckoutOutcome.HandoffExpired => Refusal.Gone("Handoff link has expired"),
        CheckoutOutcome.HandoffForged => Refusal.Field("handoff_token", "This handoff token is not genuine."),
        CheckoutOutcome.HandoffForOtherProduct =>
            Refusal.Field("handoff_token", "This handoff token was made for another product."),
        CheckoutOutcome.IdentityDiffers =>
            Refusal.Field("customer_reference_value", "The handoff or the wallet's signature names somebody else."),
        CheckoutOutcome.IdentityNotProven not => IdentityWire.Answer(not.Why),
        CheckoutOutcome.IdentityMissing =>
            Refusal.Field("customer_reference_value", "This product needs to know who gets access."),
        CheckoutOutcome.BadIdentity bad => Refusal.Field("customer_reference_value", bad.Why),
        CheckoutOutcome.BadPayerWallet => Refusal.Field("payer_wallet", "This is no Solana address."),
        CheckoutOutcome.AmountMissing => Refusal.Field("amount_minor_units", "Choose an amount."),
        CheckoutOutcome.AmountDiffers differs =>
            Refusal.Field("amount_minor_units", $"The price is {differs.Price.MinorUnits} ({differs.Price})."),
        CheckoutOutcome.AmountTooSmall small =>
            Refusal.Field("amount_minor_units", $"The least is {small.Least.MinorUnits} ({small.Least})."),
        CheckoutOutcome.TermsChanged => Refusal.Conflict("The terms have changed; read them again."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static Refusal Answer(SaleRefusal why) => why switch
    {
        SaleRefusal.Archived => Refusal.NotFound(NoProduct),
        SaleRefusal.Paused => Refusal.Conflict("This product is paused."),
        SaleRefusal.SoldOut => Refusal.Conflict("This product is sold out."),
        SaleRefusal.BuyerBlocked => Refusal.Conflict("This product is not sold to this buyer."),
        SaleRefusal.CommunityLost => Refusal.Conflict("Access cannot be given right now; the merchant was told."),
        SaleRefusal.MembershipsClosed => Refusal.Conflict("New memberships are closed."),
        SaleRefusal.NeedsAutomaticSetup => Refusal.Conflict("Automatic renewal has to be set up first."),
        _ => throw new InvalidOperationException($"No answer for {why}."),
    };
}
