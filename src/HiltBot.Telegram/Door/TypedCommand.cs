using HiltBot.Engine.Chat;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Reads a command that somebody typed, with the people in it as account ids: named by a mention that carries the account,
/// by replying to what they wrote, or by the number itself. A bot cannot look up an <c>@name</c>.
/// </summary>
internal static class TypedCommand
{
    /// <returns>Null where it is no command.</returns>
    public static ChatInput.Command? Read(Said said)
    {
        var line = WithIds(said);
        if (CommandLine.Read(line) is not { } command || PersonOption(command.Name) is not { } option)
        {
            return CommandLine.Read(line);
        }

        // In a reply the person is known, and the words are all for the other options.
        return said.RepliedPersonId is { } person && !IsAccount(command.Options.GetValueOrDefault(option.Name))
            ? CommandLine.Read(
                $"/{command.Name.Replace(' ', '_')} {option.Name}:{person} {RestOf(line, command.Name)}")
            : command;
    }

    /// <summary>Why somebody's name cannot be used; null where all is well.</summary>
    public static ChatReply? Problem(ChatInput.Command command)
    {
        if (PersonOption(command.Name) is not { Type: CommandOptionType.Person } option ||
            command.Options.GetValueOrDefault(option.Name) is not { Length: > 0 } named ||
            IsAccount(named))
        {
            return null;
        }

        return new ChatReply(
            $"Telegram does not tell me who \"{PlainText.Line(named, 40)}\" is, so nothing was done.\n" +
            "Give their number instead (/members and my messages to staff name it), or forward me something that they " +
            $"wrote and reply to it with /{command.Name}. A name without @ that Telegram proposes as you type works too.");
    }

    private static CommandOption? PersonOption(string name) => CommandList.Find(name)?.Options.FirstOrDefault(
        option => option.Type is CommandOptionType.Person or CommandOptionType.KnownPerson);

    private static bool IsAccount(string? text) =>
        ReadWords.Person(text) is { Length: > 0 } name && name.All(char.IsAsciiDigit);

    // From the end, so that the places before stay where they are.
    private static string WithIds(Said said)
    {
        var line = said.Text ?? string.Empty;
        foreach (var mention in said.Mentions.OrderByDescending(mention => mention.Offset))
        {
            if (mention.Offset + mention.Length <= line.Length)
            {
                line = $"{line[..mention.Offset]}{mention.PersonId}{line[(mention.Offset + mention.Length)..]}";
            }
        }

        return line;
    }

    private static string RestOf(string line, string name)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var taken = name.Contains(' ') && !words[0].Contains('_') ? 2 : 1;
        return string.Join(' ', words.Skip(taken));
    }
}
