using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// Free settings, merged key by key: objects into objects, null takes a key away (RFC 7396). Secrets are never among
/// them: a bot's token belongs into the server's own configuration, where nobody reads it back.
/// </summary>
public static partial class SettingsMerge
{
    public const int LengthMax = 16 * 1024;

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] SecretWords =
        ["bottoken", "secret", "password", "privatekey", "mnemonic", "seedphrase"];

    public static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();

    public static string Write(JsonObject settings) => settings.ToJsonString(Plain);

    public static void Into(JsonObject settings, JsonElement patch)
    {
        foreach (var property in patch.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                settings.Remove(property.Name);
            }
            else if (property.Value.ValueKind == JsonValueKind.Object)
            {
                if (settings[property.Name] is not JsonObject inner)
                {
                    inner = [];
                    settings[property.Name] = inner;
                }

                Into(inner, property.Value);
            }
            else
            {
                settings[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
        }
    }

    /// <returns>The key at the top under which a secret stands; null when there is none.</returns>
    public static string? KeyWithSecret(JsonElement settings) =>
        settings.EnumerateObject().Where(HasSecret).Select(property => property.Name).FirstOrDefault();

    private static bool HasSecret(JsonProperty property) =>
        (property.Value.ValueKind != JsonValueKind.Null && NamesSecret(property.Name)) || HasSecret(property.Value);

    private static bool HasSecret(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(HasSecret),
        JsonValueKind.Array => value.EnumerateArray().Any(HasSecret),
        JsonValueKind.String => BotToken().IsMatch(value.GetString()!),
        _ => false,
    };

    private static bool NamesSecret(string key)
    {
        var letters = string.Concat(key.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return letters.EndsWith("token", StringComparison.Ordinal) ||
            SecretWords.Any(word => letters.Contains(word, StringComparison.Ordinal));
    }

    // As Telegram and as Discord write the tokens of their bots.
    [GeneratedRegex(@"\b[0-9]{6,12}:[A-Za-z0-9_-]{30,}|\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}")]
    private static partial Regex BotToken();
}
