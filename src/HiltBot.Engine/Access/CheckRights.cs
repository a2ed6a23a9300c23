using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>
/// Looks whether the bot may do its work in a community, for what is sold there, and passes on what changed
/// (<see cref="Merchants.CommunityNews"/>): staff hear once when something breaks and once when it heals.
/// </summary>
public sealed class CheckRights
{
    public Task HandleAsync(Platform platform, string communityExternalId, CancellationToken cancellationToken) =>
        Task.FromException(new NotSupportedException());
}
