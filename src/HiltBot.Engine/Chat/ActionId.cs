using System.Diagnostics.CodeAnalysis;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>
/// What a button, menu or form says it does: <c>verb:opaque[:more]</c>, at most 64 characters. It comes back from people,
/// so it is parsed strictly and believed in nothing: rights and owners are looked up again at every press.
/// </summary>
public sealed record ActionId
{
    public const int LengthMax = 64;

    private const int VerbMax = 16;

    private ActionId(string verb, string opaque, string more)
    {
        Verb = verb;
        Opaque = opaque;
        More = more;
    }

    public string Verb { get; }

    /// <summary>22 characters of base64url: the id of the row that it is about.</summary>
    public string Opaque { get; }

    /// <summary>A second id, a page or a choice; empty where there is none.</summary>
    public string More { get; }

    public static string Write<TId>(string verb, TId id, string more = "")
        where TId : struct, IId<TId> => Write(verb, Id.ToOpaque(id), more);

    public static string Write<TId, TMore>(string verb, TId id, TMore more)
        where TId : struct, IId<TId>
        where TMore : struct, IId<TMore> => Write(verb, Id.ToOpaque(id), Id.ToOpaque(more));

    /// <exception cref="ArgumentException">It would not be read back: a fault of the program, not of a person.</exception>
    public static string Write(string verb, string opaque, string more = "")
    {
        var text = more.Length == 0 ? $"{verb}:{opaque}" : $"{verb}:{opaque}:{more}";
        return TryParse(text, out _) ? text : throw new ArgumentException($"\"{text}\" is no action.", nameof(verb));
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out ActionId? action)
    {
        action = null;
        if (text is null or { Length: > LengthMax })
        {
            return false;
        }

        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0].Length is 0 or > VerbMax ||
            !parts[0].All(letter => char.IsAsciiLetterLower(letter) || letter == '-') ||
            parts[1].Length != Id.OpaqueLength || !parts[1].All(IsUrlSafe))
        {
            return false;
        }

        var more = parts.Length == 3 ? parts[2] : string.Empty;
        if (parts.Length == 3 && (more.Length == 0 || !more.All(IsUrlSafe)))
        {
            return false;
        }

        action = new ActionId(parts[0], parts[1], more);
        return true;
    }

    public bool Names<TId>(out TId id)
        where TId : struct, IId<TId> => Id.TryFromOpaque(Opaque, out id);

    private static bool IsUrlSafe(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
