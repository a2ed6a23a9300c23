using HiltBot.Contracts.Identity;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;

namespace HiltBot.Web.Api.Identity;

/// <summary>Identity sessions as the contract spells them, and what a bad one is answered with.</summary>
internal static class IdentityWire
{
    public static readonly Refusal UnknownType = Refusal.Field("customer_reference_type", "Unknown identity type.");

    /// <summary>Reads <c>customer_reference_type</c>; empty text is none.</summary>
    public static bool TryType(string? text, out IdentityType? type)
    {
        type = null;
        if (text is null or { Length: 0 })
        {
            return true;
        }

        var isKnown = EnumText.TryParse<IdentityType>(text.Trim().ToUpperInvariant(), out var known);
        type = isKnown ? known : null;
        return isKnown;
    }

    public static IdentityStartResponse Started(IdentitySession session) => new()
    {
        SessionId = session.Id.ToString(),
        Status = "PENDING",
        WalletAddress = session.WalletAddress,
        WalletSource = session.WalletSource,
        IdentityType = EnumText.Of(session.IdentityType),
        IdentityValue = session.IdentityValue,
        IdentityDisplay = session.IdentityDisplay,
        ChallengeMessage = session.Challenge,
        ExpiresAt = session.ExpiresAt,
    };

    public static IdentityCompleteResponse Verified(IdentitySession session) => new()
    {
        SessionId = session.Id.ToString(),
        Status = "VERIFIED",
        WalletAddress = session.WalletAddress,
        WalletSource = session.WalletSource,
        IdentityType = EnumText.Of(session.IdentityType),
        IdentityValue = session.IdentityValue,
        IdentityDisplay = session.IdentityDisplay,
        VerifiedAt = session.VerifiedAt!.Value,
        ExpiresAt = session.ExpiresAt,
    };

    public static Refusal Answer(IdentityUse why) => why switch
    {
        IdentityUse.Unknown => Refusal.NotFound("Identity session not found."),
        IdentityUse.Expired => Refusal.Gone("Identity session has expired"),
        IdentityUse.NotSigned => Refusal.Field("identity_session_id", "The wallet has not signed this session yet."),
        IdentityUse.ForOtherProduct =>
            Refusal.Field("identity_session_id", "This session was started for another product."),
        IdentityUse.ForOtherWallet =>
            Refusal.Field("identity_session_id", "Another wallet signed this session than the one that pays."),
        IdentityUse.Proven => throw new InvalidOperationException("A proven identity is no refusal."),
        _ => throw new InvalidOperationException($"No answer for {why.GetType().Name}."),
    };

    /// <summary>Null when nothing stands in the way of confirming.</summary>
    public static Refusal? Answer(NamingOutcome outcome) => outcome switch
    {
        NamingOutcome.Fine => null,
        NamingOutcome.Missing => Refusal.Field(
            "customer_reference_value",
            "This product needs to know who gets access. What was paid is kept; name the buyer and confirm again."),
        NamingOutcome.Differs => Refusal.Field("customer_reference_value", "The payment is for somebody else already."),
        NamingOutcome.BadIdentity bad => Refusal.Field("customer_reference_value", bad.Why),
        NamingOutcome.NotProven not => Answer(not.Why),
        NamingOutcome.NeedsSignature => Refusal.Field(
            "identity_session_id",
            "Only the wallet that pays can say here who gets access: complete an identity session, or name the payment " +
            "by payment_id before it is paid."),
        NamingOutcome.BelongsToAnother => Refusal.Conflict(
            "This identity has a membership or an account of its own here; the merchant can bring both together."),
        NamingOutcome.NotForSale => Refusal.Conflict("This product is not sold to this buyer."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
