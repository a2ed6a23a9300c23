using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

// What a test reads: copies of how things are at that moment.
public sealed partial class StandInDiscord
{
    /// <summary>Every REST call, in the order in which they came.</summary>
    public IReadOnlyList<DiscordCall> Calls => Read(() => calls.ToList());

    /// <summary>Everything that was answered to interactions.</summary>
    public IReadOnlyList<DiscordAnswer> Answers => Read(() => given.ToList());

    /// <summary>Roles given and taken by the bot, with the reasons that it gave.</summary>
    public IReadOnlyList<DiscordAuditEntry> AuditLog => Read(() => audit.ToList());

    /// <summary>The names of the global commands.</summary>
    public IReadOnlyList<string> Commands => [.. CommandsIn(null).Select(one => (string)one["name"]!)];

    public IReadOnlyList<JsonObject> CommandsIn(string? guild) => Read(() =>
        CommandsOf(guild is null ? 0 : Parse(guild)).Values.Select(one => one.DeepClone().AsObject()).ToList());

    public int CountCalls(string route) => Read(() => calls.Count(call => call.Route == route));

    public IReadOnlyList<string> RolesOf(string guild, string user) => Read(() =>
        Guild(guild).Members.TryGetValue(Parse(user), out var member)
            ? member.Roles.Select(role => role.Text()).ToList() : []);

    public bool IsMember(string guild, string user) => Read(() => Guild(guild).Members.ContainsKey(Parse(user)));

    /// <summary>Who has a role.</summary>
    public IReadOnlyList<string> HoldersOf(string guild, string role) => Read(() => Guild(guild).Members.Values
        .Where(member => member.Roles.Contains(Parse(role))).Select(member => member.User.Id.Text()).ToList());

    /// <summary>Messages that everybody there can see, the oldest first.</summary>
    public IReadOnlyList<ShownMessage> MessagesIn(string channel) => Read(() =>
        Channels[Parse(channel)].Messages.Select(message => new ShownMessage(message)).ToList());

    public IReadOnlyList<ShownMessage> DirectMessagesTo(string user) => Read(() =>
        Channels.Values.FirstOrDefault(channel => channel.Recipient?.Id == Parse(user))?.Messages
            .Select(message => new ShownMessage(message)).ToList() ?? []);

    /// <summary>Private threads under a channel, with who was added.</summary>
    public IReadOnlyList<(string Id, string Name, IReadOnlyList<string> Members)> ThreadsOf(string channel) => Read(() =>
        Channels.Values.Where(one => one.IsThread && one.ParentId == Parse(channel)).Select(one => (
            one.Id.Text(), one.Name, (IReadOnlyList<string>)[.. one.ThreadMembers.Select(id => id.Text())])).ToList());

    /// <summary>The invites that the bot made, by code.</summary>
    public IReadOnlyList<string> InviteCodes => Read(() => Invites.Keys.ToList());

    internal Dictionary<ulong, JsonObject> CommandsOf(ulong guild)
    {
        if (!commands.TryGetValue(guild, out var scope))
        {
            commands[guild] = scope = [];
        }

        return scope;
    }

    private T Read<T>(Func<T> look)
    {
        lock (Gate)
        {
            return look();
        }
    }
}
