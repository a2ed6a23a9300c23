using System.Text.Json;
using HiltBot.Engine.Chat;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>A command as it stands in Telegram's menu (core.telegram.org/bots/api#botcommand).</summary>
internal sealed record BotCommand(string Command, string Description);

/// <summary>
/// Which commands are proposed where. All words are English, so one list for every language stands in each place.
/// </summary>
internal static class BotCommands
{
    private const int CountMax = 100;
    private const int NameMax = 32;
    private const int DescriptionMax = 256;

    // In a group the bot only points to the private chat; more would be noise in the menu.
    private static readonly string[] InGroups = ["join", "help"];

    public static IReadOnlyList<BotCommand> ForBuyers { get; } =
        Of(spec => spec.Audience == CommandAudience.Buyer && spec.Name != "start");

    /// <summary>In the private chats of staff: those that need no place, and all that buyers have.</summary>
    public static IReadOnlyList<BotCommand> ForStaff { get; } = Of(spec => spec.Name != "start" &&
        (spec.Audience == CommandAudience.Buyer || spec.Place != CommandPlace.Community || spec.Name == "setup"));

    public static IReadOnlyList<BotCommand> ForGroups { get; } = Of(spec => InGroups.Contains(spec.Name));

    public static IReadOnlyList<BotCommand> ForChatAdministrators { get; } =
        Of(spec => spec.Name == "setup" || InGroups.Contains(spec.Name));

    public static IReadOnlyList<BotCommand> Read(JsonElement list) =>
        [.. list.AsItems().Select(one => new BotCommand(
            one.Text("command") ?? string.Empty, one.Text("description") ?? string.Empty))];

    private static IReadOnlyList<BotCommand> Of(Func<CommandSpec, bool> isMeant) =>
    [
        .. CommandList.All.Where(isMeant)
            .Select(spec => new BotCommand(
                spec.Name.Replace(' ', '_'), PlainText.Line(spec.Description, DescriptionMax)))
            .Where(command => command.Command.Length <= NameMax)
            .Take(CountMax),
    ];
}
