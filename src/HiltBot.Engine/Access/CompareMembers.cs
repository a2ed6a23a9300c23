using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// News of a platform may have been missed: its communities are compared with the books soon, by the node that sends
/// (<see cref="SurveyMembers"/>).
/// </summary>
public sealed class CompareMembers(Work work, TimeProvider time)
{
    /// <param name="communityExternalId">Null: every community of the platform.</param>
    /// <returns>How many communities will be compared.</returns>
    public Task<int> HandleAsync(
        Platform platform, string? communityExternalId, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                DateTimeOffset? now = time.Now();
                var owed = await db.Communities
                    .Where(row => row.Platform == platform && row.LostAt == null &&
                        (communityExternalId == null || row.ExternalId == communityExternalId))
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.SurveyDueAt, now), cancellationToken);
                if (owed > 0)
                {
                    db.Wake(Sweep.Communities);
                }

                return owed;
            },
            cancellationToken);
}
