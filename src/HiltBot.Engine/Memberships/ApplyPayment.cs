using HiltBot.Engine.Buyers;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// A confirmed payment becomes a period, in the transaction that confirms it (road, step 5). One payment, one
/// period: applied again it answers with what it made. A version that moved meanwhile surfaces, and the
/// transaction runs again.
/// </summary>
public sealed class ApplyPayment(TimeProvider time, Network network)
{
    /// <param name="now">Business time.</param>
    /// <returns>Null when the product makes no members.</returns>
    public async Task<Membership?> InAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var done = await db.MembershipPeriods.Where(row => row.PaymentId == payment.Id)
            .Select(row => (MembershipId?)row.MembershipId).SingleOrDefaultAsync(cancellationToken);
        if (done is { } applied)
        {
            return await db.Memberships.SingleAsync(row => row.Id == applied, cancellationToken);
        }

        var product = await db.Products.AsNoTracking()
            .SingleAsync(row => row.Id == payment.ProductId, cancellationToken);
        var realNow = time.Now();
        var wallet = payment.PayerWallet ?? await PayerOfAsync(db, payment.Id, cancellationToken);
        var found = await FindAsync(db, payment, product, wallet, now, realNow, cancellationToken);
        if (found is not ({ } membership, var isNew))
        {
            return null;
        }

        payment.MembershipId = membership.Id;
        payment.BuyerId = membership.BuyerId;
        membership.IdentityDisplay = payment.IdentityDisplay ?? membership.IdentityDisplay;
        if (wallet is not null)
        {
            await BuyerDirectory.RememberWalletAsync(
                db, payment.MerchantId, wallet, membership.BuyerId, now, cancellationToken);
        }

        await WakeRenewalAsync(db, payment, now, cancellationToken);
        var terms = new PaidTerms(payment.Billing, payment.GracePeriodDays, payment.ReminderOffsetsDays)
        {
            Exact = payment.PeriodStartAt is { } startAt ? new NewPeriod(startAt, payment.PeriodEndAt) : null,
        };
        await MembershipOrder.CarryOutAsync(
            db, membership, isNew, new MembershipFact.Paid(payment.Id, payment.TxSignature, wallet, terms),
            new Occasion(Actor.System, now, realNow, network.IsLive) { PaymentId = payment.Id, Amount = payment.Price },
            new PeriodPayment(payment.Id, payment.TxSignature, payment.AmountMinorUnits), payment.TokenMint,
            cancellationToken);
        return membership;
    }

    // A permission to collect that was given beside this payment is looked at now.
    private static async Task WakeRenewalAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var woken = await db.RenewalAuthorizations.IgnoreQueryFilters()
            .Where(row => row.MerchantId == payment.MerchantId && row.InitialPaymentId == payment.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, now), cancellationToken);
        if (woken > 0)
        {
            db.Wake(Sweep.Renewals);
        }
    }

    private static async Task<(Membership Membership, bool IsNew)?> FindAsync(
        HiltDb db, Payment payment, Product product, string? wallet, DateTimeOffset now,
        DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        // The session was opened to renew this very one.
        if (payment.MembershipId is { } named && await db.Memberships.AnyAsync(
                row => row.Id == named && row.MerchantId == payment.MerchantId && row.ProductId == product.Id,
                cancellationToken))
        {
            return (await NewMembership.TakeAsync(db, named, cancellationToken), false);
        }

        var (type, value) = IdentityOf(payment, wallet);
        if (!product.MembershipEnabled)
        {
            // Disabled or not, who is a member already is renewed (design section 4, Edits).
            return await NewMembership.IdOfAsync(db, product, type, value, cancellationToken) is { } present
                ? (await NewMembership.TakeAsync(db, present, cancellationToken), false)
                : null;
        }

        var platform = PlatformOf(payment, type);
        var buyerId = payment.BuyerId ??
            await BuyerOfAsync(db, payment, product, type, value, platform, wallet, now, cancellationToken);
        var member = new Member(buyerId, type, value, payment.IdentityDisplay, platform);
        return await NewMembership.FindOrMakeAsync(db, product, member, now, realNow, cancellationToken);
    }

    // Without an identity it is the payer; where nobody can tell who paid, the payment itself names its
    // member.
    private static (IdentityType Type, string Value) IdentityOf(
        Payment payment, string? wallet) => payment switch
        {
            { IdentityType: { } type and not IdentityType.Wallet, IdentityValue: { Length: > 0 } value } => (
                type, value),
            _ when (wallet ?? payment.IdentityValue) is { Length: > 0 } payer => (IdentityType.Wallet, payer),
            _ => (IdentityType.Custom, payment.Id.ToString()),
        };

    private static Platform PlatformOf(Payment payment, IdentityType type) => type switch
    {
        IdentityType.TelegramUserId => payment.AskedOn ?? Platform.Telegram,
        IdentityType.DiscordUserId => payment.AskedOn ?? Platform.Discord,
        _ => payment.AskedOn ?? Platform.Custom,
    };

    private static async Task<BuyerId> BuyerOfAsync(
        HiltDb db, Payment payment, Product product, IdentityType type, string value, Platform platform,
        string? wallet, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var display = payment.IdentityDisplay ?? value;
        if (type is not (IdentityType.Wallet or IdentityType.Email) && platform != Platform.Custom)
        {
            return (await BuyerDirectory.FindOrMakeAsync(
                db, payment.MerchantId, platform, value, display, now, isFromPlatform: false,
                cancellationToken)).Id;
        }

        if (type == IdentityType.Wallet)
        {
            return (await BuyerDirectory.FindOrMakeByWalletAsync(
                db, payment.MerchantId, wallet ?? value, now, cancellationToken)).Id;
        }

        var present = await db.Memberships.AsNoTracking()
            .Where(row => row.MerchantId == payment.MerchantId && row.ProductId == product.Id &&
                row.IdentityType == type && row.IdentityValue == value)
            .Select(row => (BuyerId?)row.BuyerId).FirstOrDefaultAsync(cancellationToken);
        return present ?? BuyerDirectory.Make(db, payment.MerchantId, display, now).Id;
    }

    private static Task<string?> PayerOfAsync(
        HiltDb db, PaymentId paymentId, CancellationToken cancellationToken) =>
        db.Transfers.AsNoTracking().Where(row => row.PaymentId == paymentId && row.PayerWallet != null)
            .OrderByDescending(row => row.Slot).Select(row => row.PayerWallet)
            .FirstOrDefaultAsync(cancellationToken);
}
