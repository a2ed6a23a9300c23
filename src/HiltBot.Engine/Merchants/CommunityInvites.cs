using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>The one link through which people ask to be let into a place; kept, so that it is made once.</summary>
public sealed class CommunityInvites
{
    /// <returns>Null where there is none yet, or the place is bound to nobody.</returns>
    public Task<string?> FindAsync(Platform platform, string communityExternalId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Keeps it; of two that are kept at once the first stays.</summary>
    /// <param name="instead">The link that no longer works and is replaced; null: there was none.</param>
    /// <returns>The link that counts now.</returns>
    public Task<string?> KeepAsync(
        Platform platform, string communityExternalId, string inviteUrl, string? instead,
        CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
