using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// Notes, before a wallet signs, that this payment may open a permission to collect: whatever becomes of the page, the
/// ledger is looked at when the payment is confirmed.
/// </summary>
public sealed class BeginAuthorization(Work work, BusinessTime business, TimeProvider time)
{
    /// <returns>The authorization of this payment and this wallet, new or known.</returns>
    public Task<AuthorizationId> HandleAsync(
        Payment payment, RenewalPlan plan, string payerWallet, RenewalAddresses addresses,
        CancellationToken cancellationToken)
    {
        var now = business.Now();
        var id = AuthorizationId.New(time.Now());
        return work.RunAsync(
            async db =>
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    insert into renewal_authorizations (id, merchant_id, product_id, plan_id, initial_payment_id,
                        payer_wallet, payer_token_account, authority_account, subscription_account, amount_minor_units,
                        period_hours, status, cancels_at_period_end, created_at, updated_at, due_at, attempts, version)
                    values ({id.Value}, {payment.MerchantId.Value}, {payment.ProductId.Value}, {plan.Id.Value},
                        {payment.Id.Value}, {payerWallet}, {addresses.PayerTokenAccount}, {addresses.Authority},
                        {addresses.Subscription}, {plan.AmountMinorUnits}, {plan.PeriodHours},
                        {EnumText.Of(AuthorizationStatus.Pending)}, {false}, {db.Dialect.Parameter(now)},
                        {db.Dialect.Parameter(now)}, {db.Dialect.Parameter(now + RenewalRule.SignUpTime)}, 0, 0)
                    on conflict do nothing
                    """,
                    cancellationToken);
                return await db.RenewalAuthorizations.IgnoreQueryFilters()
                    .Where(row => row.MerchantId == payment.MerchantId && row.InitialPaymentId == payment.Id &&
                        row.PayerWallet == payerWallet)
                    .Select(row => row.Id).SingleAsync(cancellationToken);
            },
            cancellationToken);
    }
}
