using HiltBot.Engine.Buyers;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// Who gets access when this session is paid: what the handoff fixes, else what the wallet signed, else what
/// the buyer says (contract 4.2 to 4.4). Pure.
/// </summary>
internal sealed record CheckoutPerson(
    IdentityType? Type, string? Value, string? Display, IdentityOrigin? From, HandoffClaim? Claim,
    CheckoutOutcome? Refusal)
{
    private const int IdentityMax = 160;

    /// <summary>The wallet that signed; null where none did.</summary>
    public string? Wallet { get; private init; }

    /// <param name="proof">What the identity session that was named turned out to be; null: none was.</param>
    public static CheckoutPerson Decide(
        CheckoutRequest request, Product product, HandoffTokens tokens, IdentityUse? proof, DateTimeOffset now)
    {
        if (request.PayerWallet is not null && !Address.TryParse(request.PayerWallet, out _))
        {
            return Refused(new CheckoutOutcome.BadPayerWallet());
        }

        if (request.IdentityValue?.Length is 0 or > IdentityMax || request.IdentityDisplay?.Length > IdentityMax)
        {
            return Refused(new CheckoutOutcome.BadIdentity($"An identity has 1 to {IdentityMax} characters."));
        }

        if (proof is not (null or IdentityUse.Proven))
        {
            return Refused(new CheckoutOutcome.IdentityNotProven(proof));
        }

        var session = (proof as IdentityUse.Proven)?.Session;
        return request.HandoffToken is null
            ? session is null ? FromFields(request, product) : FromSession(session, request)
            : tokens.Read(request.HandoffToken, product.Id, now) switch
            {
                HandoffReading.Genuine genuine => FromClaim(genuine.Claim, session, request),
                HandoffReading.Expired expired => Refused(new CheckoutOutcome.HandoffExpired(expired.Claim)),
                HandoffReading.ForOtherProduct => Refused(new CheckoutOutcome.HandoffForOtherProduct()),
                _ => Refused(new CheckoutOutcome.HandoffForged()),
            };
    }

    private static CheckoutPerson FromClaim(HandoffClaim claim, IdentitySession? session, CheckoutRequest request) =>
        Differs(request, claim.IdentityType, claim.IdentityValue) ||
        (session is not null &&
            (session.IdentityType, session.IdentityValue) != (claim.IdentityType, claim.IdentityValue))
            ? Refused(new CheckoutOutcome.IdentityDiffers())
            : new CheckoutPerson(
                claim.IdentityType, claim.IdentityValue, claim.IdentityDisplay, IdentityOrigin.Link, claim, null)
            {
                Wallet = session?.WalletAddress,
            };

    private static CheckoutPerson FromSession(IdentitySession session, CheckoutRequest request) =>
        Differs(request, session.IdentityType, session.IdentityValue)
            ? Refused(new CheckoutOutcome.IdentityDiffers())
            : new CheckoutPerson(
                session.IdentityType, session.IdentityValue, session.IdentityDisplay ?? request.IdentityDisplay,
                IdentityOrigin.Signed, null, null)
            {
                Wallet = session.WalletAddress,
            };

    // A wallet as identity is whoever pays, so nobody has to name it beforehand.
    private static CheckoutPerson FromFields(CheckoutRequest request, Product product)
    {
        var type = request.IdentityType ?? product.IdentityType;
        var value = request.IdentityValue ?? (type == IdentityType.Wallet ? request.PayerWallet : null);
        if (type == IdentityType.Wallet && value is not null && !Address.TryParse(value, out _))
        {
            return Refused(new CheckoutOutcome.BadIdentity("This is no Solana address."));
        }

        if (product.EnforcesIdentity && (type == IdentityType.Wallet || (value is null && !request.EndsWithConfirm)))
        {
            return Refused(new CheckoutOutcome.IdentityMissing(product.IdentityType, product.IdentityLabel));
        }

        return new CheckoutPerson(
            value is null && type != IdentityType.Wallet ? null : type, value,
            value is null ? null : request.IdentityDisplay,
            request.IdentityValue is not null ? IdentityOrigin.Named
                : type == IdentityType.Wallet ? IdentityOrigin.Payer
                : null,
            null, null);
    }

    private static bool Differs(CheckoutRequest request, IdentityType type, string value) =>
        (request.IdentityValue is { } givenValue && givenValue != value) ||
        (request.IdentityType is { } givenType && givenType != type);

    private static CheckoutPerson Refused(CheckoutOutcome refusal) => new(null, null, null, null, null, refusal);
}
