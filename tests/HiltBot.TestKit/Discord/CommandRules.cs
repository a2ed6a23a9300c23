using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HiltBot.TestKit.Discord;

/// <summary>
/// What Discord asks of an application command, and how it gives it back: what was left out comes back as null or not at
/// all (discord.com/developers/docs/interactions/application-commands).
/// </summary>
internal static partial class CommandRules
{
    public const int CommandsMax = 100;

    public static void Check(JsonObject command)
    {
        var type = (int?)command["type"] ?? 1;
        if (type == 1 && !Name().IsMatch((string?)command["name"] ?? string.Empty))
        {
            throw RestRefusal.Form("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }

        if (type == 1)
        {
            Length(command, "description", 1, 100, string.Empty);
            CheckOptions(command["options"] as JsonArray ?? [], 0, "options");
        }

        if (command["default_member_permissions"] is { } permissions && !ulong.TryParse((string?)permissions, out _))
        {
            throw RestRefusal.Form("default_member_permissions", "BITFIELD_INVALID", "Not a permission set.");
        }
    }

    /// <param name="old">What it replaces: a command that did not change keeps its version.</param>
    public static JsonObject Stored(
        JsonObject asked, JsonObject? old, ulong id, ulong applicationId, ulong? guildId, Func<ulong> newVersion)
    {
        var json = new JsonObject
        {
            ["id"] = (string?)old?["id"] ?? id.Text(),
            ["application_id"] = applicationId.Text(),
            ["type"] = (int?)asked["type"] ?? 1,
            ["name"] = (string?)asked["name"],
            ["name_localizations"] = Full(asked["name_localizations"]),
            ["description"] = (string?)asked["description"] ?? string.Empty,
            ["description_localizations"] = Full(asked["description_localizations"]),
            ["default_member_permissions"] = (string?)asked["default_member_permissions"],
            ["nsfw"] = (bool?)asked["nsfw"] ?? false,
        };
        if (guildId is { } guild)
        {
            json["guild_id"] = guild.Text();
        }
        else
        {
            json["dm_permission"] = (bool?)asked["dm_permission"] ?? true;
            json["contexts"] = asked["contexts"]?.DeepClone();
            json["integration_types"] = asked["integration_types"]?.DeepClone() ?? new JsonArray(0);
        }

        if (asked["options"] is JsonArray { Count: > 0 } options)
        {
            json["options"] = new JsonArray([.. options.Select(option => (JsonNode)Option((JsonObject)option!))]);
        }

        if (old is not null)
        {
            var before = old.DeepClone().AsObject();
            before.Remove("version");
            if (JsonNode.DeepEquals(before, json))
            {
                return old;
            }
        }

        json["version"] = newVersion().Text();
        return json;
    }

    private static JsonObject Option(JsonObject asked)
    {
        var json = new JsonObject();
        foreach (var (name, value) in asked)
        {
            var isDefault = name switch
            {
                "required" or "autocomplete" => !(bool)value!,
                "choices" or "channel_types" => ((JsonArray?)value)?.Count is null or 0,
                "options" => true,
                _ => value is null,
            };
            if (!isDefault)
            {
                json[name] = value!.DeepClone();
            }
        }

        if (asked["options"] is JsonArray { Count: > 0 } options)
        {
            json["options"] = new JsonArray([.. options.Select(option => (JsonNode)Option((JsonObject)option!))]);
        }

        return json;
    }

    private static JsonNode? Full(JsonNode? names) => names is JsonObject { Count: > 0 } ? names.DeepClone() : null;

    private static void CheckOptions(JsonArray options, int depth, string place)
    {
        if (options.Count > 25 || depth > 2)
        {
            throw RestRefusal.Form(place, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }

        var names = new HashSet<string>();
        var sawOptional = false;
        var parts = options.Count(option => (int?)option!["type"] is 1 or 2);
        if (parts != 0 && parts != options.Count)
        {
            throw RestRefusal.Form(place, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and options are mixed.");
        }

        foreach (var option in options.OfType<JsonObject>())
        {
            var name = (string?)option["name"] ?? string.Empty;
            if (!Name().IsMatch(name) || !names.Add(name))
            {
                throw RestRefusal.Form(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
            }

            Length(option, "description", 1, 100, place + ".");
            var type = (int?)option["type"] ?? 0;
            if (type is < 1 or > 11)
            {
                throw RestRefusal.Form(place + ".type", "BASE_TYPE_CHOICES", "Value must be one of the option types.");
            }

            var isRequired = (bool?)option["required"] ?? false;
            if (isRequired && sawOptional)
            {
                throw RestRefusal.Form(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options");
            }

            sawOptional |= !isRequired;
            CheckChoices(option, place);
            CheckOptions(option["options"] as JsonArray ?? [], depth + 1, place + ".options");
        }
    }

    private static void CheckChoices(JsonObject option, string place)
    {
        var choices = option["choices"] as JsonArray ?? [];
        if (choices.Count > 25 || (choices.Count > 0 && ((bool?)option["autocomplete"] ?? false)))
        {
            throw RestRefusal.Form(place + ".choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Invalid choices.");
        }

        foreach (var choice in choices.OfType<JsonObject>())
        {
            Length(choice, "name", 1, 100, place + ".choices.");
        }
    }

    private static void Length(JsonObject item, string name, int min, int max, string place)
    {
        var length = ((string?)item[name])?.EnumerateRunes().Count() ?? 0;
        if (length < min || length > max)
        {
            throw RestRefusal.Form(place + name, "BASE_TYPE_BAD_LENGTH", $"Must be between {min} and {max} in length.");
        }
    }

    [GeneratedRegex(@"^[-_'\p{Ll}\p{Lo}\p{N}]{1,32}$")]
    private static partial Regex Name();
}
