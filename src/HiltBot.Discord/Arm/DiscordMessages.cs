using System.Buffers.Text;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;

namespace HiltBot.Discord.Arm;

/// <summary>Messages to people and to channels. The id of the notice is the nonce: a repetition is one message.</summary>
internal sealed class DiscordMessages(
    DiscordRest rest, PrivateThreads threads, DirectMessagePace pace)
{
    private const int OpenChannelsMax = 20_000;

    private static readonly TimeSpan TooFastPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FlaggedPause = TimeSpan.FromHours(1);

    private readonly KnownIds openChannels = new(OpenChannelsMax);

    public async Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken)
    {
        if (!SeatTarget.IsId(accountId))
        {
            return new NoticeAnswer.CannotDeliver("this is no account of Discord");
        }

        var known = openChannels.Find(accountId);
        var (channelId, refusal) = known is not null ? (known, null) : await OpenAsync(accountId, cancellationToken);
        if (channelId is null)
        {
            return refusal!;
        }

        var answer = await SendAsync(channelId, MessageBody.Message(message), noticeId, cancellationToken);
        if (known is not null && answer is RestAnswer.Refused { Code: DiscordError.UnknownChannel })
        {
            openChannels.Forget(accountId);
            (channelId, refusal) = await OpenAsync(accountId, cancellationToken);
            if (channelId is null)
            {
                return refusal!;
            }

            answer = await SendAsync(channelId, MessageBody.Message(message), noticeId, cancellationToken);
        }

        return Private(answer);
    }

    public async Task<NoticeAnswer> SendToChannelAsync(
        string channelId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken)
    {
        if (!SeatTarget.IsId(channelId))
        {
            return new NoticeAnswer.CannotDeliver("this is no channel of Discord");
        }

        var answer = await SendAsync(channelId, MessageBody.Message(message), noticeId, cancellationToken);
        return answer is RestAnswer.Done
            ? new NoticeAnswer.Accepted()
            : ChannelRefusals.Of(answer, "write to the channel");
    }

    public async Task<NoticeAnswer> SendBesideChannelAsync(
        string communityExternalId, string channelId, string accountId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken)
    {
        if (!SeatTarget.IsId(communityExternalId) || !SeatTarget.IsId(channelId) || !SeatTarget.IsId(accountId))
        {
            return new NoticeAnswer.CannotDeliver("this is no channel or account of Discord");
        }

        var body = MessageBody.Calling(message, accountId);
        for (var isAgain = false; ; isAgain = true)
        {
            var (threadId, refusal) = await threads.FindAsync(
                communityExternalId, channelId, accountId, cancellationToken);
            if (threadId is null)
            {
                return refusal!;
            }

            var answer = await SendAsync(threadId, body, noticeId, cancellationToken);
            if (answer is RestAnswer.Done)
            {
                return new NoticeAnswer.Accepted();
            }

            threads.Forget(channelId, accountId);
            if (isAgain || answer is not RestAnswer.Refused { Code: DiscordError.UnknownChannel })
            {
                return ChannelRefusals.Of(answer, "write into a private thread of the channel");
            }
        }
    }

    private Task<RestAnswer> SendAsync(
        string channelId, MessageBody body, NoticeId noticeId, CancellationToken cancellationToken) =>
        rest.SendAsync(
            Calls.Send(channelId, body with { Nonce = NonceOf(noticeId), EnforceNonce = true }), cancellationToken);

    /// <summary>22 characters; Discord takes 25.</summary>
    internal static string NonceOf(NoticeId noticeId) => Base64Url.EncodeToString(noticeId.Value.ToByteArray(bigEndian: true));

    private async Task<(string? ChannelId, NoticeAnswer? Refusal)> OpenAsync(
        string accountId, CancellationToken cancellationToken)
    {
        if (pace.Take(accountId) is { } wait)
        {
            return (null, new NoticeAnswer.TryLater(wait, "private messages are spread over the hour"));
        }

        var answer = await rest.SendAsync(Calls.OpenPrivateChannel(accountId), cancellationToken);
        if (answer is RestAnswer.Done { Body: var body } && body.Id("id") is { } channelId)
        {
            openChannels.Keep(accountId, channelId);
            return (channelId, null);
        }

        return (null, Private(answer));
    }

    private NoticeAnswer Private(RestAnswer answer)
    {
        switch (answer)
        {
            case RestAnswer.Done:
                return new NoticeAnswer.Accepted();
            case RestAnswer.Refused { Code: DiscordError.CannotSendToThisUser }:
                return new NoticeAnswer.CannotDeliver("they have blocked the bot or take no private messages");
            case RestAnswer.Refused { Code: DiscordError.CannotSendWithoutSharedServer }:
                return new NoticeAnswer.CannotDeliver(
                    "they take no private messages from this server, or share no server with the bot");
            case RestAnswer.Refused { Code: DiscordError.UnknownUser or DiscordError.InvalidRecipient }:
                return new NoticeAnswer.CannotDeliver("this account does not exist any more");
            case RestAnswer.Refused { Code: DiscordError.OpeningDirectMessagesTooFast }:
                pace.Slow(TooFastPause);
                return new NoticeAnswer.TryLater(TooFastPause, "Discord says that private messages are opened too fast");
            case RestAnswer.Refused { Code: DiscordError.BotIsFlagged }:
                pace.Slow(FlaggedPause);
                return new NoticeAnswer.TryLater(
                    FlaggedPause,
                    "Discord has flagged the bot and lets it send no private messages; its owner finds a message about it " +
                    "in the developer portal");
            case RestAnswer.Refused { Status: 403 }:
                return new NoticeAnswer.CannotDeliver(RestWords.Why(answer));
            default:
                return new NoticeAnswer.TryLater(RestWords.After(answer), RestWords.Why(answer));
        }
    }
}
