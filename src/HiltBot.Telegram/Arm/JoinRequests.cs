using System.Text.Json;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Arm;

/// <summary>
/// Somebody asks to be let into a chat (<c>chat_join_request</c>): who has paid is let in, anybody else is told privately
/// why not. Requests for chats that sell nothing are left to their administrators.
/// </summary>
internal sealed partial class JoinRequests(
    ChatSender sender, BotApi api, PublicAddress address, IServiceScopeFactory scopes, ILogger<JoinRequests> logger)
    : IUpdateHandler
{
    private const int ToldMax = 5_000;

    private const string TooManyChats =
        "Telegram does not let you into more groups and channels than you are in. Leave one, then ask to join again.";

    private readonly Recent<string, bool> told = new(ToldMax);

    public IReadOnlyCollection<string> Kinds { get; } = ["chat_join_request"];

    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        var content = update.Content;
        var from = content.Member("from");
        if (update.Kind != "chat_join_request" || content.Member("chat").Id("id") is not { } chatId ||
            from.Id("id") is not { } accountId)
        {
            return;
        }

        var verdict = await JudgeAsync(chatId, new Newcomer(accountId, ChatMember.NameOf(from)), cancellationToken);
        switch (verdict)
        {
            case EntryVerdict.Admit:
                await AdmitAsync(update, chatId, accountId, cancellationToken);
                break;
            case EntryVerdict.Decline decline:
                // First the words: once a request is answered, somebody who never spoke to the bot cannot be written to.
                await TellAsync(update, decline.Message, cancellationToken);
                await AnswerAsync(chatId, id => Calls.Decline(id, accountId), cancellationToken);
                break;
        }
    }

    private async Task<EntryVerdict> JudgeAsync(
        string chatId, Newcomer newcomer, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<JudgeEntry>()
            .HandleAsync(Platform.Telegram, chatId, newcomer, cancellationToken);
    }

    private async Task AdmitAsync(
        BotUpdate update, string chatId, string accountId, CancellationToken cancellationToken)
    {
        var refusal = await AnswerAsync(chatId, id => Calls.Approve(id, accountId), cancellationToken);
        if (refusal == Refusal.TooManyChats)
        {
            await TellAsync(update, new ChatReply(TooManyChats), cancellationToken);
        }
    }

    /// <returns>What kept Telegram from it; null: it is done, or was before.</returns>
    private async Task<Refusal?> AnswerAsync(
        string chatId, Func<string, BotCall> call, CancellationToken cancellationToken)
    {
        var (answer, nowId) = await sender.SendAsync(chatId, call, cancellationToken);
        if (answer is not BotAnswer.Refused { Code: not 401 } refused)
        {
            return answer is BotAnswer.Done ? null : throw UpdateNotDoneException.Of(answer);
        }

        var refusal = Refusals.Of(refused);
        if (refusal is Refusal.NoRequest or Refusal.AlreadyInside)
        {
            return null;
        }

        Log.NotAnswered(logger, nowId, refused.Description);
        if (refusal is Refusal.Rights or Refusal.BotIsOut)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<CheckRights>()
                .HandleAsync(Platform.Telegram, nowId, cancellationToken);
        }

        return refusal;
    }

    // Nobody is owed it: who cannot be reached is simply not let in.
    private async Task TellAsync(BotUpdate update, ChatReply message, CancellationToken cancellationToken)
    {
        var chat = PlaceOf(update.Content);
        if (chat is null || told.TryGet(update.Key, out _))
        {
            return;
        }

        foreach (var body in ReplyMessages.Of(message, RenderPlace.Private(address)))
        {
            var answer = await api.SendAsync(Calls.Send(chat, body, CallUrgency.Answer), cancellationToken);
            if (answer is not BotAnswer.Done)
            {
                break;
            }
        }

        told.Keep(update.Key, true);
    }

    private static string? PlaceOf(JsonElement request) =>
        request.Id("user_chat_id") ?? request.Member("from").Id("id");

    private static partial class Log
    {
        [LoggerMessage(12030, LogLevel.Warning, "A join request for {ChatId} could not be answered: {Why}")]
        public static partial void NotAnswered(ILogger logger, string chatId, string why);
    }
}
