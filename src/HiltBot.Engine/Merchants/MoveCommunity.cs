using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>
/// A place got another id (a Telegram group became a supergroup): the community, what is sold there, and every seat follow
/// in one transaction. Doing it twice is doing it once.
/// </summary>
public sealed class MoveCommunity
{
    /// <returns>False where the place is bound to nobody.</returns>
    public Task<bool> HandleAsync(
        Platform platform, string oldExternalId, string newExternalId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
