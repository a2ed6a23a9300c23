using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Arm;

/// <summary>
/// Notices to people and to chats. Telegram knows no id of a message before it is sent, so what was sent is remembered here
/// for a while: the same notice again is not sent again. What remains: a message to which no answer came, or one before a
/// restart, may come twice.
/// </summary>
internal sealed class TelegramMessages(ChatSender sender, BotApi api, PublicAddress address)
{
    private const int RememberedMax = 10_000;

    // How many messages of a notice have gone to a chat.
    private readonly Recent<(NoticeId Id, string Chat), int> sent = new(RememberedMax);

    public async Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken)
    {
        if (!ChatIds.IsAccount(accountId))
        {
            return new NoticeAnswer.CannotDeliver("this is no account of Telegram");
        }

        var answer = await SendAsync(
            accountId, noticeId, ReplyMessages.Of(message, RenderPlace.Private(address)),
            async body => await api.SendAsync(Calls.Send(accountId, body, CallUrgency.Notice), cancellationToken));
        return answer is null ? new NoticeAnswer.Accepted() : Private(answer);
    }

    public async Task<NoticeAnswer> SendToChannelAsync(
        string channelId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken)
    {
        // A person's own chat may be where a merchant wants to be told.
        if (ChatIds.IsAccount(channelId))
        {
            return await SendPrivatelyAsync(channelId, message, noticeId, cancellationToken);
        }

        if (!ChatIds.IsChat(channelId))
        {
            return new NoticeAnswer.CannotDeliver("this is no chat of Telegram");
        }

        var answer = await SendAsync(
            channelId, noticeId, ReplyMessages.Of(message, RenderPlace.Shared),
            async body => (await sender.SendAsync(
                channelId, id => Calls.Send(id, body, CallUrgency.Notice), cancellationToken)).Answer);
        return answer is null ? new NoticeAnswer.Accepted() : Shared(answer);
    }

    // Null: all of it is there.
    private async Task<BotAnswer?> SendAsync(
        string chat, NoticeId noticeId, IReadOnlyList<MessageBody> messages, Func<MessageBody, Task<BotAnswer>> sendAsync)
    {
        sent.TryGet((noticeId, chat), out var done);
        for (; done < messages.Count; done++)
        {
            var answer = await sendAsync(messages[done]);
            if (answer is BotAnswer.Refused refused && Refusals.Of(refused) == Refusal.Buttons)
            {
                // Words without buttons are better than nothing.
                answer = await sendAsync(messages[done] with { ReplyMarkup = null });
            }

            if (answer is not BotAnswer.Done)
            {
                return answer;
            }

            sent.Keep((noticeId, chat), done + 1);
        }

        return null;
    }

    private static NoticeAnswer Private(BotAnswer answer) => Of(answer) switch
    {
        Refusal.Blocked => new NoticeAnswer.CannotDeliver("they have blocked the bot"),
        Refusal.Deactivated or Refusal.UnknownAccount =>
            new NoticeAnswer.CannotDeliver("this account does not exist any more"),
        Refusal.NeverStarted or Refusal.ChatNotFound =>
            new NoticeAnswer.CannotDeliver("they have never opened a chat with the bot"),
        _ when answer is BotAnswer.Refused { Code: 403 } => new NoticeAnswer.CannotDeliver(ApiWords.Why(answer)),
        _ => new NoticeAnswer.TryLater(ApiWords.After(answer), ApiWords.Why(answer)),
    };

    private static NoticeAnswer Shared(BotAnswer answer) => Of(answer) switch
    {
        Refusal.BotIsOut => new NoticeAnswer.CannotDeliver("the bot is not in the chat any more"),
        Refusal.ChatNotFound => new NoticeAnswer.CannotDeliver("the chat does not exist any more"),
        Refusal.MayNotWrite or Refusal.Rights => new NoticeAnswer.CannotDeliver(
            $"the bot may not write to the chat. {RightsWords.SetUpAgain}"),
        _ when answer is BotAnswer.Refused { Code: 403 } => new NoticeAnswer.CannotDeliver(ApiWords.Why(answer)),
        _ => new NoticeAnswer.TryLater(ApiWords.After(answer), ApiWords.Why(answer)),
    };

    private static Refusal Of(BotAnswer answer) =>
        answer is BotAnswer.Refused refused ? Refusals.Of(refused) : Refusal.Other;
}
