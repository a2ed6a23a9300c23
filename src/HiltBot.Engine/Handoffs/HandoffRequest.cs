using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Handoffs;

/// <summary>Somebody wants a link to pay for a product (contract 4.2, CreateHandoff).</summary>
/// <param name="IdentityValue">Who gets access: the account id where it was asked in a chat.</param>
public sealed record HandoffRequest(MerchantId MerchantId, ProductId ProductId, string IdentityValue)
{
    /// <summary>Null: that of the platform it was asked on, else the product's.</summary>
    public IdentityType? IdentityType { get; init; }

    public string? IdentityDisplay { get; init; }

    /// <summary>
    /// The chat platform; then <see cref="IdentityValue"/> is an account there and becomes a buyer.
    /// </summary>
    public Platform? AskedOn { get; init; }

    /// <summary>Where the page leads back to; http or https, at most 2,048 characters.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>1 to 1,440; null: <c>HiltBot:Checkout:HandoffMinutes</c>.</summary>
    public int? ExpiresInMinutes { get; init; }
}

public abstract record HandoffOutcome
{
    private HandoffOutcome()
    {
    }

    /// <param name="Url">The hosted checkout page with the token in it.</param>
    public sealed record Made(string Url, string Token, string Slug, HandoffClaim Claim) : HandoffOutcome;

    public sealed record UnknownProduct : HandoffOutcome;

    /// <summary>Not sold to this person now; said before they pay.</summary>
    public sealed record NotForSale(SaleRefusal Why) : HandoffOutcome;

    /// <param name="Field">Contract spelling.</param>
    public sealed record Refused(string Field, string Why) : HandoffOutcome;
}
