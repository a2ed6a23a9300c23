namespace HiltBot.Discord.Door;

/// <summary>
/// A command of Discord is either said alone or has parts. Those that are both for the engine (<c>setup</c>)
/// show the one that is said alone as the part <c>check</c>.
/// </summary>
internal static class CommandNames
{
    public const string Alone = "check";

    /// <summary>The name and its part as Discord has them.</summary>
    /// <param name="all">The engine's names of all commands.</param>
    public static (string Name, string? Part) ToDiscord(string command, IEnumerable<string> all)
    {
        var border = command.IndexOf(' ', StringComparison.Ordinal);
        if (border > 0)
        {
            return (command[..border], command[(border + 1)..]);
        }

        return (command, all.Any(other => other.StartsWith(command + " ", StringComparison.Ordinal)) ? Alone : null);
    }

    public static string FromDiscord(string words) =>
        words.EndsWith(" " + Alone, StringComparison.Ordinal) ? words[..^(Alone.Length + 1)] : words;
}
