using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>A merchant's deliveries, newest first (contract 8.5).</summary>
public sealed class ListDeliveries(Work work)
{
    /// <param name="page">From 1.</param>
    public Task<PageOf<DeliveryView>> HandleAsync(
        MerchantId merchantId, EndpointId? endpointId, DeliveryState? state, int page, int perPage,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var rows = db.WebhookDeliveries.Where(row => row.MerchantId == merchantId);
                rows = endpointId is { } endpoint ? rows.Where(row => row.EndpointId == endpoint) : rows;
                rows = state is { } wanted ? rows.Where(row => row.State == wanted) : rows;
                var total = await rows.CountAsync(cancellationToken);
                var items = await rows.OrderByDescending(row => row.Id)
                    .Skip(Pages.Before(page, perPage)).Take(perPage)
                    .ToListAsync(cancellationToken);
                return new PageOf<DeliveryView>(
                    total, await DeliveryViews.LoadAsync(db, items, cancellationToken));
            },
            cancellationToken);
}

internal static class Pages
{
    /// <summary>How many rows stand before a page; a page beyond all rows is empty, however far out it
    /// is.</summary>
    public static int Before(int page, int perPage) => (int)Math.Min(int.MaxValue, (page - 1L) * perPage);
}
