using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Writes the installation's heartbeat each minute. A heartbeat that was old when it is written, after a long
/// downtime or over a restored backup, brings doubt: closings are held until settlement and notices have
/// caught up (rule 13). Where nothing is to be closed nobody else asks, so doubt is looked at here as well.
/// </summary>
public sealed class BeatHeart(Work work, Doubts doubts, TimeProvider time)
{
    /// <returns>Whether doubt began.</returns>
    public Task<bool> HandleAsync(CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var installation = await db.Installations
                    .SingleOrDefaultAsync(row => row.Id == Installation.OnlyId, cancellationToken);
                if (installation is null)
                {
                    return false;
                }

                var now = time.Now();
                var isOld = Doubts.IsOld(installation.HeartbeatAt, now);
                installation.HeartbeatAt = now;
                if (isOld)
                {
                    installation.DoubtSince = now;
                }
                else if (installation.DoubtSince is not null)
                {
                    await doubts.AssessAsync(db, cancellationToken);
                }

                return isOld;
            },
            cancellationToken);
}
