using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram.Arm;

/// <summary>
/// The bot was put out of a chat, came back, or got other rights (<c>my_chat_member</c>). Chats that are bound to nobody are
/// the engine's to pass over.
/// </summary>
internal sealed class BotStandings(ChatReader chats, IServiceScopeFactory scopes) : IUpdateHandler
{
    public IReadOnlyCollection<string> Kinds { get; } = ["my_chat_member"];

    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        var content = update.Content;
        if (update.Kind != "my_chat_member" || content.Member("chat").Id("id") is not { } chatId ||
            !ChatIds.IsChat(chatId) || ChatMember.Of(content.Member("new_chat_member")) is not { } now)
        {
            return;
        }

        if (!now.IsInside)
        {
            await LoseAsync(chatId, cancellationToken);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        if (ChatMember.Of(content.Member("old_chat_member")) is not { IsInside: true })
        {
            await scope.ServiceProvider.GetRequiredService<CommunityNews>()
                .HandleAsync(Platform.Telegram, chatId, new CommunityChange.Back(), cancellationToken);
        }

        await scope.ServiceProvider.GetRequiredService<CheckRights>()
            .HandleAsync(Platform.Telegram, chatId, cancellationToken);
    }

    // A basic group also says this when it becomes a supergroup: asked about, it names the new one, and the books follow. And
    // an update that comes late is no news of now.
    private async Task LoseAsync(string chatId, CancellationToken cancellationToken)
    {
        if (await chats.StandingAsync(chatId, cancellationToken) is ChatReading.Seen)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CommunityNews>()
            .HandleAsync(Platform.Telegram, chatId, new CommunityChange.Lost(), cancellationToken);
    }
}
