using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Tries one seat of every community whose bot lacks a right, however many wait there: when that one gets
/// through, the right is back, and <see cref="SeatNews"/> tells staff once and arms the others. News of a
/// platform may be lost.
/// </summary>
public sealed class ProbeRights(Work work, TimeProvider time)
{
    /// <returns>Always 0: what was armed is worked on by the sweep of the seats.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            // One that waits for that very right, else any that stands still: news may have named it in other
            // words. It is marked as looked at, so that the next time another takes its turn.
            var now = db.Dialect.Parameter(time.Now());
            var armed = await db.Database.ExecuteSqlAsync(
                $"""
                update seats set due_at = {now}, audited_at = {now}, version = version + 1 where id in (
                    select coalesce(
                        (select id from seats where community_id = communities.id
                            and last_error = communities.rights_problem and last_error is not null
                            and delivery_status = 'FAILED' and due_at is null and claim_id is null
                            order by audited_at limit 1),
                        (select id from seats where community_id = communities.id and last_error is not null
                            and delivery_status = 'FAILED' and due_at is null and claim_id is null
                            order by audited_at limit 1))
                    from communities where rights_problem is not null and lost_at is null)
                """,
                cancellationToken);
            if (armed > 0)
            {
                db.Wake(Sweep.Access);
            }

            return 0;
        },
        cancellationToken);
}
