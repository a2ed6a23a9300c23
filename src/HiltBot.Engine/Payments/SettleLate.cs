using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Late money settles by itself where product, price and identity still agree: into a payment of its own,
/// while the session that it was meant for stays FAILED (design section 4, Settlement).
/// </summary>
public sealed class SettleLate(ConfirmPayment confirm, TimeProvider time)
{
    /// <param name="transfer">Tracked, verdict LATE.</param>
    /// <param name="session">The session whose marks it carries.</param>
    /// <param name="now">Business time.</param>
    /// <returns>Whether it is settled.</returns>
    public async Task<bool> InAsync(
        HiltDb db, Transfer transfer, Payment session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var product = await db.Products.IgnoreQueryFilters().AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == session.ProductId, cancellationToken);
        if (product is null ||
            !SettledPayment.StillAgrees(
                session, product, transfer, await IsWelcomeAsync(db, session, cancellationToken)) ||
            !await Places.TakeAsync(db, session.ProductId, cancellationToken))
        {
            return false;
        }

        await IntoAsync(db, transfer, SettledPayment.From(session, transfer, now, time.Now()), now, cancellationToken);
        return true;
    }

    /// <summary>Allocates the transfer to its new payment and confirms that.</summary>
    internal async Task IntoAsync(
        HiltDb db, Transfer transfer, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        transfer.Verdict = Verdict.SettledLater;
        transfer.PaymentId = payment.Id;
        transfer.AllocatedAt = now;
        var feeMissing = Math.Max(0, payment.FeeMinorUnits - transfer.FeeMinorUnits);
        payment.FeeOwedMinorUnits = payment.FeeWallet == payment.MerchantWallet ? 0 : feeMissing;
        transfer.ExcessMinorUnits = Math.Max(
            0, transfer.AmountMinorUnits - payment.MerchantAmountMinorUnits - feeMissing);
        db.Payments.Add(payment);
        await confirm.InAsync(db, payment, transfer, now, cancellationToken);
    }

    private static async Task<bool> IsWelcomeAsync(
        HiltDb db, Payment session, CancellationToken cancellationToken) =>
        session.BuyerId is not { } id || await db.Buyers.IgnoreQueryFilters().AnyAsync(
            buyer => buyer.Id == id && buyer.BlockedAt == null && buyer.ForgottenAt == null, cancellationToken);
}
