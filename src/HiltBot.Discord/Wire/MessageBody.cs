using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Wire;

/// <summary>
/// A reply as Discord takes it, within Discord's limits whatever it says: the answer of an interaction, a message, or what
/// an earlier one is changed into. Lists are always written, so that an edit also clears what is gone.
/// </summary>
public sealed record MessageBody
{
    public const int ContentMax = 2000;
    public const int DescriptionMax = 4096;
    public const int EmbedMax = 6000;
    public const int FieldsMax = 25;
    public const int FieldNameMax = 256;
    public const int FieldValueMax = 1024;
    public const int RowsMax = 5;
    public const int ButtonsInRowMax = 5;
    public const int ButtonLabelMax = 80;
    public const int CustomIdMax = 100;
    public const int UrlMax = 512;
    public const int LinesMax = 25;
    public const int LineMax = 100;
    public const int PlaceholderMax = 150;

    /// <summary>The flag of an interaction's answer that only the asker sees.</summary>
    public const int Ephemeral = 1 << 6;

    // Fields with longer values get a line of their own.
    private const int InlineMax = 30;

    // Discord refuses empty texts where it wants one; this one is not empty and shows nothing.
    private const string Blank = "\u200B";

    public required string Content { get; init; }

    public IReadOnlyList<Embed> Embeds { get; init; } = [];

    public IReadOnlyList<Component> Components { get; init; } = [];

    public AllowedMentions AllowedMentions { get; init; } = AllowedMentions.Nobody;

    public int? Flags { get; init; }

    /// <summary>At most 25 characters; with <see cref="EnforceNonce"/> a repetition is the same message.</summary>
    public string? Nonce { get; init; }

    public bool? EnforceNonce { get; init; }

    /// <summary>
    /// The answer to an interaction; <see cref="Ephemeral"/> is set where only the asker may read it.
    /// </summary>
    public static MessageBody Of(ChatReply reply) => Of(reply, string.Empty);

    /// <summary>A message of its own: the flag of interactions does not belong there.</summary>
    public static MessageBody Message(ChatReply reply) => Of(reply) with { Flags = null };

    /// <summary>A message that calls one person and nobody else.</summary>
    public static MessageBody Calling(ChatReply reply, string userId) => Of(reply, $"<@{userId}> ") with
    {
        Flags = null,
        AllowedMentions = AllowedMentions.Only(userId),
    };

    private static MessageBody Of(ChatReply reply, string before)
    {
        var buttons = reply.Buttons.Where(IsPressable).DistinctBy(button => button.ActionId ?? button.Url)
            .Take(ButtonsInRowMax * (RowsMax - (HasMenu(reply) ? 1 : 0))).ToList();
        var lines = reply.Facts.Skip(FieldsMax).Select(fact => $"{fact.Label}: {fact.Value}")
            .Concat(reply.Buttons.Where(IsLongLink).Select(button => $"{button.Label}: {button.Url}"));
        var text = SlashWords.Of(string.Join('\n', lines.Prepend(reply.Text)));
        var (content, description) = Markdown.Plain(text, ContentMax - before.Length, DescriptionMax);
        var fields = Fields(reply.Facts, EmbedMax - description.Length);
        var embeds = description.Length > 0 || fields.Count > 0
            ? [new Embed(description.Length > 0 ? description : null, fields)]
            : Array.Empty<Embed>();
        return new MessageBody
        {
            Content = before + (string.IsNullOrWhiteSpace(content) && embeds.Length == 0 ? Blank : content),
            Embeds = embeds,
            Components = Rows(reply, buttons),
            Flags = reply.IsOnlyForAsker ? Ephemeral : null,
        };
    }

    internal static string Short(string? text, int lengthMax)
    {
        var clean = (text ?? string.Empty).ReplaceLineEndings(" ").Trim();
        var safe = string.Concat(clean.EnumerateRunes());
        if (safe.Length > lengthMax)
        {
            var end = lengthMax - 1;
            safe = safe[..(char.IsHighSurrogate(safe[end - 1]) ? end - 1 : end)] + "…";
        }

        return safe.Length == 0 ? Blank : safe;
    }

    private static bool HasMenu(ChatReply reply) =>
        reply.Menu is { ActionId.Length: > 0 and <= CustomIdMax, Lines.Count: > 0 };

    // An id that is cut would mean something else, so such a button is left out.
    private static bool IsPressable(ChatButton button) => button.Url is null
        ? button.ActionId is { Length: > 0 and <= CustomIdMax }
        : button.Url.Length <= UrlMax && IsWeb(button.Url);

    private static bool IsLongLink(ChatButton button) => button.Url is { Length: > UrlMax } url && IsWeb(url);

    private static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) &&
        (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) &&
        !url.Any(char.IsWhiteSpace);

    private static List<EmbedField> Fields(IReadOnlyList<ChatFact> facts, int lengthMax)
    {
        var fields = new List<EmbedField>();
        var left = lengthMax;
        foreach (var fact in facts.Take(FieldsMax))
        {
            var name = Filled(Markdown.Plain(fact.Label, FieldNameMax));
            var value = Filled(Markdown.Plain(SlashWords.Of(fact.Value), FieldValueMax));
            if (name.Length + value.Length > left)
            {
                break;
            }

            left -= name.Length + value.Length;
            fields.Add(new EmbedField(name, value, value.Length <= InlineMax && !value.Contains('\n')));
        }

        return fields;
    }

    private static string Filled(string text) => string.IsNullOrWhiteSpace(text) ? Blank : text;

    private static List<Component> Rows(ChatReply reply, List<ChatButton> buttons)
    {
        var rows = new List<Component>();
        if (HasMenu(reply))
        {
            rows.Add(new Component(Component.Row) { Components = [Select(reply.Menu!)] });
        }

        rows.AddRange(buttons.Chunk(ButtonsInRowMax).Select(row =>
            new Component(Component.Row) { Components = [.. row.Select(Button)] }));
        return rows;
    }

    private static Component Button(ChatButton button) => new(Component.Button)
    {
        Label = Short(button.Label, ButtonLabelMax),
        CustomId = button.Url is null ? button.ActionId : null,
        Url = button.Url,
        Style = button switch
        {
            { Url: not null } => ButtonStyle.Link,
            { Style: ChatButtonStyle.Primary } => ButtonStyle.Primary,
            { Style: ChatButtonStyle.Danger } => ButtonStyle.Danger,
            _ => ButtonStyle.Secondary,
        },
    };

    private static Component Select(ChatMenu menu) => new(Component.TextSelect)
    {
        CustomId = menu.ActionId,
        Placeholder = Short(menu.Placeholder, PlaceholderMax),
        Options = [.. menu.Lines.Where(line => line.Value.Length is > 0 and <= LineMax)
            .DistinctBy(line => line.Value).Take(LinesMax)
            .Select(line => new SelectOption(
                Short(line.Label, LineMax), line.Value,
                string.IsNullOrWhiteSpace(line.Description) ? null : Short(line.Description, LineMax)))],
    };
}
