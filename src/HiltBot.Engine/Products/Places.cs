using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>
/// The places of a product with a sales cap, inside the caller's transaction: a live session holds one until
/// it ends, a
/// confirmed payment for good (rule 3). The product's version stays, so that buyers do not get into each
/// other's or the
/// merchant's way.
/// </summary>
public static class Places
{
    /// <summary>Takes a place; false when there is none. Of many at the same moment only as many succeed as
    /// there are.</summary>
    public static async Task<bool> TakeAsync(HiltDb db, ProductId productId, CancellationToken cancellationToken) =>
        await db.Products.IgnoreQueryFilters()
            .Where(row => row.Id == productId && (row.PaymentsMax == null || row.PlacesHeld < row.PaymentsMax))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.PlacesHeld, row => row.PlacesHeld + 1), cancellationToken) == 1;

    /// <summary>Gives a place back: the session ended without money.</summary>
    public static Task ReleaseAsync(HiltDb db, ProductId productId, CancellationToken cancellationToken) =>
        db.Products.IgnoreQueryFilters().Where(row => row.Id == productId && row.PlacesHeld > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.PlacesHeld, row => row.PlacesHeld - 1), cancellationToken);
}
