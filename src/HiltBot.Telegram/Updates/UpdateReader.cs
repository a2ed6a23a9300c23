using System.Text.Json;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Updates;

/// <summary>Reads updates as Telegram sends them (core.telegram.org/bots/api#update).</summary>
internal static class UpdateReader
{
    /// <returns>Null where it is none; one without a content that we know of is an update all the same.</returns>
    public static BotUpdate? Read(JsonElement json)
    {
        if (json.Whole("update_id") is not { } id)
        {
            return null;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                return new BotUpdate(id, member.Name, member.Value);
            }
        }

        return new BotUpdate(id, string.Empty, default);
    }

    /// <summary>
    /// Whose updates are taken one after another: the person's that it is about, whatever chat they are in, so that nobody
    /// holds up a whole group; the chat's where no single person is meant.
    /// </summary>
    public static string TurnOf(BotUpdate update)
    {
        var content = update.Content;
        var person = update.Kind switch
        {
            "my_chat_member" => null,
            "chat_member" => content.Member("new_chat_member").Member("user").Id("id"),
            _ => content.Member("from").Id("id"),
        };
        var chat = content.Member("chat").Id("id") ?? content.Member("message").Member("chat").Id("id");
        return person ?? (chat is null ? $"update {update.Key}" : $"chat {chat}");
    }

    /// <summary>The person whose own doing it is, and who can do it as fast as they like; null for all other news.</summary>
    public static string? TalkerOf(BotUpdate update) => update.Kind switch
    {
        "callback_query" => update.Content.Member("from").Id("id"),
        "message" when update.Content.Id("migrate_to_chat_id") is null &&
            update.Content.Id("migrate_from_chat_id") is null => update.Content.Member("from").Id("id"),
        _ => null,
    };
}
