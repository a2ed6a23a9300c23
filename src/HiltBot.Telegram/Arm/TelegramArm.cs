using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;

namespace HiltBot.Telegram.Arm;

/// <summary>
/// The arm of Telegram: groups, supergroups and channels as what is sold, messages, what staff choose from, and links that
/// open a chat with the bot. One node at a time speaks for the bot, since its limits are counted per bot. A target is the id
/// of a chat.
/// </summary>
internal sealed class TelegramArm(
    TelegramSeats seats, TelegramMessages messages, TelegramViewer viewer, BotSelf self)
    : IAccessPlatform, INoticeChannel, ICommunityViewer, IDeepLinks
{
    private static readonly EntryTerms ByRequest = new(EntryWay.JoinRequest, null, null);

    public Platform Platform => Platform.Telegram;

    public bool NeedsLease => true;

    public Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken) =>
        seats.LookAsync(targetId, accountId, cancellationToken);

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        seats.GrantAsync(targetId, accountId, ByRequest, cancellationToken);

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, EntryTerms terms, CancellationToken cancellationToken) =>
        seats.GrantAsync(targetId, accountId, terms, cancellationToken);

    public Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        seats.RevokeAsync(targetId, accountId, null, cancellationToken);

    /// <summary>With the terms also a link of before a restart is revoked.</summary>
    public Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, EntryTerms terms, CancellationToken cancellationToken) =>
        seats.RevokeAsync(targetId, accountId, terms, cancellationToken);

    public Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken) =>
        messages.SendPrivatelyAsync(accountId, message, noticeId, cancellationToken);

    public Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        messages.SendToChannelAsync(channelId, message, noticeId, cancellationToken);

    public Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
        viewer.LookAsync(communityExternalId, cancellationToken);

    public Task<bool> IsGoneAsync(string communityExternalId, CancellationToken cancellationToken) =>
        viewer.IsGoneAsync(communityExternalId, cancellationToken);

    /// <summary>Until Telegram has told the bot's name, a link to Telegram itself.</summary>
    public string StartUrl(string payload) => self.Username is { } username
        ? $"https://t.me/{username}?start={Uri.EscapeDataString(payload)}"
        : "https://t.me/";
}
