using System.Text.RegularExpressions;
using HiltBot.Engine.Chat;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>
/// What a link from a group into the private chat carries in its 64 characters (core.telegram.org/bots/features#deep-linking):
/// what was asked, and where. Nothing in it is believed; see <see cref="DeepLinks"/> for who may act on it.
/// </summary>
internal abstract partial record DeepLink
{
    public const int LengthMax = 64;

    private DeepLink()
    {
    }

    /// <param name="Name">As the engine calls it: <c>offer list</c>.</param>
    /// <param name="PersonId">Whom it was said about, where it was said as a reply.</param>
    public sealed record Command(string Name, string ChatId, string? PersonId = null) : DeepLink;

    /// <summary>A button that was pressed where everybody reads.</summary>
    public sealed record Press(string ActionId) : DeepLink;

    /// <returns>Null where it does not fit.</returns>
    public string? Write()
    {
        var payload = this switch
        {
            Command { PersonId: { } person } said => $"at-{said.Name.Replace(' ', '_')}-{said.ChatId}-{person}",
            Command said => $"at-{said.Name.Replace(' ', '_')}-{said.ChatId}",
            Press press => press.ActionId.Replace(':', '_'),
            _ => string.Empty,
        };
        return payload.Length <= LengthMax && Read(payload) == this ? payload : null;
    }

    /// <returns>Null where the payload is the engine's business, or nobody's.</returns>
    public static DeepLink? Read(string payload)
    {
        if (CommandLinks().Match(payload) is { Success: true } said)
        {
            var name = said.Groups["name"].Value.Replace('_', ' ');
            var person = said.Groups["person"];
            return CommandList.Find(name) is not null && Lenient.IsId(said.Groups["chat"].Value)
                ? new Command(name, said.Groups["chat"].Value, person.Success ? person.Value : null)
                : null;
        }

        // A verb has no underscore and an id 22 characters, so that the parts are found again.
        if (PressLinks().Match(payload) is { Success: true } pressed)
        {
            var more = pressed.Groups["more"];
            var actionId = $"{pressed.Groups["verb"].Value}:{pressed.Groups["id"].Value}" +
                (more.Success ? $":{more.Value}" : string.Empty);
            return ActionId.TryParse(actionId, out _) ? new Press(actionId) : null;
        }

        return null;
    }

    [GeneratedRegex("^at-(?<name>[a-z_]{1,32})-(?<chat>-?[0-9]{1,19})(-(?<person>[0-9]{1,19}))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CommandLinks();

    [GeneratedRegex("^(?<verb>[a-z-]{1,16})_(?<id>[A-Za-z0-9_-]{22})(_(?<more>[A-Za-z0-9_-]+))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PressLinks();
}
