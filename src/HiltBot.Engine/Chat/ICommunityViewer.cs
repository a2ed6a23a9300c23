using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>
/// What staff choose from when they set up a place and its offers: roles, channels, and what is wrong with the bot's rights
/// there. Asked before a command's transaction, never inside it.
/// </summary>
public interface ICommunityViewer
{
    Platform Platform { get; }

    /// <summary>Null when the place cannot be looked at now.</summary>
    Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken);

    /// <summary>Whether the bot is out of the place, for certain: not merely unreachable.</summary>
    Task<bool> IsGoneAsync(string communityExternalId, CancellationToken cancellationToken) => Task.FromResult(false);
}

/// <param name="Problems">Empty when the bot may do all its work.</param>
public sealed record CommunityView(
    string Title, IReadOnlyList<ViewedTarget> Targets, IReadOnlyList<ViewedChannel> Channels,
    IReadOnlyList<ViewedProblem> Problems);

/// <summary>A role or a chat that can be sold.</summary>
/// <param name="Problem">Why the bot could not give it, in plain words; null when it can.</param>
/// <param name="Hint">Worth knowing where it is sold; access works all the same.</param>
public sealed record ViewedTarget(string TargetId, string Label, string? Problem = null, string? Hint = null);

public sealed record ViewedChannel(string ChannelId, string Label);

/// <param name="Mend">Who clicks what, exactly.</param>
/// <param name="StopsAccess">False for what is only worth knowing: access is opened and closed all the same.</param>
public sealed record ViewedProblem(string Problem, string Mend, bool StopsAccess = true);
