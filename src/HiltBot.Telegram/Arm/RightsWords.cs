namespace HiltBot.Telegram.Arm;

/// <param name="Right">As the Bot API calls it.</param>
/// <param name="Name">As Telegram's settings call it in a group.</param>
/// <param name="Why">What the bot cannot do without it.</param>
internal sealed record BotRight(string Right, string Name, string Why)
{
    public static BotRight Invite { get; } = new(
        "can_invite_users", "Invite Users via Link", "let in who has paid");

    public static BotRight Ban { get; } = new(
        "can_restrict_members", "Ban Users", "remove whose membership has ended");

    public static IReadOnlyList<BotRight> All { get; } = [Invite, Ban];
}

/// <summary>Which right is missing, and who clicks what: the same words for seats, set-up and alerts.</summary>
internal static class RightsWords
{
    public const string SetUpAgain = "Somebody who manages it says /setup there, which names what is missing.";

    public const string Unclear = $"Telegram says that I lack a right in this chat. {SetUpAgain}";

    /// <summary>What keeps the bot from its work; null when nothing does.</summary>
    public static string? First(ChatSight sight) => All(sight).Select(one => $"{one.Problem} {one.Mend}").FirstOrDefault();

    public static IEnumerable<(string Problem, string Mend)> All(ChatSight sight)
    {
        if (!sight.Bot.IsAdministrator)
        {
            yield return (
                $"I am no administrator of this {sight.Kind}: without that I can neither let in who has paid nor remove " +
                "whose membership has ended.",
                MakeAdministrator(sight));
            yield break;
        }

        foreach (var right in BotRight.All.Where(right => !sight.Bot.Has(right.Right)))
        {
            yield return (
                $"I lack the right \"{NameIn(sight, right)}\": without it I cannot {right.Why}.", Mend(sight, right));
        }
    }

    public static string MakeAdministrator(ChatSight sight) =>
        $"Somebody who owns the {sight.Kind} opens its profile > Edit > Administrators > Add Administrator, chooses " +
        $"{sight.BotName}, leaves \"{NameIn(sight, BotRight.Invite)}\" and \"{NameIn(sight, BotRight.Ban)}\" switched on " +
        "and saves.";

    // A channel's settings show no switch for it: it comes along whenever an administrator is named.
    private static string Mend(ChatSight sight, BotRight right) => sight.IsChannel && right == BotRight.Ban
        ? $"Somebody who owns the channel opens its profile > Edit > Administrators, dismisses {sight.BotName} there and adds " +
            "it as an administrator again, with all that is switched on then."
        : $"Somebody who owns the {sight.Kind} opens its profile > Edit > Administrators > {sight.BotName}, switches on " +
            $"\"{NameIn(sight, right)}\" and saves.";

    private static string NameIn(ChatSight sight, BotRight right) =>
        sight.IsChannel && right == BotRight.Invite ? "Add Subscribers" : right.Name;
}
