using HiltBot.Engine.Chat;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Pressed buttons and lines of menus (<c>callback_query</c>). In the private chat they are a conversation; elsewhere they
/// lead into it. Every press is answered, so that no button waits for ever.
/// </summary>
internal sealed class ButtonDoor(Talk talk, DoorMessages messages, DeepLinks links, BotSelf self)
{
    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        var query = update.Content;
        if (query.Text("id") is not { } queryId)
        {
            return;
        }

        if (Said.PersonOf(query.Member("from")) is not { } person)
        {
            await messages.AnswerQueryAsync(queryId, cancellationToken);
            return;
        }

        var input = CallbackData.Read(query);
        var message = query.Member("message");
        if (message.Member("chat").Text("type") != "private")
        {
            await LeadAsync(queryId, person.AccountId, input, cancellationToken);
            return;
        }

        if (input is null)
        {
            await messages.AnswerQueryAsync(queryId, cancellationToken);
            return;
        }

        var turn = new Turn(update.Key, person, null, input);
        var reply = await talk.AskEngineAsync(turn, cancellationToken);
        await messages.AnswerQueryAsync(queryId, cancellationToken);
        if (reply is { IsRepetition: false })
        {
            // A message that is too old to be seen by bots has no date, and cannot be changed.
            var pressed = message.Whole("date") is > 0 ? message.Whole("message_id") : null;
            await talk.ShowAsync(turn, reply, pressed, null, cancellationToken);
        }
    }

    public async Task TellAsync(BotUpdate update, ChatReply reply, CancellationToken cancellationToken)
    {
        if (update.Content.Text("id") is { } queryId)
        {
            await messages.AnswerQueryAsync(queryId, cancellationToken, text: reply.Text);
        }
    }

    private async Task LeadAsync(
        string queryId, string accountId, ChatInput? input, CancellationToken cancellationToken)
    {
        await self.LearnAsync(cancellationToken);
        var url = input is ChatInput.Pressed pressed ? links.Url(new DeepLink.Press(pressed.ActionId), accountId) : null;
        await (url is null
            ? messages.AnswerQueryAsync(queryId, cancellationToken, text: DoorReplies.UnknownButton)
            : messages.AnswerQueryAsync(queryId, cancellationToken, url: url));
    }
}
