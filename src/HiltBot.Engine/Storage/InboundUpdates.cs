using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Storage;

/// <summary>Updates by the platform's own numbers: in the transaction that acts on one it is taken, once for ever.</summary>
internal static class InboundUpdates
{
    /// <param name="realNow">Real time.</param>
    /// <returns>False: it was acted on before.</returns>
    public static async Task<bool> TakeAsync(
        HiltDb db, Platform platform, string updateId, DateTimeOffset realNow, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into inbound_updates (platform, update_id, received_at)
            values ({EnumText.Of(platform)}, {updateId}, {db.Dialect.Parameter(realNow)})
            on conflict do nothing
            """,
            cancellationToken) == 1;
}
