using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiltBot.TestKit.Telegram;

/// <summary>A call's parameters as its handler reads them: query, form or JSON, whichever they came by.</summary>
internal sealed record BotRequest(JsonObject Parameters)
{
    public static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        var parameters = new JsonObject();
        foreach (var (name, value) in request.Query)
        {
            parameters[name] = value.ToString();
        }

        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync())
            {
                parameters[name] = value.ToString();
            }

            return parameters;
        }

        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync();
        if (string.IsNullOrWhiteSpace(text))
        {
            return parameters;
        }

        if (JsonNode.Parse(text) is not JsonObject body)
        {
            throw new JsonException("No object.");
        }

        foreach (var (name, value) in body)
        {
            parameters[name] = value?.DeepClone();
        }

        return parameters;
    }

    public string? Text(string name) => Parameters[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text.Length == 0 ? null : text,
        var other => other.ToJsonString(),
    };

    public long? Number(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string name) => Text(name) is { } text &&
        (text.Equals("true", StringComparison.OrdinalIgnoreCase) || text is "1");

    /// <summary>An object or array, as itself or as text with JSON in it.</summary>
    public JsonNode? Node(string name)
    {
        try
        {
            return Parameters[name] is JsonValue && Text(name) is { } text ? JsonNode.Parse(text) : Parameters[name]?.DeepClone();
        }
        catch (JsonException)
        {
            throw TelegramRefusal.Bad($"can't parse {name} JSON object");
        }
    }

    public DateTimeOffset? Instant(string name) =>
        Number(name) is { } seconds and > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}

/// <summary>Thrown by handlers and rules: the call ends with this code and Telegram's words.</summary>
internal sealed class TelegramRefusal(int code, string description, JsonObject? parameters = null) : Exception(description)
{
    public int Code => code;

    public JsonObject? Parameters => parameters;

    public static TelegramRefusal ChatNotFound => Bad("chat not found");

    public static TelegramRefusal Bad(string words) => new(400, $"Bad Request: {words}");

    public static TelegramRefusal Forbidden(string words) => new(403, $"Forbidden: {words}");

    public static TelegramRefusal Conflict(string words) => new(409, $"Conflict: {words}");

    public static TelegramRefusal TooMany(int seconds) => new(429, $"Too Many Requests: retry after {seconds}",
        new() { ["retry_after"] = seconds });

    public JsonObject Body()
    {
        var body = new JsonObject { ["ok"] = false, ["error_code"] = code, ["description"] = Message };
        if (parameters is not null)
        {
            body["parameters"] = parameters.DeepClone();
        }

        return body;
    }
}
