using HiltBot.Engine.Buyers;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/support</c>: a form that becomes a ticket, and the buyer's side of its thread.</summary>
internal sealed class SupportCommand(OpenTicket open, WriteOnTicket write) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        await FormAsync(turn, cancellationToken);

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (action.Verb == Verbs.Support)
        {
            return await FormAsync(turn, cancellationToken);
        }

        return await OwnTicketAsync(turn, action, cancellationToken) is { } ticket
            ? Replies.Say($"Your message about \"{PlainText.Line(ticket.Subject, PlainText.TitleMax)}\"") with
            {
                Form = new ChatForm(
                    ActionId.Write(Verbs.Reply, ticket.Id), "Reply",
                    [new ChatField("message", "Your message", IsLong: true, LengthMax: TicketRules.ChatBodyMax)]),
            }
            : Replies.NotYours();
    }

    public override async Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken)
    {
        var message = fields.Body("message", TicketRules.ChatBodyMax);
        if (action.Verb == Verbs.Reply)
        {
            return await OwnTicketAsync(turn, action, cancellationToken) is { } ticket
                ? Answer(await write.HandleAsync(
                    turn.MerchantId, ticket.Id, message, turn.Display, BuyerOf(ticket), cancellationToken))
                : Replies.NotYours();
        }

        var buyer = await BuyerDirectory.FindOrMakeAsync(
            turn.Db, turn.MerchantId, turn.Platform, turn.Person.AccountId, turn.Display, turn.Now, cancellationToken);
        var outcome = await open.HandleAsync(
            new NewTicket(turn.MerchantId, fields.Line("subject", TicketRules.SubjectMax), message)
            {
                BuyerId = buyer.Id,
                AskedBy = turn.Display,
                CommunityId = turn.Community?.Id,
                Source = $"chat:{EnumText.Of(turn.Platform)}",
            },
            Actor.Buyer(buyer.Id.ToString()), cancellationToken);
        return Answer(outcome);
    }

    internal static ChatReply Answer(TicketOutcome outcome) => outcome switch
    {
        TicketOutcome.Opened => Replies.Say(
            "Thank you, your message is with the people who run this.",
            "Their answer comes to you in a private message, so keep those open."),
        TicketOutcome.Written => Replies.Say("Sent. Their answer comes to you in a private message."),
        TicketOutcome.Closed => Replies.Say(
            "This conversation is closed, so nothing was sent.", "Say /support to start a new one."),
        TicketOutcome.Refused refused => Replies.Say(refused.Why, "Nothing was sent; say /support to try again."),
        TicketOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why),
        TicketOutcome.UnknownTicket => Replies.NotYours(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private static async Task<ChatReply> FormAsync(ChatTurn turn, CancellationToken cancellationToken)
    {
        var open = await TicketRules.TooManyOpenAsync(
            turn.Db, turn.MerchantId, (await turn.FindBuyerAsync(cancellationToken))?.Id, cancellationToken);
        if (open is not null)
        {
            return Replies.Say(open);
        }

        return Replies.Say($"Write to {PlainText.Name(turn.Merchant.Name)}:") with
        {
            Form = new ChatForm(
                ActionId.Write(Verbs.Support, turn.MerchantId), "Ask for help",
                [
                    new ChatField("subject", "What is it about?", LengthMax: TicketRules.SubjectMax),
                    new ChatField(
                        "message", "What happened, and what did you expect?", IsLong: true,
                        LengthMax: TicketRules.ChatBodyMax),
                ]),
        };
    }

    private static Actor BuyerOf(Ticket ticket) => Actor.Buyer(ticket.BuyerId.ToString()!);

    private static async Task<Ticket?> OwnTicketAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Names<TicketId>(out var ticketId) &&
        await turn.FindBuyerAsync(cancellationToken) is { } buyer
            ? await turn.Db.Tickets.SingleOrDefaultAsync(
                row => row.Id == ticketId && row.MerchantId == turn.MerchantId && row.BuyerId == buyer.Id,
                cancellationToken)
            : null;
}
