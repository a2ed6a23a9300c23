using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <param name="Calls">Its last ones, newest first.</param>
public sealed record ApiKeyView(ApiKey Key, IReadOnlyList<KeyCall> Calls);

/// <summary>The keys of a workspace, newest first, the revoked ones included.</summary>
public sealed class ListApiKeys(Work work)
{
    /// <summary>Of those that were ever made; the oldest revoked ones fall off the end.</summary>
    public const int KeysMax = 500;

    public Task<IReadOnlyList<ApiKeyView>> HandleAsync(MerchantId merchantId, CancellationToken cancellationToken) =>
        work.ReadAsync<IReadOnlyList<ApiKeyView>>(
            async db =>
            {
                var keys = await db.ApiKeys.Where(row => row.MerchantId == merchantId)
                    .OrderBy(row => row.RevokedAt != null).ThenByDescending(row => row.CreatedAt)
                    .ThenByDescending(row => row.Id).Take(KeysMax).ToListAsync(cancellationToken);
                var ids = keys.Select(key => key.Id).ToList();
                var calls = await db.KeyCalls.Where(row => ids.Contains(row.KeyId)).ToListAsync(cancellationToken);
                var byKey = calls.ToLookup(call => call.KeyId);
                return
                [
                    .. keys.OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id.Value)
                        .Select(key => new ApiKeyView(
                            key, [.. byKey[key.Id].OrderByDescending(call => call.Id).Take(RecordKeyUse.CallsKept)])),
                ];
            },
            cancellationToken);
}
