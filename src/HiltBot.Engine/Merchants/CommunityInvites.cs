using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>The one link through which people ask to be let into a place; kept, so that it is made once.</summary>
public sealed class CommunityInvites(Work work)
{
    /// <returns>Null where there is none yet, or the place is bound to nobody.</returns>
    public Task<string?> FindAsync(Platform platform, string communityExternalId, CancellationToken cancellationToken) =>
        work.ReadAsync(
            db => Of(db, platform, communityExternalId).Select(row => row.InviteUrl)
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);

    /// <summary>Keeps it; of two that are kept at once the first stays.</summary>
    /// <param name="instead">The link that no longer works and is replaced; null: there was none.</param>
    /// <returns>The link that counts now; null where the place is bound to nobody.</returns>
    public Task<string?> KeepAsync(
        Platform platform, string communityExternalId, string inviteUrl, string? instead,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                // Without a version: whoever changes the community at the same time need not do it again.
                await Of(db, platform, communityExternalId)
                    .Where(row => row.InviteUrl == null || row.InviteUrl == instead)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.InviteUrl, inviteUrl), cancellationToken);
                return await Of(db, platform, communityExternalId).Select(row => row.InviteUrl)
                    .SingleOrDefaultAsync(cancellationToken);
            },
            cancellationToken);

    private static IQueryable<Community> Of(HiltDb db, Platform platform, string communityExternalId) =>
        db.Communities.Where(row => row.Platform == platform && row.ExternalId == communityExternalId);
}
