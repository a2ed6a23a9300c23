using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>How somebody came in.</summary>
public abstract record Arrival
{
    private Arrival()
    {
    }

    /// <summary>By a link that this bot made.</summary>
    public sealed record ByOurLink(string InviteUrl) : Arrival;

    /// <summary>Added or let in by somebody who may.</summary>
    public sealed record ByStaff(string Display) : Arrival;

    /// <summary>By another link, or in a way that the platform does not tell.</summary>
    public sealed record Otherwise : Arrival;
}

/// <summary>
/// Somebody entered a place. Who has paid gets what they paid for (<see cref="MemberNews"/>); whoever pays for nothing is
/// reported to staff or put out, as the merchant chose, and never silently.
/// </summary>
public sealed class NewcomerNews
{
    /// <param name="updateId">The platform's number of the update: acted on once.</param>
    public Task HandleAsync(
        Platform platform, string communityExternalId, string updateId, Newcomer newcomer, Arrival arrival,
        CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
