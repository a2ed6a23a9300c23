using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>A live session or a confirmed payment holds a place in <c>max_payments</c> (rule 3).</summary>
internal static class Places
{
    /// <returns>False when the product is sold out.</returns>
    public static async Task<bool> TakeAsync(
        HiltDb db, ProductId productId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update products set places_held = places_held + 1
            where id = {productId.Value} and (payments_max is null or places_held < payments_max)
            """,
            cancellationToken) == 1;

    public static Task ReleaseAsync(HiltDb db, ProductId productId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"update products set places_held = places_held - 1 where id = {productId.Value} and places_held > 0",
            cancellationToken);
}
