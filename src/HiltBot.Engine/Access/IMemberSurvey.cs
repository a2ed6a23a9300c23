using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>
/// Reads a whole community in large pages, not one call a member. A platform without it is compared seat by seat
/// (<see cref="AuditSeats"/>).
/// </summary>
public interface IMemberSurvey
{
    Platform Platform { get; }

    /// <summary>How often every community is read; news of joins and changes comes in between where there is any.</summary>
    TimeSpan Interval { get; }

    /// <summary>Everybody who is in the community, each once, page by page.</summary>
    /// <exception cref="SurveyBrokenException">It could not be read to its end: whoever was not seen is not
    /// missing.</exception>
    IAsyncEnumerable<IReadOnlyList<ShownMember>> ReadAsync(
        string communityExternalId, CancellationToken cancellationToken);
}

/// <param name="TargetIds">The targets that are open for them, as the platform shows it (for example
/// <c>guildId/roleId</c>).</param>
public sealed record ShownMember(string AccountId, IReadOnlySet<string> TargetIds);

/// <summary>A survey that did not come to its end.</summary>
public sealed class SurveyBrokenException(string message) : Exception(message);
