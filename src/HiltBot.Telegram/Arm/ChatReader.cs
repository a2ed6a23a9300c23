using System.Text.Json;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Arm;

/// <summary>A chat as the bot sees it, and its own standing there.</summary>
/// <param name="Type"><c>group</c>, <c>supergroup</c> or <c>channel</c>.</param>
/// <param name="Username">Of a public chat; null: it is entered by links only.</param>
internal sealed record ChatSight(string ChatId, string Type, string Title, string? Username, ChatMember Bot, string BotName)
{
    public bool IsChannel => Type == "channel";

    public string Kind => IsChannel ? "channel" : "group";

    /// <summary>Whether the bot may write there.</summary>
    public bool MayWrite => IsChannel
        ? Bot.Has("can_post_messages")
        : Bot.IsAdministrator || Bot.Status == "member" || Bot.Content.IsTrue("can_send_messages");

    /// <summary>Whether somebody asks to be let in even without a link of ours.</summary>
    public required bool AsksEverybody { get; init; }
}

/// <summary>What came of looking at a chat.</summary>
internal abstract record ChatReading
{
    private ChatReading()
    {
    }

    public sealed record Seen(ChatSight Sight) : ChatReading;

    /// <summary>The bot is out of it, for certain, or it does not exist.</summary>
    public sealed record Gone : ChatReading;

    public sealed record NotNow(BotAnswer Answer) : ChatReading;
}

/// <summary>Looks at chats.</summary>
internal sealed class ChatReader(ChatSender sender, BotSelf self)
{
    private string BotName => self.Username is { } username ? $"@{username}" : "this bot";

    public async Task<ChatReading> ReadAsync(string chatId, CancellationToken cancellationToken)
    {
        var (answer, nowId) = await sender.SendAsync(chatId, Calls.Chat, cancellationToken);
        if (answer is not BotAnswer.Done { Result: var chat })
        {
            return Of(answer);
        }

        (answer, nowId) = await sender.SendAsync(nowId, id => Calls.Member(id, self.UserId), cancellationToken);
        if (answer is not BotAnswer.Done { Result: var member } || ChatMember.Of(member) is not { } bot)
        {
            return Of(answer);
        }

        return bot.IsInside ? new ChatReading.Seen(SightOf(nowId, chat, bot)) : new ChatReading.Gone();
    }

    /// <summary>Only whether the bot is out.</summary>
    public async Task<ChatReading> StandingAsync(string chatId, CancellationToken cancellationToken)
    {
        var (answer, nowId) = await sender.SendAsync(chatId, id => Calls.Member(id, self.UserId), cancellationToken);
        return answer is BotAnswer.Done { Result: var member } && ChatMember.Of(member) is { } bot
            ? bot.IsInside ? new ChatReading.Seen(SightOf(nowId, default, bot)) : new ChatReading.Gone()
            : Of(answer);
    }

    private ChatSight SightOf(string chatId, JsonElement chat, ChatMember bot) => new(
        chatId, chat.Text("type") ?? "supergroup", chat.Text("title") is { Length: > 0 } title ? title : chatId,
        chat.Text("username") is { Length: > 0 } username ? username : null, bot, BotName)
    {
        AsksEverybody = chat.IsTrue("join_by_request"),
    };

    private static ChatReading Of(BotAnswer answer) =>
        answer is BotAnswer.Refused refused && Refusals.Of(refused) is
            Refusal.BotIsOut or Refusal.ChatNotFound or Refusal.NotInside
            ? new ChatReading.Gone()
            : new ChatReading.NotNow(answer);
}
