using System.Security.Cryptography;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Products;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Checkout;

/// <summary>The hosted checkout: the offer at <c>/p/{slug}</c>, and one page a session below it.</summary>
internal static class CheckoutPages
{
    /// <summary>Hexadecimal letters: 128 random bits.</summary>
    private const int FormKeyLength = 32;

    public static void MapCheckoutPages(this IEndpointRouteBuilder routes)
    {
        var offer = routes.MapGroup("/p/{slug}").ExcludeFromDescription();
        offer.MapGet("/", ShowOfferAsync);
        offer.MapPost("/open", OpenAsync);
        offer.MapPost("/app", AppVisits.ReceiveAsync);
        var pay = offer.MapGroup("/pay/{paymentId}");
        pay.MapGet("/", PayRoutes.ShowAsync);
        pay.MapGet("/state", PayRoutes.StateAsync);
        pay.MapGet("/events", PayRoutes.FollowAsync);
        pay.MapPost("/sandbox", PayRoutes.PayInSandboxAsync);
        pay.MapPost("/prepare", PayRoutes.PrepareAsync);
        pay.MapPost("/send", PayRoutes.SendAsync);
        pay.MapTransactionRequest();
        pay.MapPhantomPages();
    }

    private static async Task<IResult> ShowOfferAsync(
        string slug, string? handoff, OfferReading reading, ConnectOffers connects, Forms forms, Network network,
        IOptions<CheckoutOptions> options, ProductOpens opens, HttpContext context, CancellationToken cancellationToken)
    {
        var token = string.IsNullOrEmpty(handoff) ? null : handoff;
        if (token?.Length > HandoffTokens.LengthMax)
        {
            return Html.Problem(CheckoutProblems.Forged);
        }

        if (await reading.HandleAsync(slug, token, cancellationToken) is not { } offer)
        {
            return Html.Problem(CheckoutProblems.UnknownProduct);
        }

        if (ProblemOf(offer) is { } problem)
        {
            return Html.Problem(problem);
        }

        opens.Note(offer.Product, offer.Merchant);
        return Html.Page<OfferPage>(new
        {
            Offer = Describe(offer, token, connects.Of(offer.Product, offer.Targets), options.Value.SessionMinutes, network),
            Token = forms.Token(context),
            Once = RandomNumberGenerator.GetHexString(FormKeyLength, lowercase: true),
        });
    }

    private static async Task<IResult> OpenAsync(
        string slug, OpenCheckout open, OfferReading reading, Forms forms, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await forms.ReadAsync(context, cancellationToken) is not { } form)
        {
            return Html.Problem(Problems.FormTooOld);
        }

        var handoff = form["handoff"].ToString() is { Length: > 0 } sent ? sent : null;
        if (await reading.HandleAsync(slug, handoff, cancellationToken) is not { } offer)
        {
            return Html.Problem(CheckoutProblems.UnknownProduct);
        }

        var amount = AmountOf(form["amount"].ToString(), offer.Product.Asset);
        var outcome = amount is { IsWrong: true }
            ? new CheckoutOutcome.AmountMissing()
            : await open.HandleAsync(
                new CheckoutRequest(slug)
                {
                    HandoffToken = handoff,
                    AmountMinorUnits = amount.MinorUnits,
                    AcceptedTermsHash = form["terms"].ToString() is { Length: > 0 } terms ? terms : null,
                    FormKey = form["once"].ToString() is { Length: FormKeyLength } key ? key : null,
                },
                cancellationToken);
        return outcome is CheckoutOutcome.Opened opened
            ? Html.SeeOther(PayPages.PathOf(slug, opened.Payment.Id))
            : Html.Problem(CheckoutProblems.Of(outcome, PagePath(slug, handoff), BackOf(offer.Handoff))!);
    }

    private static Problem? ProblemOf(OfferView offer) => offer.Handoff switch
    {
        HandoffReading.Expired expired => CheckoutProblems.Expired(expired.Claim),
        HandoffReading.Forged => CheckoutProblems.Forged,
        HandoffReading.ForOtherProduct => CheckoutProblems.ForOtherProduct,
        _ when offer.Refusal is { } refusal => CheckoutProblems.Of(refusal, BackOf(offer.Handoff)),
        _ => null,
    };

    private static PageLink? BackOf(HandoffReading? reading) => WayBack.Of((reading as HandoffReading.Genuine)?.Claim);

    internal static string PagePath(string slug, string? handoff) => handoff is null
        ? $"/p/{Uri.EscapeDataString(slug)}"
        : $"/p/{Uri.EscapeDataString(slug)}?handoff={Uri.EscapeDataString(handoff)}";

    private static (long? MinorUnits, bool IsWrong) AmountOf(string text, Asset asset) =>
        text.Length == 0 ? (null, false)
        : Money.TryParse(text, asset, out var money) && money.MinorUnits > 0 ? (money.MinorUnits, false)
        : (null, true);

    private static OfferPageView Describe(
        OfferView offer, string? token, ConnectOffer? connect, int sessionMinutes, Network network)
    {
        var product = offer.Product;
        var claim = (offer.Handoff as HandoffReading.Genuine)?.Claim;
        return new OfferPageView
        {
            Slug = product.Slug,
            Title = product.Title,
            MerchantName = offer.Merchant.Name,
            Description = product.Description,
            ImageUrl = IsWebAddress(product.ImageUrl) ? product.ImageUrl : null,
            Price = product.Price?.ToString(),
            AssetSymbol = product.AssetSymbol,
            Presets =
            [
                .. (product.TipPresets() ?? [])
                    .Select(preset => new Money(preset, product.Asset).ToDecimalText(2)),
            ],
            Period = ProductWords.Period(product),
            IsMembership = product.MembershipEnabled,
            Opens = [.. offer.Targets.Select(target => target.Label)],
            For = claim is null ? null : claim.IdentityDisplay ?? claim.IdentityValue,
            Connect = claim is null && connect is not null
                ? new PageLink(connect.Label, connect.Url ?? $"{PagePath(product.Slug, null)}/connect")
                : null,
            NeedsName = claim is null && product.EnforcesIdentity,
            LinkUntil = claim is null ? null : PageText.Instant(claim.ExpiresAt),
            Renews = offer.Membership is not null,
            TermsText = offer.TermsText,
            TermsHash = offer.TermsHash,
            SessionMinutes = sessionMinutes,
            IsSandbox = network.IsSandbox,
            IsPlay = !network.IsLive,
            HandoffToken = token,
            Back = WayBack.Of(claim),
        };
    }

    private static bool IsWebAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;
}
