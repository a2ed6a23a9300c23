using System.Collections.Concurrent;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Arm;

namespace HiltBot.Telegram.Door;

/// <summary>Something that a person did, on its way to the engine.</summary>
/// <param name="UpdateId">As the engine keeps it.</param>
/// <param name="CommunityId">The chat that it is about; null where none is.</param>
internal sealed record Turn(string UpdateId, ChatPerson Person, string? CommunityId, ChatInput Input);

/// <summary>
/// Road, step 1, in the private chat: what somebody says or presses becomes a conversation, and its reply a message, a
/// question, or a new face of the message that was pressed.
/// </summary>
internal sealed class Talk(DoorEngine engine, DoorMessages messages, ChatManagers managers, OfferedPlaces places)
{
    /// <summary>Of the form that asks for the code of a workspace; the engine knows no such action.</summary>
    private const string CodeForm = "connect-chat";

    private const string CodeField = "code";
    private const int CodeMax = 100;

    private const string SetUp = "setup";
    private const int UnsaidMax = 1000;
    private const int HeardMax = 10_000;

    // What the engine answered and was not said yet: it answers once, and what fails after that is tried again.
    private readonly ConcurrentDictionary<string, ChatReply> unsaid = new(StringComparer.Ordinal);

    // What this process has acted on. A repetition of anything else was acted on by one that died, perhaps unanswered.
    private readonly Recent<string, bool> heard = new(HeardMax);

    /// <param name="pressed">The message to change where the reply takes its place; null: always a new one.</param>
    /// <param name="footnote">Added to what is said.</param>
    public async Task HoldAsync(
        Turn turn, CancellationToken cancellationToken, long? pressed = null, string? footnote = null)
    {
        if (await AskEngineAsync(turn, cancellationToken) is not { } reply ||
            (reply.IsRepetition && heard.TryGet(turn.UpdateId, out _)))
        {
            return;
        }

        await ShowAsync(turn, reply, reply.IsRepetition ? null : pressed, footnote, cancellationToken);
    }

    /// <returns>Null where nobody was asked, and the person was told why.</returns>
    public async Task<ChatReply?> AskEngineAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (unsaid.TryGetValue(turn.UpdateId, out var earlier))
        {
            return earlier;
        }

        var person = turn.Person;
        if (turn is { CommunityId: { } chatId, Input: ChatInput.Command { Name: var name } } && IsSetUp(name))
        {
            if (await managers.MayManageAsync(chatId, person.AccountId, cancellationToken) is not { } mayManage)
            {
                await messages.SendAsync(person.AccountId, DoorReplies.CannotAsk, cancellationToken);
                return null;
            }

            person = person with { MayManageCommunity = mayManage };
        }

        var reply = await engine.ConverseAsync(
            new ChatRequest(Platform.Telegram, turn.UpdateId, turn.CommunityId, person, turn.Input), cancellationToken);
        if (!reply.IsRepetition)
        {
            heard.Keep(turn.UpdateId, true);
            if (unsaid.Count < UnsaidMax)
            {
                unsaid[turn.UpdateId] = reply;
            }
        }

        return reply;
    }

    /// <summary>It was said, or never will be.</summary>
    public void Forget(string updateId) => unsaid.TryRemove(updateId, out _);

    public async Task ShowAsync(
        Turn turn, ChatReply reply, long? pressed, string? footnote, CancellationToken cancellationToken)
    {
        await SayAsync(turn, reply, pressed, footnote, cancellationToken);
        Forget(turn.UpdateId);
    }

    private async Task SayAsync(
        Turn turn, ChatReply reply, long? pressed, string? footnote, CancellationToken cancellationToken)
    {
        var accountId = turn.Person.AccountId;
        if (reply.Form is { } form)
        {
            await messages.AskAsync(
                accountId,
                await engine.BeginFormAsync(
                    accountId, turn.UpdateId, turn.CommunityId, reply.Text, form, cancellationToken),
                cancellationToken);
            return;
        }

        if (turn.Input is ChatInput.Command)
        {
            await engine.EndFormAsync(accountId, cancellationToken);
        }

        if (pressed is { } messageId && TakesPlace(turn.Input, reply))
        {
            await messages.EditAsync(accountId, messageId, reply, cancellationToken);
            return;
        }

        await messages.SendAsync(
            accountId, footnote is null ? reply : reply with { Text = $"{reply.Text}\n{footnote}" }, cancellationToken);
    }

    /// <summary>A line that is no command: the answer to what was asked, or nothing that the bot understands.</summary>
    /// <returns>Whether something was asked.</returns>
    public async Task<bool> AnswerAsync(
        string updateId, ChatPerson person, string text, string? footnote, CancellationToken cancellationToken) =>
        await TakeAsync(
            updateId, person, await engine.AnswerFormAsync(person.AccountId, updateId, text, cancellationToken),
            footnote, cancellationToken);

    public async Task<bool> SkipAsync(string updateId, ChatPerson person, CancellationToken cancellationToken) =>
        await TakeAsync(
            updateId, person, await engine.SkipFieldAsync(person.AccountId, updateId, cancellationToken), null,
            cancellationToken);

    public async Task StopAsync(ChatPerson person, CancellationToken cancellationToken) =>
        await messages.SendAsync(
            person.AccountId,
            await engine.EndFormAsync(person.AccountId, cancellationToken)
                ? DoorReplies.Stopped
                : DoorReplies.NothingAsked,
            cancellationToken);

    /// <summary>Asks for the code that connects a chat.</summary>
    /// <returns>Whether it arrived: nobody is written to who has not started the bot.</returns>
    public async Task<bool> AskCodeAsync(
        string updateId, ChatPerson person, string chatId, string intro, CancellationToken cancellationToken)
    {
        places.Remember(person.AccountId, chatId);
        var question = await engine.BeginFormAsync(
            person.AccountId, updateId, chatId, intro,
            new ChatForm(
                CodeForm, "Connect a chat", [new ChatField(CodeField, "The one-time code", LengthMax: CodeMax)]),
            cancellationToken);
        if (await messages.AskAsync(person.AccountId, question, cancellationToken))
        {
            return true;
        }

        await engine.EndFormAsync(person.AccountId, cancellationToken);
        return false;
    }

    public static bool IsSetUp(string command) =>
        command == SetUp || command.StartsWith(SetUp + " ", StringComparison.Ordinal);

    public static ChatInput.Command SetUpWith(string code) => new(
        SetUp, new Dictionary<string, string>(StringComparer.Ordinal) { [CodeField] = code });

    private async Task<bool> TakeAsync(
        string updateId, ChatPerson person, TypedStep step, string? footnote, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case TypedStep.Ask ask:
                await messages.AskAsync(person.AccountId, ask.Question, cancellationToken);
                return true;
            case TypedStep.Filled { CommunityExternalId: { } chatId, Input: { ActionId: CodeForm } input }:
                await ConnectAsync(
                    updateId, person, chatId, input.Fields.GetValueOrDefault(CodeField) ?? string.Empty,
                    cancellationToken);
                return true;
            case TypedStep.Filled filled:
                await HoldAsync(
                    new Turn(updateId, person, filled.CommunityExternalId, filled.Input), cancellationToken,
                    footnote: footnote);
                return true;
            default:
                return false;
        }
    }

    // What was mistyped is asked for again, until it is right or they stop.
    private async Task ConnectAsync(
        string updateId, ChatPerson person, string chatId, string code, CancellationToken cancellationToken)
    {
        var turn = new Turn(updateId, person, chatId, SetUpWith(code));
        if (await AskEngineAsync(turn, cancellationToken) is not { IsRepetition: false } reply)
        {
            return;
        }

        if (await engine.IsBoundAsync(chatId, cancellationToken))
        {
            await ShowAsync(turn, reply, null, null, cancellationToken);
        }
        else
        {
            await AskCodeAsync($"{updateId} again", person, chatId, reply.Text, cancellationToken);
            Forget(updateId);
        }
    }

    // Pages, menus and questions are walked through in one message; notices stay as they were.
    private static bool TakesPlace(ChatInput input, ChatReply reply)
    {
        if (input is ChatInput.Chosen)
        {
            return true;
        }

        if (input is not ChatInput.Pressed { ActionId: var actionId })
        {
            return false;
        }

        var verb = actionId.Split(':')[0] + ":";
        return verb.EndsWith("-yes:", StringComparison.Ordinal) ||
            reply.Buttons.Select(button => button.ActionId).Append(reply.Menu?.ActionId)
                .Any(other => other?.StartsWith(verb, StringComparison.Ordinal) == true);
    }
}
