using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Notices;

/// <summary>
/// The messages of a platform: private ones, and ones to a channel. Each carries the id of its notice.
/// </summary>
public interface INoticeChannel
{
    Platform Platform { get; }

    Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken);

    Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken);
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
