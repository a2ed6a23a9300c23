namespace HiltBot.Engine.Chat;

/// <summary>
/// What the bot answers; each platform renders it in its own way. Text is plain: merchants' words never
/// become markup.
/// </summary>
public sealed record ChatReply(string Text)
{
    /// <summary>Short label and value lines under the text: price, until, zone.</summary>
    public IReadOnlyList<ChatFact> Facts { get; init; } = [];

    /// <summary>Rows are the platform's business.</summary>
    public IReadOnlyList<ChatButton> Buttons { get; init; } = [];

    public ChatMenu? Menu { get; init; }

    /// <summary>Opens a form instead of only answering.</summary>
    public ChatForm? Form { get; init; }

    /// <summary>False only for what everybody may read; nobody's data in public.</summary>
    public bool IsOnlyForAsker { get; init; } = true;

    /// <summary>
    /// The platform delivered the same thing twice, and the first delivery is answered elsewhere: a door that can stay
    /// silent does.
    /// </summary>
    public bool IsRepetition { get; init; }
}

public sealed record ChatFact(string Label, string Value);

public enum ChatButtonStyle
{
    Plain,
    Primary,
    Danger,
}

/// <summary>Exactly one of <paramref name="ActionId"/> (at most 64 characters) and <paramref name="Url"/> is set.</summary>
public sealed record ChatButton(string Label, string? ActionId, string? Url, ChatButtonStyle Style = ChatButtonStyle.Plain)
{
    public static ChatButton Press(string label, string actionId, ChatButtonStyle style = ChatButtonStyle.Plain) =>
        new(label, actionId, null, style);

    public static ChatButton Open(string label, string url) => new(label, null, url, ChatButtonStyle.Primary);
}

/// <summary>At most 25 lines (Discord's limit).</summary>
public sealed record ChatMenu(string ActionId, string Placeholder, IReadOnlyList<ChatMenuLine> Lines);

public sealed record ChatMenuLine(string Value, string Label, string? Description = null);

/// <summary>At most 5 fields (Discord's limit).</summary>
public sealed record ChatForm(string ActionId, string Title, IReadOnlyList<ChatField> Fields);

public sealed record ChatField(
    string Name, string Label, bool IsRequired = true, bool IsLong = false, string? Value = null, int LengthMax = 200);
