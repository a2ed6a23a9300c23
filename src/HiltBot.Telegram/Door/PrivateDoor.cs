using HiltBot.Engine.Chat;
using HiltBot.Telegram.Updates;

namespace HiltBot.Telegram.Door;

/// <summary>Messages in the private chat: commands, links, answers to questions, replies to messages that take one.</summary>
internal sealed class PrivateDoor(
    Talk talk, DoorEngine engine, DoorMessages messages, OfferedPlaces places, DeepLinks links)
{
    private const string Skip = "/skip";
    private const string Stop = "/stop";

    public async Task HandleAsync(BotUpdate update, Said said, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(said.Text))
        {
            if (said.HasFile)
            {
                await messages.SendAsync(said.ChatId, DoorReplies.NoFiles, cancellationToken);
            }

            return;
        }

        var text = said.Text.Trim();
        switch (text.Split((char[]?)null, 2)[0].ToLowerInvariant())
        {
            case Skip:
                if (!await talk.SkipAsync(update.Key, said.Person, cancellationToken))
                {
                    await messages.SendAsync(said.ChatId, DoorReplies.NothingAsked, cancellationToken);
                }

                return;
            case Stop:
                await talk.StopAsync(said.Person, cancellationToken);
                return;
        }

        await (TypedCommand.Read(said with { Text = text }) is { } command
            ? CommandAsync(update, said, command, cancellationToken)
            : LineAsync(update, said, text, cancellationToken));
    }

    private async Task CommandAsync(
        BotUpdate update, Said said, ChatInput.Command command, CancellationToken cancellationToken)
    {
        if (command.Name == "start" &&
            links.Read(
                command.Options.GetValueOrDefault("payload") ?? string.Empty, said.Person.AccountId) is { } opened)
        {
            await FollowAsync(update, said, opened, cancellationToken);
            return;
        }

        if (TypedCommand.Problem(command) is { } problem)
        {
            await messages.SendAsync(said.ChatId, problem, cancellationToken);
            return;
        }

        string? chatId = null;
        if (command.Name == "setup")
        {
            chatId = places.Find(said.Person.AccountId);
            if (chatId is null)
            {
                await messages.SendAsync(said.ChatId, DoorReplies.WhereToSetUp, cancellationToken);
                return;
            }
        }

        await talk.HoldAsync(new Turn(update.Key, said.Person, chatId, command), cancellationToken);
    }

    // What changes something is done only where the opener asked for it; the engine judges it like everything else.
    private async Task FollowAsync(BotUpdate update, Said said, OpenedLink opened, CancellationToken cancellationToken)
    {
        switch (opened.Link)
        {
            case DeepLink.Press when !opened.IsTrusted:
                await messages.SendAsync(said.ChatId, DoorReplies.NotYourLink, cancellationToken);
                return;
            case DeepLink.Command { PersonId: { } meant } about when !opened.IsTrusted:
                await messages.SendAsync(said.ChatId, DoorReplies.SayItYourself(about.Name, meant), cancellationToken);
                return;
            case DeepLink.Press press:
                await talk.HoldAsync(
                    new Turn(update.Key, said.Person, null, new ChatInput.Pressed(press.ActionId)), cancellationToken);
                return;
            case DeepLink.Command { Name: "setup" } setup
                when !await engine.IsBoundAsync(setup.ChatId, cancellationToken):
                await talk.AskCodeAsync(
                    update.Key, said.Person, setup.ChatId, DoorReplies.AskCode(null, isAdministrator: true),
                    cancellationToken);
                return;
            case DeepLink.Command command:
                if (Talk.IsSetUp(command.Name))
                {
                    places.Remember(said.Person.AccountId, command.ChatId);
                }

                await talk.HoldAsync(
                    new Turn(update.Key, said.Person, command.ChatId, Complete(command)), cancellationToken,
                    footnote: command.PersonId is { } person
                        ? $"Their number is {person}: /{command.Name.Replace(' ', '_')} {person} …"
                        : null);
                return;
        }
    }

    // The person is known from the reply, and a channel is the chat itself: Telegram has no channels inside of a chat.
    private static ChatInput.Command Complete(DeepLink.Command link)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in CommandList.Find(link.Name)?.Options ?? [])
        {
            if (option.Type is CommandOptionType.Person or CommandOptionType.KnownPerson && link.PersonId is { } person)
            {
                options[option.Name] = person;
            }
            else if (option is { Type: CommandOptionType.Channel, IsRequired: true })
            {
                options[option.Name] = link.ChatId;
            }
        }

        return new ChatInput.Command(link.Name, options);
    }

    private async Task LineAsync(BotUpdate update, Said said, string text, CancellationToken cancellationToken)
    {
        var footnote = said.HasFile ? DoorReplies.OnlyWordsWentOn : null;
        if (AnsweredForm.Of(said, text) is { } filled)
        {
            await talk.HoldAsync(
                new Turn(update.Key, said.Person, null, filled), cancellationToken, footnote: footnote);
            return;
        }

        if (!await talk.AnswerAsync(update.Key, said.Person, text, footnote, cancellationToken))
        {
            await messages.SendAsync(
                said.ChatId, said.HasFile ? DoorReplies.NoFiles : DoorReplies.OnlyCommands, cancellationToken);
        }
    }
}
