using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks.Testing;

/// <summary>A merchant's runs of scenarios, newest first.</summary>
public sealed class ReadTestingSessions(Work work)
{
    public Task<List<TestingSession>> HandleAsync(
        MerchantId merchantId, TestingSessionId? only, int sessionsMax,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            db => db.TestingSessions
                .Where(row => row.MerchantId == merchantId && (only == null || row.Id == only))
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(sessionsMax)
                .ToListAsync(cancellationToken),
            cancellationToken);
}
