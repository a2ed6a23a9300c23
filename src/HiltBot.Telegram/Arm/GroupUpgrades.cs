using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Arm;

/// <summary>A group became a supergroup and has another id since: both ends say so, in a <c>message</c> each.</summary>
internal sealed class GroupUpgrades(ChatSender sender) : IUpdateHandler
{
    public IReadOnlyCollection<string> Kinds { get; } = ["message"];

    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        if (update.Kind != "message" || update.Content.Member("chat").Id("id") is not { } chatId)
        {
            return;
        }

        if (update.Content.Id("migrate_to_chat_id") is { } newId)
        {
            await sender.MoveAsync(chatId, newId, cancellationToken);
        }
        else if (update.Content.Id("migrate_from_chat_id") is { } oldId)
        {
            await sender.MoveAsync(oldId, chatId, cancellationToken);
        }
    }
}
