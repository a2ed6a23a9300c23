using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// Ends an account softly (contract 11.2): nobody signs in any more, its keys are revoked, its endpoints
/// disabled, its products paused, who it was is forgotten. Records stay, and members keep what they paid for.
/// </summary>
public sealed class CloseAccount(Work work, BusinessTime businessTime, TimeProvider time)
{
    private const string NamelessWorkspace = "Closed workspace";

    public Task HandleAsync(MerchantId merchantId, Actor actor, CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            var account = await db.Accounts.SingleAsync(row => row.MerchantId == merchantId, cancellationToken);
            if (account.Status == AccountStatus.Deleted)
            {
                return;
            }

            var realNow = time.Now();
            var keys = await db.ApiKeys.Where(row => row.MerchantId == merchantId && row.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, realNow), cancellationToken);
            var products = await PauseProductsAsync(db, merchantId, cancellationToken);
            await db.WebhookEndpoints.Where(row => row.MerchantId == merchantId)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Status, EndpointStatus.Disabled), cancellationToken);
            await ForgetAsync(db, account, cancellationToken);
            (account.Status, account.DeletedAt) = (AccountStatus.Deleted, realNow);
            account.SessionsFrom = Account.SessionsFromNow(realNow);
            db.Remember(
                merchantId, Subject.Merchant, merchantId.Value, "account_closed", actor, businessTime.Now(),
                new { keys, products });
        },
        cancellationToken);

    private async Task<int> PauseProductsAsync(
        HiltDb db, MerchantId merchantId, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        return await db.Products
            .Where(row => row.MerchantId == merchantId && row.Status == ProductStatus.Active)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Status, ProductStatus.Paused).SetProperty(row => row.UpdatedAt, now)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
    }

    private static async Task ForgetAsync(HiltDb db, Account account, CancellationToken cancellationToken)
    {
        // A workspace that was named after a person is not any more; one with a name of its own keeps it for its books.
        var merchant = await db.Merchants.SingleAsync(row => row.Id == account.MerchantId, cancellationToken);
        if (merchant.Name == account.DisplayName)
        {
            merchant.Name = NamelessWorkspace;
        }

        merchant.SettingsJson = "{}";
        (account.Email, account.IsEmailVerified, account.PasswordHash) = (null, false, null);
        (account.WalletAddress, account.DisplayName, account.NotificationPrefsJson) = (null, null, "{}");
    }
}
