using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

public sealed record AccountView(Account Account, Merchant Merchant);

/// <summary>The account of a workspace and the workspace itself; null when there is no account.</summary>
public sealed class ReadAccount(Work work)
{
    public Task<AccountView?> HandleAsync(MerchantId merchantId, CancellationToken cancellationToken) =>
        work.ReadAsync(
            db => db.Accounts.Where(row => row.MerchantId == merchantId)
                .Join(
                    db.Merchants, account => account.MerchantId, merchant => merchant.Id,
                    (account, merchant) => new AccountView(account, merchant))
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
}
