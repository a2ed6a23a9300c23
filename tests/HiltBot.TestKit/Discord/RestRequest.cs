using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>A call whose route is known, as its handler reads it.</summary>
internal sealed record RestRequest(
    IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Query, JsonNode? Body, JsonArray Files,
    string? Reason, string? Bearer)
{
    public JsonObject Fields => Body as JsonObject ??
        throw new RestRefusal(400, 50_109, "The request body contains invalid JSON.");

    public ulong Id(string name) => Snowflake(Values[name]);

    public static ulong Snowflake(string? text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw RestRefusal.Form("id", "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not snowflake.");

    public int Number(string name, int otherwise) =>
        Query.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;
}

/// <param name="Body">Null: 204.</param>
internal sealed record RestReply(int Status, JsonNode? Body)
{
    public static RestReply NoContent { get; } = new(204, null);

    public static RestReply Ok(JsonNode body) => new(200, body);
}

/// <summary>Thrown by handlers and rules: the call ends with this status and Discord's code.</summary>
internal sealed class RestRefusal(int status, int code, string message, JsonObject? errors = null) : Exception(message)
{
    public int Status => status;

    public int Code => code;

    public static RestRefusal UnknownChannel => new(404, 10_003, "Unknown Channel");

    public static RestRefusal UnknownGuild => new(404, 10_004, "Unknown Guild");

    public static RestRefusal UnknownMember => new(404, 10_007, "Unknown Member");

    public static RestRefusal UnknownMessage => new(404, 10_008, "Unknown Message");

    public static RestRefusal UnknownRole => new(404, 10_011, "Unknown Role");

    public static RestRefusal UnknownUser => new(404, 10_013, "Unknown User");

    public static RestRefusal UnknownWebhook => new(404, 10_015, "Unknown Webhook");

    public static RestRefusal UnknownInteraction => new(404, 10_062, "Unknown interaction");

    public static RestRefusal UnknownCommand => new(404, 10_063, "Unknown application command");

    public static RestRefusal AlreadyAcknowledged => new(400, 40_060, "Interaction has already been acknowledged.");

    public static RestRefusal MissingAccess => new(403, 50_001, "Missing Access");

    public static RestRefusal EmptyMessage => new(400, 50_006, "Cannot send an empty message");

    public static RestRefusal CannotSendToUser => new(403, 50_007, "Cannot send messages to this user");

    public static RestRefusal MissingPermissions => new(403, 50_013, "Missing Permissions");

    public static RestRefusal InvalidWebhookToken => new(401, 50_027, "Invalid Webhook Token");

    public static RestRefusal InvalidRole => new(400, 50_028, "Invalid Role");

    public static RestRefusal InvalidRecipient => new(400, 50_033, "Invalid Recipient(s)");

    /// <param name="path">Where in the body, with dots.</param>
    public static RestRefusal Form(string path, string kind, string message)
    {
        JsonNode inner = new JsonObject
        {
            ["_errors"] = new JsonArray(new JsonObject { ["code"] = kind, ["message"] = message }),
        };
        foreach (var step in path.Split('.').Reverse())
        {
            inner = new JsonObject { [step] = inner };
        }

        return new(400, 50_035, "Invalid Form Body", (JsonObject)inner);
    }

    public JsonObject Body()
    {
        var body = new JsonObject { ["message"] = Message, ["code"] = code };
        if (errors is not null)
        {
            body["errors"] = errors.DeepClone();
        }

        return body;
    }
}
