using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// Looks up who calls: one indexed read a call and no memory of it, so that a revoked key is refused by the next
/// call on every node (contract 11.3).
/// </summary>
public sealed class FindCaller(Work work)
{
    public async Task<CallerOutcome> ByKeyAsync(string key, CancellationToken cancellationToken)
    {
        if (ApiKeyText.HashOf(key) is not { } hash)
        {
            return new CallerOutcome.Unknown();
        }

        var found = await work.ReadAsync(
            db => db.ApiKeys.Where(row => row.KeyHash == hash && row.RevokedAt == null)
                .Join(
                    db.Accounts, row => row.MerchantId, account => account.MerchantId,
                    (row, account) => new { Key = row, account.Tier, account.Status })
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        return found is null
            ? new CallerOutcome.Unknown()
            : Outcome(found.Status, new Caller(found.Key.MerchantId, found.Tier)
            {
                KeyId = found.Key.Id,
                IsSandboxKey = found.Key.IsSandbox,
                Permissions = found.Key.Permissions.Split(',', StringSplitOptions.RemoveEmptyEntries),
            });
    }

    /// <param name="issuedAt">When the token was made, in whole seconds.</param>
    public async Task<CallerOutcome> BySessionAsync(
        MerchantId merchantId, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        var account = await work.ReadAsync(
            db => db.Accounts.SingleOrDefaultAsync(row => row.MerchantId == merchantId, cancellationToken),
            cancellationToken);
        return account is null || issuedAt < account.SessionsFrom
            ? new CallerOutcome.Unknown()
            : Outcome(account.Status, new Caller(account.MerchantId, account.Tier));
    }

    private static CallerOutcome Outcome(AccountStatus status, Caller caller) => status switch
    {
        AccountStatus.Active => new CallerOutcome.Known(caller),
        AccountStatus.Suspended => new CallerOutcome.Suspended(),
        _ => new CallerOutcome.Unknown(),
    };
}
