using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Arm;

/// <param name="ChatId">The chat as it is called now.</param>
internal readonly record struct ChatAnswer(BotAnswer Answer, string ChatId);

/// <summary>
/// Calls about a chat that may have got another id meanwhile: a group that became a supergroup is followed, and the books
/// follow too.
/// </summary>
internal sealed partial class ChatSender(BotApi api, IServiceScopeFactory scopes, ILogger<ChatSender> logger)
{
    public async Task<ChatAnswer> SendAsync(
        string chatId, Func<string, BotCall> call, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(call(chatId), cancellationToken);
        if (answer is not BotAnswer.Refused { MigratedTo: { } newId } || newId == chatId)
        {
            return new ChatAnswer(answer, chatId);
        }

        await MoveAsync(chatId, newId, cancellationToken);
        return new ChatAnswer(await api.SendAsync(call(newId), cancellationToken), newId);
    }

    public async Task MoveAsync(string oldId, string newId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var isBound = await scope.ServiceProvider.GetRequiredService<MoveCommunity>()
            .HandleAsync(Platform.Telegram, oldId, newId, cancellationToken);
        if (isBound)
        {
            Log.Moved(logger, oldId, newId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12010, LogLevel.Information, "Group {OldId} became supergroup {NewId}.")]
        public static partial void Moved(ILogger logger, string oldId, string newId);
    }
}
