using HiltBot.Engine.Buyers;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts;

/// <summary>A buyer opens a payment session (contract 4.3, Connect).</summary>
public sealed record CheckoutRequest(string Slug)
{
    /// <summary>Its identity counts; another one given beside it is refused.</summary>
    public string? HandoffToken { get; init; }

    public IdentityType? IdentityType { get; init; }

    public string? IdentityValue { get; init; }

    public string? IdentityDisplay { get; init; }

    /// <summary>A completed handshake; its identity and its wallet count.</summary>
    public string? IdentitySessionId { get; init; }

    /// <summary>
    /// Whether the buyer's software confirms the payment, and may name the buyer and set up the renewal until then.
    /// </summary>
    public bool EndsWithConfirm { get; init; }

    /// <summary>Base58; a hint, except where the identity is the wallet itself.</summary>
    public string? PayerWallet { get; init; }

    /// <summary>What the buyer chose to pay, for tips; for a price it may be repeated.</summary>
    public long? AmountMinorUnits { get; init; }

    /// <summary>
    /// Random text that a form carries: the same form sent again, by a second click or a reload, names the
    /// same session. Null: every call makes a new payment.
    /// </summary>
    public string? FormKey { get; init; }

    /// <summary>
    /// Hash of the terms that the page showed (<see cref="Terms.HashOf"/>); null when it showed none.
    /// </summary>
    public string? AcceptedTermsHash { get; init; }
}

public abstract record CheckoutOutcome
{
    private CheckoutOutcome()
    {
    }

    /// <summary>The session, detached from the database.</summary>
    public sealed record Opened(Payment Payment) : CheckoutOutcome;

    public sealed record UnknownProduct : CheckoutOutcome;

    public sealed record NotForSale(SaleRefusal Why) : CheckoutOutcome;

    /// <summary>Genuine and too old: the page offers the same way back as the chat.</summary>
    public sealed record HandoffExpired(HandoffClaim Claim) : CheckoutOutcome;

    public sealed record HandoffForged : CheckoutOutcome;

    public sealed record HandoffForOtherProduct : CheckoutOutcome;

    /// <summary>Another identity was given than the handoff, or the wallet's signature, fixes.</summary>
    public sealed record IdentityDiffers : CheckoutOutcome;

    /// <summary>The identity session that was named is worth nothing here.</summary>
    public sealed record IdentityNotProven(IdentityUse Why) : CheckoutOutcome;

    /// <summary>The product is for somebody by name, and nobody was named.</summary>
    public sealed record IdentityMissing(IdentityType Wanted, string? Label) : CheckoutOutcome;

    public sealed record BadIdentity(string Why) : CheckoutOutcome;

    public sealed record BadPayerWallet : CheckoutOutcome;

    /// <summary>A tip jar asks how much.</summary>
    public sealed record AmountMissing : CheckoutOutcome;

    public sealed record AmountDiffers(Money Price) : CheckoutOutcome;

    public sealed record AmountTooSmall(Money Least) : CheckoutOutcome;

    /// <summary>The terms changed after the page was shown: show them again.</summary>
    public sealed record TermsChanged(string? TermsText) : CheckoutOutcome;
}
