using System.Text.Json;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Door;

/// <summary>
/// A command as Discord registers it (discord.com/developers/docs/interactions/application-commands), with
/// the members that we set and no others, so that two can be compared.
/// </summary>
internal sealed record ApplicationCommand(string Name, string Description)
{
    public const int ChatInputType = 1;

    private const int InServers = 0;
    private const int InPrivateChat = 1;

    // What Discord shows of a command that was registered without contexts.
    private static readonly IReadOnlyList<int> Anywhere = [InServers, InPrivateChat, 2];

    // MANAGE_GUILD: who lacks it does not see the command unless the server's owner says otherwise.
    private const string ManageGuild = "32";

    public int Type { get; init; } = ChatInputType;

    public IReadOnlyList<ApplicationCommandOption> Options { get; init; } = [];

    /// <summary>Null: everybody may see it.</summary>
    public string? DefaultMemberPermissions { get; init; }

    public IReadOnlyList<int> Contexts { get; init; } = [];

    public static IReadOnlyList<ApplicationCommand> From(IReadOnlyList<CommandSpec> specs)
    {
        var names = specs.Select(spec => spec.Name).ToList();
        return [.. specs.GroupBy(spec => CommandNames.ToDiscord(spec.Name, names).Name)
            .Select(group => From(group.Key, [.. group], names))];
    }

    public static ApplicationCommand Read(JsonElement json) => new(
        json.Text("name") ?? string.Empty, json.Text("description") ?? string.Empty)
    {
        Type = (int)(json.Whole("type") ?? ChatInputType),
        Options = [.. json.Items("options").Select(ApplicationCommandOption.Read)],
        DefaultMemberPermissions = json.Text("default_member_permissions"),
        Contexts = json.Member("contexts").ValueKind == JsonValueKind.Array
            ? [.. json.Items("contexts").Select(item => item.TryGetInt32(out var context) ? context : -1).Order()]
            : Anywhere,
    };

    /// <summary>Whether registering one over the other would change nothing.</summary>
    public bool IsSameAs(ApplicationCommand other) => Name == other.Name && Description == other.Description &&
        Type == other.Type && DefaultMemberPermissions == other.DefaultMemberPermissions &&
        Contexts.Order().SequenceEqual(other.Contexts.Order()) &&
        ApplicationCommandOption.AreSame(Options, other.Options);

    private static ApplicationCommand From(string name, List<CommandSpec> specs, List<string> names)
    {
        var parts = specs.Select(spec => (Spec: spec, CommandNames.ToDiscord(spec.Name, names).Part)).ToList();
        var isDivided = parts.Exists(part => part.Part is not null);
        return new ApplicationCommand(name, isDivided ? DescriptionOf(name) : specs[0].Description)
        {
            Options = isDivided
                ? [.. parts.Select(part => new ApplicationCommandOption(
                    ApplicationCommandOption.Subcommand, part.Part!, part.Spec.Description)
                { Options = ApplicationCommandOption.From(part.Spec) })]
                : ApplicationCommandOption.From(specs[0]),
            DefaultMemberPermissions =
                specs.TrueForAll(spec => spec.Audience == CommandAudience.Staff) ? ManageGuild : null,
            Contexts = [.. specs.SelectMany(ContextsOf).Distinct().Order()],
        };
    }

    private static string DescriptionOf(string name) => name switch
    {
        "setup" => "Connect this server and see that everything works",
        "offer" => "What is sold here",
        "staff" => "Who helps to run this",
        _ => $"Everything about {name}",
    };

    private static IEnumerable<int> ContextsOf(CommandSpec spec) => spec.Place switch
    {
        CommandPlace.Community => [InServers],
        CommandPlace.Private => [InPrivateChat],
        _ => [InServers, InPrivateChat],
    };
}

internal sealed record ApplicationCommandOption(int Type, string Name, string Description)
{
    public const int Subcommand = 1;

    private const int Text = 3;
    private const int WholeNumber = 4;
    private const int User = 6;
    private const int Channel = 7;

    // Text and announcement channels: where a message can be put.
    private static readonly IReadOnlyList<int> MessageChannels = [0];

    public bool? Required { get; init; }

    public bool? Autocomplete { get; init; }

    public IReadOnlyList<ApplicationCommandChoice>? Choices { get; init; }

    public IReadOnlyList<int>? ChannelTypes { get; init; }

    public IReadOnlyList<ApplicationCommandOption>? Options { get; init; }

    /// <summary>Discord wants those that are required first.</summary>
    public static IReadOnlyList<ApplicationCommandOption> From(CommandSpec spec) =>
        [.. spec.Options.OrderByDescending(option => option.IsRequired).Select(From)];

    public static ApplicationCommandOption Read(JsonElement json) => new(
        (int)(json.Whole("type") ?? 0), json.Text("name") ?? string.Empty, json.Text("description") ?? string.Empty)
    {
        Required = json.IsTrue("required"),
        Autocomplete = json.IsTrue("autocomplete"),
        Choices = [.. json.Items("choices").Select(choice => new ApplicationCommandChoice(
            choice.Text("name") ?? string.Empty, choice.Text("value") ?? string.Empty))],
        ChannelTypes = [.. json.Items("channel_types").Select(item => item.TryGetInt32(out var type) ? type : -1)],
        Options = [.. json.Items("options").Select(Read)],
    };

    public static bool AreSame(
        IReadOnlyList<ApplicationCommandOption>? ours, IReadOnlyList<ApplicationCommandOption>? theirs) =>
        (ours ?? []).Count == (theirs ?? []).Count &&
        (ours ?? []).Zip(theirs ?? []).All(pair => pair.First.IsSameAs(pair.Second));

    private bool IsSameAs(ApplicationCommandOption other) => Type == other.Type && Name == other.Name &&
        Description == other.Description && (Required ?? false) == (other.Required ?? false) &&
        (Autocomplete ?? false) == (other.Autocomplete ?? false) &&
        (Choices ?? []).SequenceEqual(other.Choices ?? []) &&
        (ChannelTypes ?? []).Order().SequenceEqual((other.ChannelTypes ?? []).Order()) &&
        AreSame(Options, other.Options);

    private static ApplicationCommandOption From(CommandOption option) => new(
        option.Type switch
        {
            CommandOptionType.WholeNumber => WholeNumber,
            CommandOptionType.Person => User,
            CommandOptionType.Channel => Channel,
            _ => Text,
        },
        option.Name, option.Description)
    {
        Required = option.IsRequired ? true : null,
        Autocomplete = option.Type is CommandOptionType.Offer or CommandOptionType.KnownPerson or
            CommandOptionType.Target ? true : null,
        Choices = option.Choices.Count > 0
            ? [.. option.Choices.Select(choice => new ApplicationCommandChoice(choice, choice))]
            : null,
        ChannelTypes = option.Type == CommandOptionType.Channel ? MessageChannels : null,
    };
}

internal sealed record ApplicationCommandChoice(string Name, string Value);
