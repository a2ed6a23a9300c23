using System.Globalization;
using System.Text.Json;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Door;

/// <summary>discord.com/developers/docs/interactions/receiving-and-responding, interaction type.</summary>
internal static class InteractionKind
{
    public const int Ping = 1;
    public const int Command = 2;
    public const int Component = 3;
    public const int Autocomplete = 4;
    public const int ModalSubmit = 5;
}

/// <summary>What somebody did in Discord, as far as an answer needs it.</summary>
/// <param name="Token">Answers go under it, for 15 minutes; a secret.</param>
/// <param name="GuildId">Null in a private chat with the bot.</param>
/// <param name="Person">Null for a PING.</param>
/// <param name="IsOnOwnMessage">
/// It was pressed on a message that only this person sees, which may be changed into the answer.
/// </param>
internal sealed record Interaction(
    string Id, string Token, string? ApplicationId, long Kind, string? GuildId, ChatPerson? Person,
    bool IsOnOwnMessage, JsonElement Data)
{
    // discord.com/developers/docs/topics/permissions
    private const ulong Administrator = 1UL << 3;
    private const ulong ManageGuild = 1UL << 5;

    private const long EphemeralFlag = 1 << 6;

    /// <summary>Null for what cannot be answered by anybody.</summary>
    public static Interaction? Read(JsonElement json)
    {
        if (json.Id("id") is not { } id || json.Text("token") is not { Length: > 0 } token ||
            json.Whole("type") is not { } kind || token.Any(letter => char.IsControl(letter) || letter is '/' or ' '))
        {
            return null;
        }

        var person = PersonOf(json);
        return kind != InteractionKind.Ping && person is null
            ? null
            : new Interaction(
                id, token, json.Id("application_id"), kind, json.Id("guild_id"), person,
                ((json.Member("message").Whole("flags") ?? 0) & EphemeralFlag) != 0, json.Member("data"));
    }

    private static ChatPerson? PersonOf(JsonElement json)
    {
        var member = json.Member("member");
        var user = member.Member("user") is { ValueKind: JsonValueKind.Object } inServer ? inServer : json.Member("user");
        if (user.Id("id") is not { } id)
        {
            return null;
        }

        var display = Filled(member.Text("nick")) ?? Filled(user.Text("global_name")) ??
            Filled(user.Text("username")) ?? id;
        return new ChatPerson(id, display, MayManage(member.Text("permissions")));
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static bool MayManage(string? permissions) =>
        ulong.TryParse(permissions, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) &&
        (bits & (Administrator | ManageGuild)) != 0;
}
