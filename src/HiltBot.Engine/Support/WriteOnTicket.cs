using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>The buyer writes more; staff are told, and what was resolved is open again.</summary>
public sealed class WriteOnTicket(Work work, BusinessTime businessTime, TimeProvider time)
{
    /// <param name="display">Who writes, in words for staff.</param>
    public async Task<TicketOutcome> HandleAsync(
        MerchantId merchantId, TicketId ticketId, string body, string display, Actor actor,
        CancellationToken cancellationToken) =>
        TicketRules.Problem(null, body) is { } problem
            ? problem
            : await work.RunAsync(
                db => WriteAsync(db, merchantId, ticketId, body, display, actor, cancellationToken),
                cancellationToken);

    private async Task<TicketOutcome> WriteAsync(
        HiltDb db, MerchantId merchantId, TicketId ticketId, string body, string display, Actor actor,
        CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleOrDefaultAsync(
            row => row.Id == ticketId && row.MerchantId == merchantId, cancellationToken);
        if (ticket is null)
        {
            return new TicketOutcome.UnknownTicket();
        }

        if (TicketRules.After(ticket.Status, TicketAuthors.Buyer) is not { } status)
        {
            return new TicketOutcome.Closed(ticket);
        }

        var now = businessTime.Now();
        var message = TicketThread.Write(db, ticket, TicketAuthors.Buyer, actor.Id, body, now);
        ticket.Status = status;
        ticket.UpdatedAt = now;
        ticket.ResolvedAt = null;
        db.Remember(merchantId, Subject.Ticket, ticketId.Value, "buyer_wrote", actor, now);
        await TicketThread.TellStaffAsync(
            db, ticket, $"ticket:{ticketId}:{message.Id}", display, null, body, now, time.Now(), cancellationToken);
        return new TicketOutcome.Written(ticket);
    }
}
