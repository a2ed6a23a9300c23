using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Staff answer somebody who asked for help, or end the conversation.</summary>
internal sealed class AnswerButtons(AnswerTicket answer, CloseTicket close) : ChatCommand
{
    private const int QuoteMax = 100;

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (!action.Names<TicketId>(out var ticketId))
        {
            return Replies.UnknownButton();
        }

        if (action.Verb == Verbs.Close)
        {
            return Answer(await close.HandleAsync(turn.MerchantId, ticketId, turn.Actor, cancellationToken));
        }

        var ticket = await turn.Db.Tickets.SingleOrDefaultAsync(
            row => row.Id == ticketId && row.MerchantId == turn.MerchantId, cancellationToken);
        return ticket switch
        {
            null => Replies.UnknownButton(),
            { Status: TicketStatus.Closed } => Answer(new TicketOutcome.Closed(ticket)),
            _ => Replies.Say($"Answer \"{PlainText.Line(ticket.Subject, QuoteMax)}\":") with
            {
                Form = new ChatForm(
                    ActionId.Write(Verbs.Answer, ticketId), "Your answer",
                    [new ChatField("message", "What they read", IsLong: true, LengthMax: TicketRules.ChatBodyMax)]),
            },
        };
    }

    public override async Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken) =>
        action.Verb == Verbs.Answer && action.Names<TicketId>(out var ticketId)
            ? Answer(await answer.HandleAsync(
                turn.MerchantId, ticketId, fields.Body("message", TicketRules.ChatBodyMax), turn.Actor,
                cancellationToken))
            : Replies.UnknownButton();

    internal static ChatReply Answer(TicketOutcome outcome) => outcome switch
    {
        TicketOutcome.Opened or TicketOutcome.Written => Replies.Say(
            "Sent. They get it as a private message, and their reply comes back here."),
        TicketOutcome.Closed => Replies.Say("This conversation is closed; nothing more is written on it."),
        TicketOutcome.Refused refused => Replies.Say(refused.Why, "Nothing was sent."),
        TicketOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why),
        TicketOutcome.UnknownTicket => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
