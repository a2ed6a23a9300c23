using System.Globalization;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;

namespace HiltBot.TestKit;

/// <summary>
/// Somebody who talks to the bot in a test: says lines, presses the buttons of the last answer by their labels, chooses
/// from its menu, fills in its form.
/// </summary>
public sealed class Chatter(Store store, Platform platform, string? communityExternalId, string accountId, string display)
{
    private static int updates;

    public bool MayManage { get; init; }

    public string AccountId => accountId;

    /// <summary>The newest answer.</summary>
    public ChatReply Last { get; private set; } = new("(nothing was said yet)");

    /// <summary>The same person in a private chat.</summary>
    public Chatter Privately => new(store, platform, null, accountId, display);

    public Task<ChatReply> SayAsync(string line) =>
        SendAsync(CommandLine.Read(line) ?? throw new InvalidOperationException($"\"{line}\" is no command."));

    /// <summary>Presses the button of the last answer whose label begins so.</summary>
    public Task<ChatReply> PressAsync(string label) => PressIdAsync(ButtonOf(label).ActionId ??
        throw new InvalidOperationException($"\"{label}\" is a link."));

    public Task<ChatReply> PressIdAsync(string actionId) => SendAsync(new ChatInput.Pressed(actionId));

    /// <summary>Chooses the line of the last answer's menu whose label begins so.</summary>
    public Task<ChatReply> ChooseAsync(string label)
    {
        var menu = Last.Menu ?? throw new InvalidOperationException($"There is no menu: {Words(Last)}");
        var line = menu.Lines.FirstOrDefault(one => one.Label.StartsWith(label, StringComparison.Ordinal)) ??
            throw new InvalidOperationException($"\"{label}\" is not in the menu: {Words(Last)}");
        return SendAsync(new ChatInput.Chosen(menu.ActionId, line.Value));
    }

    /// <summary>Fills in the last answer's form; what is not named keeps its proposed value.</summary>
    public Task<ChatReply> FillAsync(params (string Name, string Value)[] values)
    {
        var form = Last.Form ?? throw new InvalidOperationException($"There is no form: {Words(Last)}");
        var fields = form.Fields.ToDictionary(field => field.Name, field => field.Value ?? string.Empty);
        foreach (var (name, value) in values)
        {
            fields[name] = value;
        }

        return SendAsync(new ChatInput.Submitted(form.ActionId, fields));
    }

    public async Task<ChatReply> SendAsync(ChatInput input, string? updateId = null)
    {
        var number = updateId ?? Interlocked.Increment(ref updates).ToString(CultureInfo.InvariantCulture);
        var request = new ChatRequest(
            platform, number, communityExternalId, new ChatPerson(accountId, display, MayManage), input);
        Last = await store.InScopeAsync<Conversation, ChatReply>(
            conversation => conversation.HandleAsync(request, CancellationToken.None));
        return Last;
    }

    public ChatButton ButtonOf(string label) =>
        Last.Buttons.FirstOrDefault(button => button.Label.StartsWith(label, StringComparison.Ordinal)) ??
        throw new InvalidOperationException($"There is no button \"{label}\": {Words(Last)}");

    /// <summary>Everything that a reader sees of an answer.</summary>
    public static string Words(ChatReply reply) => string.Join('\n',
    [
        reply.Text,
        .. reply.Facts.Select(fact => $"{fact.Label}: {fact.Value}"),
        .. reply.Buttons.Select(button => $"[{button.Label}]"),
        .. reply.Menu?.Lines.Select(line => $"({line.Label})") ?? [],
        .. reply.Form?.Fields.Select(field => $"<{field.Label}>") ?? [],
    ]);
}
