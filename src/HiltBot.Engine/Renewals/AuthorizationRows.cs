using System.Globalization;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>Reads authorizations out of the books, as the contract tells them.</summary>
internal static class AuthorizationRows
{
    public static Task<RenewalAuthorization?> FindAsync(
        HiltDb db, MerchantId merchantId, AuthorizationId id, CancellationToken cancellationToken) =>
        db.RenewalAuthorizations.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id && row.MerchantId == merchantId, cancellationToken);

    public static Task<RenewalPlan> PlanOfAsync(
        HiltDb db, AuthorizationId id, CancellationToken cancellationToken) =>
        db.RenewalAuthorizations.IgnoreQueryFilters().Where(row => row.Id == id)
            .Join(
                db.RenewalPlans.IgnoreQueryFilters(), row => row.PlanId, plan => plan.Id, (row, plan) => plan)
            .AsNoTracking().SingleAsync(cancellationToken);

    public static async Task<Authorization> ToldAsync(
        HiltDb db, RenewalAuthorization row, string programId, CancellationToken cancellationToken)
    {
        var plan = await PlanOfAsync(db, row.Id, cancellationToken);
        var latest = await db.Collections.IgnoreQueryFilters().AsNoTracking()
            .Where(one => one.MerchantId == row.MerchantId && one.AuthorizationId == row.Id)
            .OrderByDescending(one => one.PeriodStartAt).FirstOrDefaultAsync(cancellationToken);
        var paymentId = await db.Collections.IgnoreQueryFilters()
            .Where(one => one.MerchantId == row.MerchantId && one.AuthorizationId == row.Id && one.PaymentId != null)
            .OrderByDescending(one => one.PeriodStartAt).Select(one => one.PaymentId)
            .FirstOrDefaultAsync(cancellationToken) ?? row.InitialPaymentId;
        var receiptId = await db.Receipts.IgnoreQueryFilters().Where(one => one.PaymentId == paymentId)
            .Select(one => (ReceiptId?)one.Id).FirstOrDefaultAsync(cancellationToken);
        return new Authorization(
            row.Id.ToString(), row.MerchantId, row.ProductId, row.PayerWallet, plan.TokenMint, row.AmountMinorUnits,
            row.PeriodHours, row.Status)
        {
            MembershipId = row.MembershipId,
            InitialPaymentId = row.InitialPaymentId,
            LatestPaymentId = paymentId,
            LatestReceiptId = receiptId,
            LatestCollectionAttemptId = latest?.Id.ToString(),
            Accounts = new RenewalAccounts(
                programId, row.PayerTokenAccount, row.AuthorityAccount, row.SubscriptionAccount, plan.PlanAccount,
                plan.Number.ToString(CultureInfo.InvariantCulture), plan.OwnerWallet),
            NextCollectionDueAt = row.NextCollectionDueAt,
            PaidThroughAt = row.PaidThroughAt,
            LastCollectionAt = row.LastCollectionAt,
            SetupSignature = row.SetupSignature,
            CancellationSignature = row.CancellationSignature,
            CancelReason = row.CancelReason,
            CancelsAtPeriodEnd = row.CancelsAtPeriodEnd,
            CancelledAt = row.CancelledAt,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }
}
