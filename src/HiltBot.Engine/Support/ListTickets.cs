using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>A ticket with its newest messages, oldest of them first.</summary>
public sealed record TicketView(Ticket Ticket, IReadOnlyList<TicketMessage> Messages);

/// <summary>A merchant's tickets, newest first, and one of them with its thread.</summary>
public sealed class ListTickets(Work work)
{
    /// <summary>Messages that are shown of one ticket; older ones are kept.</summary>
    public const int MessagesMax = 1000;

    /// <param name="status">Null: all.</param>
    /// <param name="page">From 1.</param>
    public Task<PageOf<Ticket>> HandleAsync(
        MerchantId merchantId, TicketStatus? status, int page, int perPage, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var rows = db.Tickets.Where(row => row.MerchantId == merchantId);
                rows = status is { } wanted ? rows.Where(row => row.Status == wanted) : rows;
                return new PageOf<Ticket>(
                    await rows.CountAsync(cancellationToken),
                    await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                        .Skip(Pages.Before(page, perPage)).Take(perPage).ToListAsync(cancellationToken));
            },
            cancellationToken);

    /// <returns>Null when this merchant has no such ticket.</returns>
    public Task<TicketView?> FindAsync(
        MerchantId merchantId, TicketId ticketId, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var ticket = await db.Tickets.SingleOrDefaultAsync(
                row => row.Id == ticketId && row.MerchantId == merchantId, cancellationToken);
            if (ticket is null)
            {
                return null;
            }

            var messages = await db.TicketMessages.Where(row => row.TicketId == ticketId)
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(MessagesMax)
                .ToListAsync(cancellationToken);
            messages.Reverse();
            return new TicketView(ticket, messages);
        },
        cancellationToken);
}
