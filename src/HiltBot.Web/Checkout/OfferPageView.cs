using HiltBot.Web.Pages;

namespace HiltBot.Web.Checkout;

/// <summary>
/// What a buyer reads before agreeing: offer, price, who gets access, and what is agreed to.
/// </summary>
public sealed record OfferPageView
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string MerchantName { get; init; }

    public string? Description { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>For example <c>29.00 USDC</c>; null where the buyer chooses.</summary>
    public string? Price { get; init; }

    public required string AssetSymbol { get; init; }

    public IReadOnlyList<string> Presets { get; init; } = [];

    /// <summary>How long one payment lasts, in words; null when nothing runs out.</summary>
    public string? Period { get; init; }

    public required IReadOnlyList<string> Opens { get; init; }

    /// <summary>Whether paying makes somebody a member; a tip, for example, opens nothing.</summary>
    public required bool IsMembership { get; init; }

    /// <summary>Who gets access; null when nobody is named yet.</summary>
    public string? For { get; init; }

    /// <summary>How the visitor says who they are; null when it is known, or nobody can be asked.</summary>
    public PageLink? Connect { get; init; }

    /// <summary>Whether nothing is sold before somebody is named.</summary>
    public bool NeedsName { get; init; }

    /// <summary>Until when the link holds; business time.</summary>
    public string? LinkUntil { get; init; }

    /// <summary>Whether this extends a membership that runs already.</summary>
    public bool Renews { get; init; }

    public string? TermsText { get; init; }

    public string? TermsHash { get; init; }

    public required int SessionMinutes { get; init; }

    public required bool IsSandbox { get; init; }

    public required bool IsPlay { get; init; }

    public string? HandoffToken { get; init; }

    public PageLink? Back { get; init; }
}
