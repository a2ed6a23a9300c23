using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

// What a test reads: copies of how things are at that moment.
public sealed partial class StandInTelegram
{
    /// <summary>Every call, in the order in which they came.</summary>
    public IReadOnlyList<TelegramCall> Calls => Read(() => calls.ToList());

    public IReadOnlyList<TelegramCall> CallsOf(string method) => Read(() => calls.Where(call => call.Method == method).ToList());

    public int CountCalls(string method) => Read(() => calls.Count(call => call.Method == method));

    /// <summary>Who is inside, by id: everybody but the bot.</summary>
    public IReadOnlyList<string> Members(string chat) => Read(() => Chat(chat).Members.Values
        .Where(member => member.User != Bot && member.IsInside).Select(member => member.User.Id.Text()).ToList());

    public bool IsInside(string chat, string user) => Read(() => Standing(Chat(chat), User(user)).IsInside);

    public TelegramMember MemberOf(string chat, string user) => Read(() =>
    {
        var member = Standing(Chat(chat), User(user));
        return new TelegramMember(user, member.Status.ToString().ToLowerInvariant(), member.Rights, member.Until);
    });

    /// <summary>Who is kept out at this moment.</summary>
    public IReadOnlyList<string> Banned(string chat) => Read(() => Chat(chat).Members.Values
        .Where(member => Standing(Chat(chat), member.User).Status == MemberStatus.Kicked)
        .Select(member => member.User.Id.Text()).ToList());

    /// <summary>Who asked to join and waits.</summary>
    public IReadOnlyList<string> Requests(string chat) =>
        Read(() => Chat(chat).Requests.Keys.Select(id => id.Text()).ToList());

    public IReadOnlyList<TelegramLink> Links(string chat) => Read(() => Chat(chat).Links.Select(link => new TelegramLink(
        link.Url, link.Name, link.Creator.Id.Text(), link.CreatesJoinRequest, link.MemberLimit, link.ExpiresAt,
        link.IsRevoked, IsOpen(Chat(chat), link),
        Chat(chat).Members.Values.Count(member => member.IsInside && member.Link == link))).ToList());

    /// <summary>What stands in a chat, the oldest first: no service messages, and what was deleted is gone.</summary>
    public IReadOnlyList<TelegramMessage> Messages(string chat) => Read(() => ChatOrNull(chat) is { } state
        ? state.Messages.Where(message => message.Service is null && !message.IsDeleted)
            .Select(message => new TelegramMessage(message)).ToList()
        : []);

    /// <summary>What the bot wrote to somebody privately and did not delete.</summary>
    public IReadOnlyList<TelegramMessage> MessagesTo(string user) =>
        [.. Messages(user).Where(message => message.From == BotId)];

    /// <summary>What the bot wrote into a chat.</summary>
    public IReadOnlyList<TelegramMessage> BotMessages(string chat) =>
        [.. Messages(chat).Where(message => message.From == BotId || message.From is null)];

    public TelegramMessage? LastMessageTo(string user) => MessagesTo(user).LastOrDefault();

    /// <summary>A message as it is now.</summary>
    public TelegramMessage Now(TelegramMessage message) =>
        Read(() => new TelegramMessage(Chat(message.Chat).Messages.First(one => one.Id == message.Id)));

    /// <summary>Waits for the bot's first private message with that text in it, after another one if given.</summary>
    public Task<TelegramMessage> NextMessageToAsync(
        string user, string? containing = null, TelegramMessage? after = null, TimeSpan? patience = null) => UntilAsync(
        () => MessagesTo(user).FirstOrDefault(message => message.Id > (after?.Id ?? 0) &&
            (containing is null || message.Text.Contains(containing, StringComparison.OrdinalIgnoreCase))),
        $"{user} is written '{containing}'; there is: {string.Join(" // ", MessagesTo(user))}", patience);

    /// <summary>Waits for the bot's answer to a pressed button.</summary>
    public Task<TelegramPress> AnsweredAsync(TelegramPress press, TimeSpan? patience = null) =>
        UntilAsync(() => press.IsAnswered ? press : null, $"the press {press.Id} is answered", patience);

    /// <summary>The names of the commands of a scope (<c>default</c>, <c>all_private_chats</c>, …) and language.</summary>
    public IReadOnlyList<string> CommandsOf(string scope = "default", string language = "") =>
        [.. CommandList(scope, language).Select(one => (string)one["command"]!)];

    public IReadOnlyList<JsonObject> CommandList(string scope = "default", string language = "") => Read(() =>
        CommandScopes.GetValueOrDefault($"{scope} {language}".TrimEnd())?
            .Select(one => one!.DeepClone().AsObject()).ToList() ?? []);
}
