namespace HiltBot.Engine.Chat;

/// <summary>
/// Everything that can be said to the bot, for platforms to register. What a command needs of the person who says it
/// stands in <see cref="CommandTable"/>; this list is for people who look for a command.
/// </summary>
public static class CommandList
{
    private static CommandOption Person { get; } =
        new("member", "Who it is about", CommandOptionType.Person, true, []);

    private static CommandOption KnownPerson { get; } =
        new("member", "Who it is about", CommandOptionType.KnownPerson, true, []);

    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        new("start", "Begin here", CommandAudience.Buyer, CommandPlace.Private,
            [Text("payload", "What a link brought along", isRequired: false)]),
        Buyer("join", "See what is offered and get access", Offer(isRequired: false)),
        Buyer("status", "Your memberships: until when, what they open, what is missing"),
        Buyer("renew", "Pay for the next period; no day is lost", Offer(isRequired: false)),
        Buyer("cancel", "Stop reminders; access stays until the paid end", Offer(isRequired: false)),
        Buyer("receipts", "Your receipts"),
        Buyer("connect", "Connect your account of another platform", Text("code", "The code you were given", false)),
        Buyer("support", "Write to the people who run this"),
        Buyer("forget", "Delete what is known about you"),
        Buyer("help", "What I can do"),
        Here("setup", "Connect this place to your workspace, and check that everything works",
            Text("code", "The one-time code from your workspace", isRequired: false),
            new("alerts", "Channel for joins, lapses and trouble", CommandOptionType.Channel, false, [])),
        Staff("setup wallet", "Choose the wallet that buyers pay into",
            Text("address", "The address of your own Solana wallet", isRequired: false)),
        Here("setup panel", "Post a Join button that stays, in a channel of your choice",
            new CommandOption("channel", "Where it stands", CommandOptionType.Channel, true, [])),
        Here("setup private", "Where I reach buyers who take no private messages: beside this channel",
            new CommandOption("channel", "Left out: nowhere", CommandOptionType.Channel, false, [])),
        Staff("setup code", "Get a one-time code that connects another server or group"),
        Staff("setup api", "Get a one-time code for your account at the API"),
        Staff("offer create", "Create an offer"),
        Staff("offer list", "Your offers"),
        Staff("offer edit", "Change an offer", Offer(isRequired: false)),
        Staff("offer archive", "Stop selling an offer; members may still renew", Offer(isRequired: false)),
        Staff("members", "Who has what, and until when",
            new CommandOption("filter", "Which members", CommandOptionType.Text, false,
                ["all", "active", "grace", "expired", "trouble"])),
        Staff("gift", "Give somebody an offer without payment", Person, Offer(isRequired: true),
            new CommandOption("days", "How many days", CommandOptionType.WholeNumber, true, [])),
        Staff("revoke", "End somebody's membership now", KnownPerson, Offer(isRequired: false),
            Text("reason", "What they are told", isRequired: false)),
        Staff("block", "Keep somebody from buying", Person, Text("reason", "For staff only", isRequired: false)),
        Staff("unblock", "Let somebody buy again", KnownPerson),
        Staff("why", "Why somebody has access, or has not", KnownPerson),
        Staff("unmatched", "Money that arrived and counts for nothing yet"),
        Staff("staff add", "Make somebody staff", Person,
            new CommandOption("role", "What they may do", CommandOptionType.Text, true,
                ["support", "manager", "owner"])),
        Staff("staff remove", "Take somebody off the staff", Person),
    ];

    public static CommandSpec? Find(string name) => All.FirstOrDefault(spec => spec.Name == name);

    private static CommandSpec Buyer(string name, string description, params IReadOnlyList<CommandOption> options) =>
        new(name, description, CommandAudience.Buyer, CommandPlace.Anywhere, options);

    private static CommandSpec Staff(string name, string description, params IReadOnlyList<CommandOption> options) =>
        new(name, description, CommandAudience.Staff, CommandPlace.Anywhere, options);

    private static CommandSpec Here(string name, string description, params IReadOnlyList<CommandOption> options) =>
        new(name, description, CommandAudience.Staff, CommandPlace.Community, options);

    private static CommandOption Offer(bool isRequired) =>
        new("offer", "Which offer", CommandOptionType.Offer, isRequired, []);

    private static CommandOption Text(string name, string description, bool isRequired) =>
        new(name, description, CommandOptionType.Text, isRequired, []);
}
