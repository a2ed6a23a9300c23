using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>A merchant's endpoints, newest first, without the deleted ones.</summary>
public sealed class ListEndpoints(Work work)
{
    public Task<List<WebhookEndpoint>> HandleAsync(MerchantId merchantId,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            db => db.WebhookEndpoints.Where(row => row.MerchantId == merchantId && row.ArchivedAt == null)
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                .ToListAsync(cancellationToken),
            cancellationToken);
}
