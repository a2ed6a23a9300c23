using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>Takes a key away for good: the next call with it is refused, on every node.</summary>
public sealed class RevokeApiKey(Work work, BusinessTime businessTime, TimeProvider time)
{
    /// <returns>False when there is no such key here; revoking again changes nothing.</returns>
    public Task<bool> HandleAsync(
        MerchantId merchantId, ApiKeyId keyId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var revoked = await db.ApiKeys
                    .Where(row => row.Id == keyId && row.MerchantId == merchantId && row.RevokedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, time.Now()), cancellationToken);
                if (revoked == 0)
                {
                    return await db.ApiKeys.AnyAsync(
                        row => row.Id == keyId && row.MerchantId == merchantId, cancellationToken);
                }

                db.Remember(
                    merchantId, Subject.Merchant, merchantId.Value, "api_key_revoked", actor, businessTime.Now(),
                    new { KeyId = keyId.ToString() });
                return true;
            },
            cancellationToken);
}
