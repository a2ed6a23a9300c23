using HiltBot.Engine.Values;

namespace HiltBot.Engine.Handoffs;

/// <summary>
/// What a handoff link says: who gets access to what when this is paid. Nothing in it can be changed.
/// </summary>
/// <param name="Id">Random; tells two links apart.</param>
/// <param name="AskedOn">Where it was asked for: the platform of the chat.</param>
/// <param name="BuyerId">Whose membership it will be, when they are known already.</param>
/// <param name="ExpiresAt">Business time (rule 5).</param>
public sealed record HandoffClaim(
    Guid Id, ProductId ProductId, IdentityType IdentityType, string IdentityValue, string? IdentityDisplay,
    string? ReturnUrl, Platform? AskedOn, BuyerId? BuyerId, DateTimeOffset ExpiresAt);

/// <summary>What somebody's token turned out to be.</summary>
public abstract record HandoffReading
{
    private HandoffReading()
    {
    }

    public sealed record Genuine(HandoffClaim Claim) : HandoffReading;

    /// <summary>It was ours and its time is over: the page offers the same way back to the chat.</summary>
    public sealed record Expired(HandoffClaim Claim) : HandoffReading;

    /// <summary>We did not write this, or somebody changed it.</summary>
    public sealed record Forged : HandoffReading;

    /// <summary>Genuine, and for something else.</summary>
    public sealed record ForOtherProduct(HandoffClaim Claim) : HandoffReading;
}
