using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using Microsoft.Extensions.Options;

namespace HiltBot.Discord.Arm;

/// <summary>
/// The arm of Discord: roles as seats, messages, what staff choose from, and who is in a server. One node at a time speaks
/// for the bot, since its limits are counted per bot.
/// </summary>
internal sealed class DiscordArm(
    DiscordSeats seats, DiscordMessages messages, DiscordViewer viewer, DiscordSurvey survey,
    IOptions<DiscordOptions> options)
    : IAccessPlatform, INoticeChannel, ICommunityViewer, IMemberSurvey
{
    public Platform Platform => Platform.Discord;

    public bool NeedsLease => true;

    /// <summary>Without a gateway nobody says who joins or returns, so it is looked for more often.</summary>
    public TimeSpan Interval => options.Value.Receive == DiscordReceive.Http
        ? TimeSpan.FromMinutes(10)
        : TimeSpan.FromHours(1);

    public Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken) =>
        seats.LookAsync(targetId, accountId, cancellationToken);

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        seats.GrantAsync(targetId, accountId, reason, cancellationToken);

    public Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        seats.RevokeAsync(targetId, accountId, reason, cancellationToken);

    public Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken) =>
        messages.SendPrivatelyAsync(accountId, message, noticeId, cancellationToken);

    public Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        messages.SendToChannelAsync(channelId, message, noticeId, cancellationToken);

    public Task<NoticeAnswer> SendBesideChannelAsync(
        string communityExternalId, string channelId, string accountId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        messages.SendBesideChannelAsync(
            communityExternalId, channelId, accountId, message, noticeId, cancellationToken);

    public Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
        viewer.LookAsync(communityExternalId, cancellationToken);

    public Task<bool> IsGoneAsync(string communityExternalId, CancellationToken cancellationToken) =>
        viewer.IsGoneAsync(communityExternalId, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<ShownMember>> ReadAsync(
        string communityExternalId, CancellationToken cancellationToken) =>
        survey.ReadAsync(communityExternalId, cancellationToken);
}
