using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Notices;

/// <summary>
/// The messages of a platform: private ones, and ones to a channel. Each carries the id of its notice.
/// </summary>
public interface INoticeChannel
{
    Platform Platform { get; }

    /// <summary>Whether one node at a time speaks for the bot there (<see cref="Outbox.SendingLease"/>).</summary>
    bool NeedsLease => false;

    Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken);

    Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken);

    /// <summary>
    /// For somebody who takes no private messages: a place beside a channel of the community that only they and the staff
    /// can read, where they are mentioned. Platforms without such places answer
    /// <see cref="NoticeAnswer.CannotDeliver"/>.
    /// </summary>
    Task<NoticeAnswer> SendBesideChannelAsync(
        string communityExternalId, string channelId, string accountId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        Task.FromResult<NoticeAnswer>(new NoticeAnswer.CannotDeliver("there is no private place in a channel here"));
}

public abstract record NoticeAnswer
{
    private NoticeAnswer()
    {
    }

    public sealed record Accepted : NoticeAnswer;

    /// <summary>
    /// Blocked, gone, closed: this channel will not take it, and trying again does not help.
    /// </summary>
    public sealed record CannotDeliver(string Why) : NoticeAnswer;

    public sealed record TryLater(TimeSpan? After, string Why) : NoticeAnswer;
}
