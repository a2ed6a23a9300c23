using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// Who gets access when this session is paid: what the handoff fixes, else what the buyer says (contract 4.2,
/// 4.3). Pure.
/// </summary>
internal sealed record CheckoutPerson(
    IdentityType? Type, string? Value, string? Display, HandoffClaim? Claim, CheckoutOutcome? Refusal)
{
    private const int IdentityMax = 160;

    public static CheckoutPerson Decide(
        CheckoutRequest request, Product product, HandoffTokens tokens, DateTimeOffset now)
    {
        if (request.PayerWallet is not null && !Address.TryParse(request.PayerWallet, out _))
        {
            return Refused(new CheckoutOutcome.BadPayerWallet());
        }

        if (request.IdentityValue?.Length is 0 or > IdentityMax || request.IdentityDisplay?.Length > IdentityMax)
        {
            return Refused(new CheckoutOutcome.BadIdentity($"An identity has 1 to {IdentityMax} characters."));
        }

        return request.HandoffToken is null
            ? FromFields(request, product)
            : tokens.Read(request.HandoffToken, product.Id, now) switch
            {
                HandoffReading.Genuine genuine => FromClaim(genuine.Claim, request),
                HandoffReading.Expired expired => Refused(new CheckoutOutcome.HandoffExpired(expired.Claim)),
                HandoffReading.ForOtherProduct => Refused(new CheckoutOutcome.HandoffForOtherProduct()),
                _ => Refused(new CheckoutOutcome.HandoffForged()),
            };
    }

    private static CheckoutPerson FromClaim(HandoffClaim claim, CheckoutRequest request)
    {
        var doesDiffer = (request.IdentityValue is { } value && value != claim.IdentityValue) ||
            (request.IdentityType is { } type && type != claim.IdentityType);
        return doesDiffer
            ? Refused(new CheckoutOutcome.IdentityDiffers(claim))
            : new CheckoutPerson(claim.IdentityType, claim.IdentityValue, claim.IdentityDisplay, claim, null);
    }

    // A wallet as identity is whoever pays, so nobody has to name it beforehand.
    private static CheckoutPerson FromFields(CheckoutRequest request, Product product)
    {
        var type = request.IdentityType ?? product.IdentityType;
        var value = request.IdentityValue ?? (type == IdentityType.Wallet ? request.PayerWallet : null);
        if (type == IdentityType.Wallet && value is not null && !Address.TryParse(value, out _))
        {
            return Refused(new CheckoutOutcome.BadIdentity("This is no Solana address."));
        }

        if (value is null && product.IdentityRequired && type != IdentityType.Wallet)
        {
            return Refused(new CheckoutOutcome.IdentityMissing(type, product.IdentityLabel));
        }

        return new CheckoutPerson(
            value is null && type != IdentityType.Wallet ? null : type, value,
            value is null ? null : request.IdentityDisplay, null, null);
    }

    private static CheckoutPerson Refused(CheckoutOutcome refusal) => new(null, null, null, null, refusal);
}
