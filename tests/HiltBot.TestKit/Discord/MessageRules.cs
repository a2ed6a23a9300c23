using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>
/// What Discord refuses in a message (50035) and in a modal, and how a body becomes a message
/// (discord.com/developers/docs/resources/message, /components/reference).
/// </summary>
internal static class MessageRules
{
    private const int EphemeralOrQuiet = Wire.EphemeralFlag | 4 | (1 << 12) | (1 << 15);

    /// <summary>Writes a body into a message; only fields that are there change it.</summary>
    public static void Write(MessageState message, JsonObject body, JsonArray files)
    {
        Check(body);
        if (body.ContainsKey("content"))
        {
            message.Content = (string?)body["content"] ?? string.Empty;
        }

        if (body.ContainsKey("embeds"))
        {
            message.Embeds = (JsonArray?)body["embeds"]?.DeepClone() ?? [];
        }

        if (body.ContainsKey("components"))
        {
            message.Components = (JsonArray?)body["components"]?.DeepClone() ?? [];
        }

        if (files.Count > 0)
        {
            message.Files = Attached(message, files);
        }

        message.AllowedMentions = body["allowed_mentions"]?.DeepClone();
        message.Flags |= ((int?)body["flags"] ?? 0) & EphemeralOrQuiet;
        if (message.Content.Length == 0 && message.Embeds.Count == 0 && message.Components.Count == 0 &&
            message.Files.Count == 0)
        {
            throw RestRefusal.EmptyMessage;
        }
    }

    public static void Check(JsonObject body)
    {
        AtMost(body, "content", 2000, string.Empty);
        if (body["embeds"] is JsonArray embeds)
        {
            CheckEmbeds(embeds);
        }

        if (body["components"] is JsonArray rows)
        {
            CheckComponents(rows, ((int?)body["flags"] ?? 0) >> 15 == 1);
        }
    }

    public static void CheckModal(JsonObject data)
    {
        Required(data, "custom_id", 100, "data.");
        Required(data, "title", 45, "data.");
        var rows = data["components"] as JsonArray ?? [];
        if (rows.Count is 0 or > 5)
        {
            throw RestRefusal.Form("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
        }

        foreach (var input in Inputs(rows))
        {
            Required(input, "custom_id", 100, "data.components.");
            AtMost(input, "label", 45, "data.components.");
            AtMost(input, "placeholder", 100, "data.components.");
            AtMost(input, "value", 4000, "data.components.");
        }
    }

    public static void CheckChoices(JsonObject data)
    {
        var choices = data["choices"] as JsonArray ??
            throw RestRefusal.Form("data.choices", "BASE_TYPE_REQUIRED", "This field is required");
        if (choices.Count > 25)
        {
            throw RestRefusal.Form("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }

        foreach (var choice in choices.OfType<JsonObject>())
        {
            Required(choice, "name", 100, "data.choices.");
            if (choice["value"] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length is 0 or > 100)
            {
                throw RestRefusal.Form("data.choices", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
            }
        }
    }

    /// <summary>Text inputs and selects of a modal, in rows or under labels.</summary>
    public static IEnumerable<JsonObject> Inputs(JsonArray rows) => rows.OfType<JsonObject>().SelectMany(row =>
        row["component"] is JsonObject inner
            ? [inner]
            : (row["components"] as JsonArray ?? []).OfType<JsonObject>());

    /// <summary>Every button and select of a message, however deep.</summary>
    public static IEnumerable<JsonObject> Controls(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Controls),
        JsonObject item when (int?)item["type"] is 2 or 3 or 5 or 6 or 7 or 8 => [item],
        JsonObject item => Controls(item["components"]).Concat(Controls(item["accessory"])),
        _ => [],
    };

    private static JsonArray Attached(MessageState message, JsonArray files) => [.. files.Select((file, index) =>
    {
        var name = (string)file!["filename"]!;
        return (JsonNode)new JsonObject
        {
            ["id"] = (message.Id + (ulong)index + 1).Text(),
            ["filename"] = name,
            ["size"] = (long)file["size"]!,
            ["content_type"] = (string?)file["content_type"],
            ["url"] = $"https://cdn.discordapp.com/attachments/{message.Channel.Id}/{message.Id}/{name}",
            ["proxy_url"] = $"https://media.discordapp.net/attachments/{message.Channel.Id}/{message.Id}/{name}",
        };
    })];

    private static void CheckEmbeds(JsonArray embeds)
    {
        if (embeds.Count > 10)
        {
            throw RestRefusal.Form("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
        }

        var all = 0;
        foreach (var embed in embeds.OfType<JsonObject>())
        {
            all += AtMost(embed, "title", 256, "embeds.") + AtMost(embed, "description", 4096, "embeds.");
            all += embed["footer"] is JsonObject footer ? AtMost(footer, "text", 2048, "embeds.footer.") : 0;
            all += embed["author"] is JsonObject author ? AtMost(author, "name", 256, "embeds.author.") : 0;
            var fields = embed["fields"] as JsonArray ?? [];
            if (fields.Count > 25)
            {
                throw RestRefusal.Form("embeds.fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
            }

            foreach (var field in fields.OfType<JsonObject>())
            {
                all += Required(field, "name", 256, "embeds.fields.") + Required(field, "value", 1024, "embeds.fields.");
            }
        }

        if (all > 6000)
        {
            throw RestRefusal.Form("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
        }
    }

    private static void CheckComponents(JsonArray rows, bool isLayout)
    {
        if (rows.Count > (isLayout ? 40 : 5))
        {
            throw RestRefusal.Form("components", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.");
        }

        foreach (var row in rows.OfType<JsonObject>().Where(row => !isLayout || (int?)row["type"] == 1))
        {
            var items = row["components"] as JsonArray ?? [];
            if ((int?)row["type"] != 1 || items.Count is 0 or > 5)
            {
                throw RestRefusal.Form("components.0", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A row holds 1 to 5 components.");
            }
        }

        var ids = new HashSet<string>();
        foreach (var control in Controls(rows))
        {
            CheckControl(control);
            if ((string?)control["custom_id"] is { } id && !ids.Add(id))
            {
                throw RestRefusal.Form(
                    "components.0", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
            }
        }
    }

    private static void CheckControl(JsonObject control)
    {
        if ((int?)control["type"] == 2)
        {
            AtMost(control, "label", 80, "components.");
            if ((int?)control["style"] is not (>= 1 and <= 6))
            {
                throw RestRefusal.Form("components.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).");
            }

            var hasUrl = control["url"] is not null;
            if (((int)control["style"]! == 5) != hasUrl || hasUrl == (control["custom_id"] is not null))
            {
                throw RestRefusal.Form("components", "BUTTON_COMPONENT_INVALID", "A url or a custom id is required, not both.");
            }

            if (hasUrl && !(Uri.TryCreate((string?)control["url"], UriKind.Absolute, out var url) &&
                url.Scheme is "http" or "https" or "discord"))
            {
                throw RestRefusal.Form("components.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.");
            }

            AtMost(control, "url", 512, "components.");
            AtMost(control, "custom_id", 100, "components.");
            return;
        }

        Required(control, "custom_id", 100, "components.");
        AtMost(control, "placeholder", 150, "components.");
        if ((int?)control["type"] == 3)
        {
            var options = control["options"] as JsonArray ?? [];
            if (options.Count is 0 or > 25)
            {
                throw RestRefusal.Form("components.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.");
            }

            foreach (var option in options.OfType<JsonObject>())
            {
                Required(option, "label", 100, "components.options.");
                Required(option, "value", 100, "components.options.");
                AtMost(option, "description", 100, "components.options.");
            }

            if (options.Select(option => (string?)option!["value"]).Distinct().Count() != options.Count)
            {
                throw RestRefusal.Form(
                    "components.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used.");
            }
        }
    }

    private static int Required(JsonObject item, string name, int max, string place)
    {
        var length = AtMost(item, name, max, place);
        return length > 0
            ? length
            : throw RestRefusal.Form(place + name, "BASE_TYPE_REQUIRED", "This field is required");
    }

    private static int AtMost(JsonObject item, string name, int max, string place)
    {
        if (item[name] is null)
        {
            return 0;
        }

        var length = item[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text.EnumerateRunes().Count()
            : throw RestRefusal.Form(place + name, "STRING_TYPE_CONVERT", "Could not interpret the value as string.");
        return length <= max
            ? length
            : throw RestRefusal.Form(place + name, "BASE_TYPE_MAX_LENGTH", $"Must be {max} or fewer in length.");
    }
}
