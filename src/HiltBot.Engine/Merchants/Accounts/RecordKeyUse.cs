using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// Writes down calls by keys, many together: counters on the key, and its last calls. Nothing depends on it, so what a
/// node had not written when it died is lost.
/// </summary>
public sealed class RecordKeyUse(Work work)
{
    public const int CallsKept = 20;

    public Task HandleAsync(IReadOnlyList<KeyCall> calls, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                // In one order on every node, so that two of them do not wait for each other.
                foreach (var group in calls.GroupBy(call => call.KeyId).OrderBy(group => group.Key.Value))
                {
                    await RecordAsync(db, group.Key, [.. group.OrderBy(call => call.At)], cancellationToken);
                }
            },
            cancellationToken);

    private static async Task RecordAsync(
        HiltDb db, ApiKeyId keyId, List<KeyCall> calls, CancellationToken cancellationToken)
    {
        var (last, errors) = (calls[^1], calls.Count(call => call.IsError));
        await db.ApiKeys.Where(row => row.Id == keyId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LastUsedAt, last.At)
                .SetProperty(row => row.LatestEndpoint, $"{last.Method} {last.Endpoint}")
                .SetProperty(row => row.TotalCalls, row => row.TotalCalls + calls.Count)
                .SetProperty(row => row.ErrorCalls, row => row.ErrorCalls + errors),
            cancellationToken);
        db.KeyCalls.AddRange(calls.TakeLast(CallsKept).Select(call => new KeyCall
        {
            MerchantId = call.MerchantId,
            KeyId = call.KeyId,
            Endpoint = call.Endpoint,
            Method = call.Method,
            StatusCode = call.StatusCode,
            DurationMilliseconds = call.DurationMilliseconds,
            At = call.At,
        }));
        await db.SaveChangesAsync(cancellationToken);
        var old = await db.KeyCalls.Where(row => row.KeyId == keyId).OrderByDescending(row => row.Id)
            .Select(row => row.Id).Skip(CallsKept).Take(1).ToListAsync(cancellationToken);
        if (old is [var newestOld])
        {
            await db.KeyCalls.Where(row => row.KeyId == keyId && row.Id <= newestOld)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }
}
