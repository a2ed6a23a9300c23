using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>Staff answers; the buyer is told, with a button to reply. A closed ticket takes no answer.</summary>
public sealed class AnswerTicket(Work work, BusinessTime businessTime, TimeProvider time)
{
    public async Task<TicketOutcome> HandleAsync(
        MerchantId merchantId, TicketId ticketId, string body, Actor actor, CancellationToken cancellationToken) =>
        TicketRules.Problem(null, body) is { } problem
            ? problem
            : await work.RunAsync(
                db => AnswerAsync(db, merchantId, ticketId, body, actor, cancellationToken), cancellationToken);

    private async Task<TicketOutcome> AnswerAsync(
        HiltDb db, MerchantId merchantId, TicketId ticketId, string body, Actor actor,
        CancellationToken cancellationToken)
    {
        if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.Answer, cancellationToken))
        {
            return new TicketOutcome.NotAllowed(StaffRights.Refusal(StaffAction.Answer));
        }

        var ticket = await db.Tickets.SingleOrDefaultAsync(
            row => row.Id == ticketId && row.MerchantId == merchantId, cancellationToken);
        if (ticket is null)
        {
            return new TicketOutcome.UnknownTicket();
        }

        // Whoever signed in to the workspace's account speaks as the merchant; people of the staff have ids of their own.
        var author = actor.Type == "merchant" && actor.Id != merchantId.ToString()
            ? TicketAuthors.Staff
            : TicketAuthors.Merchant;
        if (TicketRules.After(ticket.Status, author) is not { } status)
        {
            return new TicketOutcome.Closed(ticket);
        }

        var now = businessTime.Now();
        var message = TicketThread.Write(db, ticket, author, actor.Id, body, now);
        ticket.Status = status;
        ticket.UpdatedAt = now;
        ticket.ResolvedAt = null;
        db.Remember(merchantId, Subject.Ticket, ticketId.Value, "answered", actor, now);
        if (ticket.BuyerId is { } buyerId)
        {
            await TellBuyerAsync(db, ticket, buyerId, message, now, cancellationToken);
        }

        return new TicketOutcome.Written(ticket);
    }

    // A chat message is shorter than a message of the API: what does not fit comes in numbered parts.
    private async Task TellBuyerAsync(
        HiltDb db, Ticket ticket, BuyerId buyerId, TicketMessage message, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.SingleAsync(row => row.Id == ticket.MerchantId, cancellationToken);
        var parts = TicketRules.PartsOf(message.Body);
        for (var place = 0; place < parts.Count; place++)
        {
            await db.OweAsync(
                ticket.MerchantId,
                new NewNotice(
                    place == 0 ? $"ticket:{ticket.Id}:{message.Id}" : $"ticket:{ticket.Id}:{message.Id}:{place + 1}",
                    NoticeAudience.Buyer, NoticeKind.SupportAnswered,
                    new NoticeFacts
                    {
                        MerchantName = merchant.Name,
                        Text = parts.Count == 1 ? parts[place] : $"({place + 1}/{parts.Count}) {parts[place]}",
                        Ticket = Id.ToOpaque(ticket.Id),
                    })
                { BuyerId = buyerId },
                now, time.Now(), cancellationToken);
        }
    }
}
