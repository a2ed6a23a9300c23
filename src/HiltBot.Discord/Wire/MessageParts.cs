namespace HiltBot.Discord.Wire;

/// <summary>
/// A part that people press, choose or fill in; which members stand depends on <see cref="Type"/>
/// (discord.com/developers/docs/components/reference).
/// </summary>
public sealed record Component(int Type)
{
    public const int Row = 1;
    public const int Button = 2;
    public const int TextSelect = 3;
    public const int TextInput = 4;

    public IReadOnlyList<Component>? Components { get; init; }

    public string? CustomId { get; init; }

    public int? Style { get; init; }

    public string? Label { get; init; }

    public string? Url { get; init; }

    public string? Placeholder { get; init; }

    public IReadOnlyList<SelectOption>? Options { get; init; }

    public bool? Required { get; init; }

    public string? Value { get; init; }

    public int? MaxLength { get; init; }
}

public static class ButtonStyle
{
    public const int Primary = 1;
    public const int Secondary = 2;
    public const int Danger = 4;
    public const int Link = 5;
}

public static class TextInputStyle
{
    public const int Short = 1;
    public const int Paragraph = 2;
}

public sealed record SelectOption(string Label, string Value, string? Description);

public sealed record Embed(string? Description, IReadOnlyList<EmbedField> Fields);

public sealed record EmbedField(string Name, string Value, bool Inline);

/// <summary>Whom a message may call; nobody unless it says so.</summary>
public sealed record AllowedMentions(IReadOnlyList<string> Parse, IReadOnlyList<string> Users)
{
    public static AllowedMentions Nobody { get; } = new([], []);

    public static AllowedMentions Only(string userId) => new([], [userId]);
}
