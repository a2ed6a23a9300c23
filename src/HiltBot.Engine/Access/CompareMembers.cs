using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>
/// Compares the books of whole communities with what the platform shows, and arms the seats that differ: at a start,
/// after a connection that missed news, and on a schedule.
/// </summary>
public sealed class CompareMembers
{
    /// <param name="communityExternalId">Null: every community of the platform.</param>
    /// <returns>How many seats differed.</returns>
    public Task<int> HandleAsync(
        Platform platform, string? communityExternalId, CancellationToken cancellationToken) =>
        Task.FromException<int>(new NotSupportedException());
}
