using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>Staff ends a conversation: nothing more is written on it. Closing twice is closing once.</summary>
public sealed class CloseTicket(Work work, BusinessTime businessTime)
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

                if (ticket.Status != TicketStatus.Closed)
                {
                    var now = businessTime.Now();
                    ticket.Status = TicketStatus.Closed;
                    ticket.ResolvedAt ??= now;
                    ticket.UpdatedAt = now;
                    db.Remember(merchantId, Subject.Ticket, ticketId.Value, "closed", actor, now);
                }

                return new TicketOutcome.Closed(ticket);
            },
            cancellationToken);
}
