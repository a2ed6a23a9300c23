using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>
/// Staff says that the problem is solved; the next message, whoever writes it, opens the conversation again. A closed one
/// stays closed. Resolving twice is resolving once.
/// </summary>
public sealed class ResolveTicket(Work work, BusinessTime businessTime)
{
    public Task<TicketOutcome> HandleAsync(
        MerchantId merchantId, TicketId ticketId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<TicketOutcome>(
            async db =>
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

                if (ticket.Status == TicketStatus.Closed)
                {
                    return new TicketOutcome.Closed(ticket);
                }

                if (ticket.Status != TicketStatus.Resolved)
                {
                    var now = businessTime.Now();
                    ticket.Status = TicketStatus.Resolved;
                    ticket.ResolvedAt = now;
                    ticket.UpdatedAt = now;
                    db.Remember(merchantId, Subject.Ticket, ticketId.Value, "resolved", actor, now);
                }

                return new TicketOutcome.Written(ticket);
            },
            cancellationToken);
}
