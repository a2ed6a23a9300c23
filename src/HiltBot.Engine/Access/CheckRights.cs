using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Something changed that may touch what the bot may do in a community: it is looked at in a moment, many changes at
/// once, by the node that sends (<see cref="LookAtRights"/>).
/// </summary>
public sealed class CheckRights(Work work, TimeProvider time)
{
    /// <summary>Somebody who moves roles about makes several changes.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public Task HandleAsync(Platform platform, string communityExternalId, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                DateTimeOffset? dueAt = time.Now() + Settling;
                var owed = await db.Communities
                    .Where(row => row.Platform == platform && row.ExternalId == communityExternalId &&
                        row.LostAt == null && (row.RightsDueAt == null || row.RightsDueAt > dueAt))
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.RightsDueAt, dueAt), cancellationToken);
                if (owed > 0)
                {
                    db.Wake(Sweep.Communities);
                }
            },
            cancellationToken);
}
