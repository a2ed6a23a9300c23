using HiltBot.Engine.Chat;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Messages where everybody reads: a command gets one short line with the way into the private chat, and nothing else is
/// answered but what staff write under a message of the bot.
/// </summary>
internal sealed class GroupDoor(
    Talk talk, DoorMessages messages, DeepLinks links, BotSelf self, PointerPace pace)
{
    public async Task HandleAsync(BotUpdate update, Said said, CancellationToken cancellationToken)
    {
        if (said.ChatType is not ("group" or "supergroup") || string.IsNullOrWhiteSpace(said.Text))
        {
            return;
        }

        var text = said.Text.Trim();
        if (text.StartsWith('/'))
        {
            await CommandAsync(update, said, text, cancellationToken);
        }
        else if (AnsweredForm.Of(said, text) is { } filled && IsOurs(said))
        {
            await AnswerAsync(update, said, filled, cancellationToken);
        }
    }

    private bool IsOurs(Said said) => said.RepliesTo.Member("from").Id("id") == self.UserId;

    private async Task CommandAsync(BotUpdate update, Said said, string text, CancellationToken cancellationToken)
    {
        var first = text.Split((char[]?)null, 2)[0];
        var at = first.IndexOf('@', StringComparison.Ordinal);
        var addressed = at > 0 ? first[(at + 1)..] : null;
        if (await self.LearnAsync(cancellationToken) is not { } username ||
            (addressed is not null && !string.Equals(addressed, username, StringComparison.OrdinalIgnoreCase)) ||
            TypedCommand.Read(said with { Text = text }) is not { } command)
        {
            return;
        }

        var isKnown = CommandList.Find(command.Name) is not null;
        if (!isKnown && addressed is null)
        {
            return;
        }

        if (command.Name == "setup" && command.Options.GetValueOrDefault("code") is { Length: > 0 } && !said.IsNobodys)
        {
            await ConnectAsync(update, said, command, cancellationToken);
            return;
        }

        var name = !isKnown ? "help" : command.Name == "start" ? "join" : command.Name;
        if (pace.May(said.ChatId, said.Person.AccountId) &&
            links.Url(
                new DeepLink.Command(name, said.ChatId, PersonOf(said, name)), said.Person.AccountId) is { } url)
        {
            await messages.PointAsync(
                said.ChatId, said.MessageId, DoorReplies.GoOnPrivately, url, cancellationToken);
        }
    }

    // A code that was said where everybody reads is used up at once, before somebody else can.
    private async Task ConnectAsync(
        BotUpdate update, Said said, ChatInput.Command command, CancellationToken cancellationToken)
    {
        var turn = new Turn(update.Key, said.Person, said.ChatId, command);
        if (await talk.AskEngineAsync(turn, cancellationToken) is not { IsRepetition: false } reply)
        {
            return;
        }

        await talk.ShowAsync(turn, reply, null, null, cancellationToken);
        if (links.Url(new DeepLink.Command("setup", said.ChatId)) is { } url)
        {
            await messages.PointAsync(
                said.ChatId, said.MessageId, DoorReplies.SaidPrivately, url, cancellationToken);
        }
    }

    private async Task AnswerAsync(
        BotUpdate update, Said said, ChatInput.Submitted filled, CancellationToken cancellationToken)
    {
        if (said.IsNobodys)
        {
            await messages.AnswerAsync(said.ChatId, said.MessageId, DoorReplies.WhoAreYou, cancellationToken);
            return;
        }

        // Whose the row is says which workspace is meant; the chat may be bound to none.
        var reply = await talk.AskEngineAsync(
            new Turn(update.Key, said.Person, null, filled), cancellationToken);
        if (reply is { IsRepetition: false })
        {
            await messages.AnswerAsync(said.ChatId, said.MessageId, reply.Text, cancellationToken);
            talk.Forget(update.Key);
        }
    }

    private static string? PersonOf(Said said, string name) =>
        said.RepliedPersonId is { } person && CommandList.Find(name)?.Options.Any(
            option => option.Type is CommandOptionType.Person or CommandOptionType.KnownPerson) == true
            ? person
            : null;
}
