using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;

namespace HiltBot.Engine.Buyers;

public abstract record AppVisitOutcome
{
    private AppVisitOutcome()
    {
    }

    /// <summary>The link that they opened is their own.</summary>
    public sealed record Same : AppVisitOutcome;

    /// <summary>They opened the offer without a link of their own, and here is one.</summary>
    public sealed record Named(HandoffOutcome.Made Handoff) : AppVisitOutcome;

    /// <summary>They opened a link that gives access to somebody else.</summary>
    /// <param name="Other">Who gets access by the link that they opened.</param>
    public sealed record SomebodyElses(string Other, HandoffOutcome.Made Own) : AppVisitOutcome;

    /// <summary>The platform did not say so, or too long ago.</summary>
    public sealed record NotProven : AppVisitOutcome;

    public sealed record UnknownProduct : AppVisitOutcome;

    /// <summary>No link can be made for them; the page says why by itself.</summary>
    public sealed record NoLink : AppVisitOutcome;
}

/// <summary>
/// Somebody looks at an offer inside a platform's own app. What the app says about them is believed only when the
/// platform has signed it.
/// </summary>
public sealed class KnowAppVisitor(IEnumerable<IAppVisitors> apps, OfferReading reading, MakeHandoffLink make)
{
    private const int DataMax = 8192;

    /// <param name="handoffToken">Of the link that was opened; null: none.</param>
    public async Task<AppVisitOutcome> HandleAsync(
        string slug, string? handoffToken, string signedData, CancellationToken cancellationToken)
    {
        if (signedData.Length is 0 or > DataMax || Find(signedData) is not var (platform, visitor))
        {
            return new AppVisitOutcome.NotProven();
        }

        if (await reading.HandleAsync(slug, handoffToken, cancellationToken) is not { } offer)
        {
            return new AppVisitOutcome.UnknownProduct();
        }

        var claim = (offer.Handoff as HandoffReading.Genuine)?.Claim;
        if (claim is not null && claim.AskedOn == platform && claim.IdentityValue == visitor.AccountId)
        {
            return new AppVisitOutcome.Same();
        }

        var outcome = await make.HandleAsync(
            new HandoffRequest(offer.Merchant.Id, offer.Product.Id, visitor.AccountId)
            {
                AskedOn = platform,
                IdentityDisplay = visitor.Display,
            },
            cancellationToken);
        return outcome is not HandoffOutcome.Made made ? new AppVisitOutcome.NoLink()
            : claim is null ? new AppVisitOutcome.Named(made)
            : claim.IdentityValue == made.Claim.IdentityValue ? new AppVisitOutcome.Same()
            : new AppVisitOutcome.SomebodyElses(claim.IdentityDisplay ?? claim.IdentityValue, made);
    }

    private (Values.Platform Platform, AppVisitor Visitor)? Find(string signedData)
    {
        foreach (var app in apps)
        {
            if (app.Read(signedData) is { } visitor)
            {
                return (app.Platform, visitor);
            }
        }

        return null;
    }
}
