using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Checkouts;

/// <summary>Whom a payment is for, said when it is confirmed (contract 4.3).</summary>
/// <param name="Type">Null: what the product names its members by.</param>
/// <param name="SessionId">A completed handshake; null: none.</param>
/// <param name="KnowsPayment">
/// The payment was named by its id. One that is found by product and payer, which everybody may know, is named by a
/// signature only.
/// </param>
public sealed record IdentityGiven(
    IdentityType? Type, string? Value, string? Display, string? SessionId, string? PayerWallet, bool KnowsPayment);

public abstract record NamingOutcome
{
    private NamingOutcome()
    {
    }

    /// <summary>Nothing stands in the way of confirming it.</summary>
    public sealed record Fine : NamingOutcome;

    /// <summary>The product enforces identity, and nobody was named.</summary>
    public sealed record Missing(IdentityType Wanted) : NamingOutcome;

    /// <summary>It is for somebody else already.</summary>
    public sealed record Differs : NamingOutcome;

    public sealed record BadIdentity(string Why) : NamingOutcome;

    public sealed record NotProven(IdentityUse Why) : NamingOutcome;

    /// <summary>
    /// Only the wallet's signature can say whom it is for: the money is here and belongs to that wallet, or whoever asks
    /// has not shown to know the payment.
    /// </summary>
    public sealed record NeedsSignature : NamingOutcome;

    /// <summary>This person has a membership or an account of their own that it cannot be joined with.</summary>
    public sealed record BelongsToAnother : NamingOutcome;

    public sealed record NotForSale(SaleRefusal Why) : NamingOutcome;
}

/// <summary>
/// Takes the identity of a payment that was opened without one. Money that came first is kept for the wallet that
/// paid it; that wallet may still say by its signature who the member is.
/// </summary>
public sealed class NameIdentity(Work work, NameMember nameMember, BusinessTime businessTime)
{
    private const int IdentityMax = 160;

    public Task<NamingOutcome> HandleAsync(
        PaymentId paymentId, IdentityGiven given, CancellationToken cancellationToken) =>
        work.RunAsync(db => NameAsync(db, paymentId, given, cancellationToken), cancellationToken);

    private async Task<NamingOutcome> NameAsync(
        HiltDb db, PaymentId paymentId, IdentityGiven given, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var payment = await db.Payments.SingleOrDefaultAsync(row => row.Id == paymentId, cancellationToken);
        var isConfirmed = payment?.Status == PaymentStatus.Confirmed;
        if (payment is null || (!isConfirmed && (!payment.IsOpen || now > payment.ExpiresAt + Allocation.LateTime)))
        {
            return new NamingOutcome.Fine();
        }

        var product = await db.Products.AsNoTracking()
            .SingleAsync(row => row.Id == payment.ProductId, cancellationToken);
        var proof = given.SessionId is { } session
            ? await IdentityUse.FindAsync(db, session, product.Id, given.PayerWallet, now, cancellationToken)
            : null;
        var (person, refusal) = Decide(payment, product, given, proof);
        return (person, isConfirmed) switch
        {
            (null, _) => refusal!,
            ({ Value: null }, _) => new NamingOutcome.Fine(),
            ({ From: IdentityOrigin.Signed }, true) =>
                await nameMember.InAsync(db, payment, product, person, now, cancellationToken),
            (_, true) => product.EnforcesIdentity ? new NamingOutcome.NeedsSignature() : new NamingOutcome.Fine(),
            ({ From: not IdentityOrigin.Signed }, _) when !given.KnowsPayment => new NamingOutcome.NeedsSignature(),
            _ => await GiveAsync(db, payment, person, now, cancellationToken),
        };
    }

    /// <summary>Pure: a person without a value changes nothing.</summary>
    internal static (IdentityNamed? Person, NamingOutcome? Refusal) Decide(
        Payment payment, Product product, IdentityGiven given, IdentityUse? proof)
    {
        // What stands needs no proof a second time, so a session that ended since is as good as it was.
        var session = proof switch
        {
            IdentityUse.Proven proven => proven.Session,
            IdentityUse.Expired { Session: { VerifiedAt: not null } old } when IsFor(payment, old) => old,
            _ => null,
        };
        if (proof is not null && session is null)
        {
            return (null, new NamingOutcome.NotProven(proof));
        }

        var type = given.Type ?? session?.IdentityType ?? product.IdentityType;
        var value = given.Value ?? session?.IdentityValue;
        var person = new IdentityNamed(
            type, value, given.Display ?? session?.IdentityDisplay,
            session is null ? IdentityOrigin.Named : IdentityOrigin.Signed, session?.WalletAddress);
        return (person, session) switch
        {
            (_, { } signing) when payment.PayerWallet is { } payer && payer != signing.WalletAddress =>
                (null, new NamingOutcome.NotProven(new IdentityUse.ForOtherWallet())),
            _ when value is { Length: 0 or > IdentityMax } || given.Display is { Length: > IdentityMax } =>
                (null, new NamingOutcome.BadIdentity($"An identity has 1 to {IdentityMax} characters.")),
            _ when type == IdentityType.Wallet && value is not null && !Address.TryParse(value, out _) =>
                (null, new NamingOutcome.BadIdentity("This is no Solana address.")),
            (_, { } signed) when (signed.IdentityType, signed.IdentityValue) != (type, value) =>
                (null, new NamingOutcome.Differs()),
            _ when !IsUnnamed(payment) && value is not null && (payment.IdentityType, payment.IdentityValue) != (type, value) =>
                (null, new NamingOutcome.Differs()),
            _ when !IsUnnamed(payment) => (person with { Value = null }, null),
            _ when product.EnforcesIdentity && (value is null || type == IdentityType.Wallet) =>
                (null, new NamingOutcome.Missing(product.IdentityType)),
            _ => (person, null),
        };
    }

    private static bool IsUnnamed(Payment payment) =>
        payment.IdentityValue is null || payment.IdentityFrom == IdentityOrigin.Payer;

    private static bool IsFor(Payment payment, IdentitySession session) =>
        (payment.IdentityType, payment.IdentityValue) == (session.IdentityType, session.IdentityValue);

    private static async Task<NamingOutcome> GiveAsync(
        HiltDb db, Payment payment, IdentityNamed person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var buyer = await BuyerDirectory.FindByIdentityAsync(
            db, payment.MerchantId, person.Type, person.Value!, null, cancellationToken);
        if (buyer?.BlockedAt is not null)
        {
            return new NamingOutcome.NotForSale(SaleRefusal.BuyerBlocked);
        }

        payment.IdentityType = person.Type;
        payment.IdentityValue = person.Value;
        payment.IdentityDisplay = person.Display;
        payment.IdentityFrom = person.From;
        payment.BuyerId = buyer?.Id;
        payment.PayerWallet ??= person.Wallet;
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "identity_named", Actor.System, now,
            new { identity_type = EnumText.Of(person.Type), from = EnumText.Of(person.From) }, payment.Id);
        return new NamingOutcome.Fine();
    }
}

/// <param name="Wallet">The one that signed; null where none did.</param>
public sealed record IdentityNamed(
    IdentityType Type, string? Value, string? Display, IdentityOrigin From, string? Wallet);
