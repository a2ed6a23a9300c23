using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>Somebody at the door of a place, or inside since a moment.</summary>
/// <param name="Display">What the platform calls them.</param>
public sealed record Newcomer(string AccountId, string Display);

/// <summary>What to do with somebody who asks to be let in.</summary>
public abstract record EntryVerdict
{
    private EntryVerdict()
    {
    }

    /// <summary>The place is bound to nobody, or sells nothing: its own administrators decide.</summary>
    public sealed record NotOurs : EntryVerdict;

    public sealed record Admit : EntryVerdict;

    /// <param name="Message">Said to them privately, where they can be reached.</param>
    public sealed record Decline(ChatReply Message) : EntryVerdict;
}

/// <summary>
/// Somebody asks to enter a place. Only who has access by the books is let in, whoever gave them the link.
/// </summary>
public sealed class JudgeEntry
{
    public Task<EntryVerdict> HandleAsync(
        Platform platform, string communityExternalId, Newcomer newcomer, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
