using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>
/// The arm of a platform: looks at, opens and closes one seat. Every call may be repeated; opening what is
/// open answers <see cref="AccessAnswer.Open"/>. Expected failures are answers; an exception is a bug or a
/// broken connection and is tried again later.
/// </summary>
public interface IAccessPlatform
{
    Platform Platform { get; }

    /// <summary>Whether one node at a time speaks for the bot there (<see cref="Outbox.SendingLease"/>).</summary>
    bool NeedsLease => false;

    /// <summary>What the platform shows now: Open, Closed, WaitsForJoin or a failure.</summary>
    Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the seat and reads back. <paramref name="reason"/> goes into the platform's audit log.
    /// </summary>
    Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken);

    /// <summary>The same for places that are entered by a link; all others have no use for the terms.</summary>
    Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, EntryTerms terms, CancellationToken cancellationToken) =>
        GrantAsync(targetId, accountId, reason, cancellationToken);

    Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken);

    /// <summary>The same, with the link that they may still hold: it must not let them in again.</summary>
    Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, EntryTerms terms, CancellationToken cancellationToken) =>
        RevokeAsync(targetId, accountId, reason, cancellationToken);
}

/// <summary>The port's words for what a platform says about a seat.</summary>
public abstract record AccessAnswer
{
    private AccessAnswer()
    {
    }

    public sealed record Open : AccessAnswer;

    public sealed record Closed : AccessAnswer;

    /// <summary>
    /// The account is not in the community. The invite, when there is one, was or can be sent.
    /// </summary>
    public sealed record WaitsForJoin(string? InviteUrl) : AccessAnswer;

    /// <summary>The bot lacks a right; <paramref name="Mend"/> says who clicks what.</summary>
    public sealed record MissingRight(string Mend) : AccessAnswer;

    /// <summary>The role or chat does not exist any more.</summary>
    public sealed record UnknownTarget : AccessAnswer;

    /// <summary>The bot is not in the community any more.</summary>
    public sealed record CommunityGone : AccessAnswer;

    /// <summary>The account does not exist any more.</summary>
    public sealed record UnknownAccount : AccessAnswer;

    /// <summary>An administrator or owner of the place: never removed.</summary>
    public sealed record IsAdministrator : AccessAnswer;

    public sealed record TryLater(TimeSpan? After, string Why) : AccessAnswer;
}
