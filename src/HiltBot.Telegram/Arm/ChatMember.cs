using System.Text.Json;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Arm;

/// <summary>How somebody stands in a chat (core.telegram.org/bots/api#chatmember).</summary>
internal sealed record ChatMember(string UserId, string Status, JsonElement Content)
{
    public bool IsBot => Content.Member("user").IsTrue("is_bot");

    public bool IsAdministrator => Status is "creator" or "administrator";

    public bool IsInside => IsAdministrator || Status == "member" ||
        (Status == "restricted" && Content.IsTrue("is_member"));

    /// <summary>On the list of those who may not come back.</summary>
    public bool IsBanned => Status == "kicked";

    /// <summary>When a ban ends; null: it does not.</summary>
    public DateTimeOffset? UntilAt => Content.Whole("until_date") is > 0 and < 253_402_300_799 and { } seconds
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : null;

    public string Display => NameOf(Content.Member("user"));

    /// <summary>Null when it says nothing of use.</summary>
    public static ChatMember? Of(JsonElement content) =>
        content.Member("user").Id("id") is { } userId && content.Text("status") is { Length: > 0 } status
            ? new ChatMember(userId, status, content)
            : null;

    /// <summary>What people call an account.</summary>
    public static string NameOf(JsonElement user)
    {
        var name = $"{user.Text("first_name")} {user.Text("last_name")}".Trim();
        var shown = name.Length > 0 ? name
            : user.Text("username") is { Length: > 0 } username ? $"@{username}"
            : user.Text("title") is { Length: > 0 } title ? title
            : user.Id("id") ?? "somebody";
        return shown.Length <= 128 ? shown : ReplyMessages.Short(shown, 128);
    }

    /// <summary>A right of an administrator; who made the chat has all of them.</summary>
    public bool Has(string right) => Status == "creator" || (Status == "administrator" && Content.IsTrue(right));
}
