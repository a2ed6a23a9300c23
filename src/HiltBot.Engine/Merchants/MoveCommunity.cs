using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>
/// A place got another id (a Telegram group became a supergroup): the community, what is sold there, and every seat follow
/// in one transaction. Doing it twice is doing it once.
/// </summary>
public sealed class MoveCommunity(Work work, BusinessTime businessTime, TimeProvider time)
{
    /// <returns>
    /// False where nothing moved: the place is bound to nobody, has moved before, or the new one was bound by itself.
    /// </returns>
    public Task<bool> HandleAsync(
        Platform platform, string oldExternalId, string newExternalId, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var community = await StaffDirectory.FindCommunityAsync(
                    db, platform, oldExternalId, cancellationToken);
                if (community is null || oldExternalId == newExternalId ||
                    await StaffDirectory.FindCommunityAsync(db, platform, newExternalId, cancellationToken) is not null)
                {
                    return false;
                }

                await MoveAsync(db, community, newExternalId, cancellationToken);
                return true;
            },
            cancellationToken);

    private async Task MoveAsync(
        HiltDb db, Community community, string newExternalId, CancellationToken cancellationToken)
    {
        var (id, platform, old) = (community.Id, community.Platform, community.ExternalId);
        community.AlertChannelId = community.AlertChannelId == old ? newExternalId : community.AlertChannelId;
        community.PrivateChannelId = community.PrivateChannelId == old ? newExternalId : community.PrivateChannelId;
        community.LostAt = null;
        community.RightsDueAt = time.Now();

        // Links lead into the old place.
        community.InviteUrl = null;
        db.Remember(
            community.MerchantId, Subject.Community, id.Value, "moved", Actor.System, businessTime.Now(),
            new { from = old, to = newExternalId });
        await db.SaveChangesAsync(cancellationToken);
        await db.Communities.Where(row => row.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ExternalId, newExternalId), cancellationToken);
        await db.ProductTargets
            .Where(row => row.CommunityId == id && row.Platform == platform && row.TargetId == old)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.TargetId, newExternalId), cancellationToken);
        await db.TypedForms.Where(row => row.Platform == platform && row.CommunityExternalId == old)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.CommunityExternalId, newExternalId), cancellationToken);

        // No new version: what is under way for a seat goes on and is recorded as ours.
        await db.Seats.Where(row => row.CommunityId == id && row.Platform == platform && row.TargetId == old)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.TargetId, newExternalId)
                    .SetProperty(row => row.InviteUrl, (string?)null)
                    .SetProperty(row => row.InvitedAt, (DateTimeOffset?)null),
                cancellationToken);

        // Who was invited and is not in yet needs a link that leads somewhere.
        await Access.Seats.ArmCommunityAsync(db, id, time.Now(), cancellationToken);
    }
}
