using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// Money that came by a subscription becomes a CONFIRMED payment without a checkout session, with its period and receipt
/// (contract 10.2), in the transaction that records the transfer: the pull that was sent from here, found by its signature,
/// or one that the merchant made by their own key, found by the subscription's address.
/// </summary>
public sealed class SettleCollection(ConfirmPayment confirm, TimeProvider time, IOptions<SolanaOptions> options)
{
    /// <param name="transfer">Tracked, unmarked money of an account of ours.</param>
    /// <param name="now">Business time.</param>
    /// <returns>Whether it is settled.</returns>
    public async Task<bool> InAsync(
        HiltDb db, Transfer transfer, ChainTransaction transaction, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // Everything that the program moves names the program; other income costs no question.
        if (!transaction.Keys.Contains(SubscriptionsProgram.Of(options.Value)) ||
            await FindAsync(db, transfer, transaction, cancellationToken) is not ({ } authorization, var sent))
        {
            return false;
        }

        var membership = await db.Memberships.IgnoreQueryFilters()
            .SingleAsync(row => row.Id == authorization.MembershipId, cancellationToken);
        var collection = sent ?? await CollectionRows.FindOrMakeAsync(
            db, authorization, membership.CurrentPeriodEndAt ?? now,
            (membership.CurrentPeriodEndAt ?? now) + authorization.Period, now, time.Now(), cancellationToken);
        if (collection.Status == CollectionStatus.Collected)
        {
            return false;
        }

        var first = await db.Payments.IgnoreQueryFilters().AsNoTracking()
            .SingleAsync(row => row.Id == authorization.InitialPaymentId, cancellationToken);
        var payment = CollectedPayment.Of(first, authorization, collection, transfer, now, time.Now());
        Close(collection, payment, transfer, now);
        authorization.LastCollectionAt = now;
        authorization.PaidThroughAt = collection.PeriodEndAt;
        authorization.Trouble = null;
        authorization.Attempts = 0;
        authorization.Status = authorization.Status == AuthorizationStatus.RequiresReapproval
            ? AuthorizationStatus.Active
            : authorization.Status;
        authorization.UpdatedAt = now;
        authorization.DueAt = authorization.Status == AuthorizationStatus.Active ? now : authorization.DueAt;
        transfer.Verdict = transfer.AmountMinorUnits > payment.AmountMinorUnits ? Verdict.Over : Verdict.Settles;
        transfer.ExcessMinorUnits = transfer.AmountMinorUnits - payment.AmountMinorUnits;
        transfer.PaymentId = payment.Id;
        transfer.AllocatedAt = now;
        db.Payments.Add(payment);
        await confirm.InAsync(db, payment, transfer, now, cancellationToken);
        return true;
    }

    private static void Close(Collection collection, Payment payment, Transfer transfer, DateTimeOffset now)
    {
        collection.Status = CollectionStatus.Collected;
        collection.Signature = transfer.Signature;
        collection.SignedTransaction = null;
        collection.PaymentId = payment.Id;
        collection.ClosedAt = now;
    }

    private static async Task<(RenewalAuthorization Authorization, Collection? Sent)?> FindAsync(
        HiltDb db, Transfer transfer, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        var sent = await db.Collections.IgnoreQueryFilters()
            .SingleOrDefaultAsync(row => row.Signature == transfer.Signature, cancellationToken);
        var authorization = sent is not null
            ? await db.RenewalAuthorizations.IgnoreQueryFilters()
                .SingleAsync(row => row.Id == sent.AuthorizationId, cancellationToken)
            : await BySubscriptionAsync(db, transfer, transaction, cancellationToken);
        return authorization is { MembershipId: not null } &&
            transfer.AmountMinorUnits >= authorization.AmountMinorUnits
            ? (authorization, sent)
            : null;
    }

    private static Task<RenewalAuthorization?> BySubscriptionAsync(
        HiltDb db, Transfer transfer, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        var keys = transaction.Keys.ToList();
        return db.RenewalAuthorizations.IgnoreQueryFilters()
            .Where(row => keys.Contains(row.SubscriptionAccount) && row.Status != AuthorizationStatus.Pending &&
                db.RenewalPlans.Any(plan => plan.Id == row.PlanId && plan.OwnerWallet == transfer.Wallet &&
                    plan.TokenMint == transfer.TokenMint))
            .OrderByDescending(row => row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>The payment that a collection becomes: the price that was agreed to, for the period that it is for. Pure.</summary>
internal static class CollectedPayment
{
    public static Payment Of(
        Payment first, RenewalAuthorization authorization, Collection collection, Transfer transfer, DateTimeOffset now,
        DateTimeOffset realNow)
    {
        // A pull has one receiver, so the operator's part of it is owed by the merchant.
        var fee = first.AmountMinorUnits == 0
            ? 0
            : (long)((Int128)authorization.AmountMinorUnits * first.FeeMinorUnits / first.AmountMinorUnits);
        return new Payment
        {
            Id = PaymentId.New(realNow),
            MerchantId = first.MerchantId,
            ProductId = first.ProductId,
            Origin = PaymentOrigin.Collected,
            Status = PaymentStatus.PendingConfirmation,
            Nonce = SettledPayment.NewNonce(),
            Reference = SettledPayment.NewReference(),
            AmountMinorUnits = authorization.AmountMinorUnits,
            MerchantAmountMinorUnits = authorization.AmountMinorUnits - fee,
            FeeMinorUnits = fee,
            FeeOwedMinorUnits = first.FeeWallet == first.MerchantWallet ? 0 : fee,
            TokenMint = first.TokenMint,
            AssetSymbol = first.AssetSymbol,
            AssetDecimals = first.AssetDecimals,
            MerchantWallet = transfer.Wallet,
            ReceivingAccount = transfer.Account,
            FeeWallet = first.FeeWallet,
            IdentityType = first.IdentityType,
            IdentityValue = first.IdentityValue,
            IdentityDisplay = first.IdentityDisplay,
            IdentityFrom = first.IdentityFrom,
            AskedOn = first.AskedOn,
            BuyerId = first.BuyerId,
            MembershipId = authorization.MembershipId,
            BillingUnit = first.BillingUnit,
            BillingCount = first.BillingCount,
            BillingTimeZone = first.BillingTimeZone,
            BillingEndTime = first.BillingEndTime,
            PeriodStartAt = collection.PeriodStartAt,
            PeriodEndAt = collection.PeriodEndAt,
            GracePeriodDays = first.GracePeriodDays,
            ReminderOffsetsDays = first.ReminderOffsetsDays,
            PayerWallet = authorization.PayerWallet,
            ReceivedMinorUnits = transfer.AmountMinorUnits,
            CreatedAt = now,
            ExpiresAt = now,
        };
    }
}
