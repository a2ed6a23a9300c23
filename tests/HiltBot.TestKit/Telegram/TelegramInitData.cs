using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>
/// What a Mini App gets from Telegram and hands to its server, signed with the bot's token
/// (core.telegram.org/bots/webapps, "Validating data received via the Mini App").
/// </summary>
public static class TelegramInitData
{
    /// <summary>Fields, url-encoded, with <c>hash</c> at the end.</summary>
    public static string Sign(string token, IEnumerable<(string Name, string Value)> fields)
    {
        var list = fields.ToList();
        var check = string.Join('\n', list.OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => $"{field.Name}={field.Value}"));
        var key = HMACSHA256.HashData("WebAppData"u8, Encoding.UTF8.GetBytes(token));
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(check)));
        return string.Join('&', list.Append(("hash", hash))
            .Select(field => $"{field.Item1}={Uri.EscapeDataString(field.Item2)}"));
    }

    internal static string For(UserState user, string token, DateTimeOffset signedAt, string? startParameter)
    {
        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["first_name"] = user.FirstName,
            ["last_name"] = string.Empty,
            ["username"] = user.Username,
            ["language_code"] = user.Language,
            ["allows_write_to_pm"] = user.HasStarted,
        };
        var fields = new List<(string, string)>
        {
            ("query_id", $"AAH{user.Id}"),
            ("user", json.ToJsonString()),
            ("auth_date", signedAt.ToUnixTimeSeconds().Text()),
            ("signature", Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}"))).TrimEnd('=')),
        };
        if (startParameter is not null)
        {
            fields.Add(("start_param", startParameter));
        }

        return Sign(token, fields);
    }
}

public sealed partial class StandInTelegram
{
    /// <summary>What a Mini App opened by that person hands over: good, as of now or of another time.</summary>
    public string InitData(string user, DateTimeOffset? signedAt = null, string? startParameter = null) =>
        Read(() => TelegramInitData.For(User(user), Token, signedAt ?? Time.GetUtcNow(), startParameter));

    /// <summary>The same, signed with another bot's token.</summary>
    public string ForgedInitData(string user) =>
        Read(() => TelegramInitData.For(User(user), "1:AnotherBot", Time.GetUtcNow(), null));
}
