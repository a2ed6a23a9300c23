using System.Text.Json;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Door;

/// <summary>Interactions in the engine's words.</summary>
internal static class InteractionWords
{
    private const int Subcommand = 1;
    private const int SubcommandGroup = 2;
    private const int ButtonType = 2;

    // Parts of parts of parts of a command or a form: more is nothing that Discord sends.
    private const int DepthMax = 5;

    /// <summary>Null for a kind that nobody here answers.</summary>
    public static ChatInput? InputOf(Interaction interaction) => interaction.Kind switch
    {
        InteractionKind.Command => CommandOf(interaction.Data),
        InteractionKind.Component => ComponentOf(interaction.Data),
        InteractionKind.ModalSubmit when interaction.Data.Text("custom_id") is { } id =>
            new ChatInput.Submitted(id, FieldsOf(interaction.Data)),
        _ => null,
    };

    /// <summary>The option that is being typed into; null where none is marked.</summary>
    public static (string Command, string Option, string Typed)? FocusOf(JsonElement data)
    {
        var (name, options) = Words(data);
        foreach (var option in options)
        {
            if (option.IsTrue("focused") && option.Text("name") is { } focused)
            {
                return (CommandNames.FromDiscord(name), focused, option.Text("value") ?? string.Empty);
            }
        }

        return null;
    }

    private static ChatInput.Command CommandOf(JsonElement data)
    {
        var (name, options) = Words(data);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            if (option.Text("name") is { } key && option.Text("value") is { } value)
            {
                words[key] = value;
            }
        }

        return new ChatInput.Command(CommandNames.FromDiscord(name), words);
    }

    private static (string Name, List<JsonElement> Options) Words(JsonElement data)
    {
        var name = data.Text("name") ?? string.Empty;
        var options = data.Items("options").ToList();
        for (var depth = 0; depth < DepthMax; depth++)
        {
            var part = options.Find(option => option.Whole("type") is Subcommand or SubcommandGroup);
            if (part.ValueKind != JsonValueKind.Object)
            {
                break;
            }

            name = $"{name} {part.Text("name")}";
            options = part.Items("options").ToList();
        }

        return (name, options);
    }

    private static ChatInput? ComponentOf(JsonElement data)
    {
        if (data.Text("custom_id") is not { } id)
        {
            return null;
        }

        return (data.Whole("component_type") ?? ButtonType) == ButtonType
            ? new ChatInput.Pressed(id)
            : new ChatInput.Chosen(id, data.Items("values").Select(value => value.AsText()).FirstOrDefault() ?? string.Empty);
    }

    private static Dictionary<string, string> FieldsOf(JsonElement data)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        AddFields(data, fields, 0);
        return fields;
    }

    // Text inputs stand in rows, or since 2025 in labels that hold one each.
    private static void AddFields(JsonElement of, Dictionary<string, string> fields, int depth)
    {
        if (depth > DepthMax)
        {
            return;
        }

        if (depth > 0 && of.Text("custom_id") is { } name &&
            (of.Text("value") ?? of.Items("values").Select(value => value.AsText()).FirstOrDefault()) is { } value)
        {
            fields[name] = value;
        }

        if (of.Member("component") is { ValueKind: JsonValueKind.Object } labelled)
        {
            AddFields(labelled, fields, depth + 1);
        }

        foreach (var part in of.Items("components"))
        {
            AddFields(part, fields, depth + 1);
        }
    }
}
