using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <param name="IsNew">False where an open one about the same delivery was there already.</param>
public sealed record DeliveryTicket(TicketId TicketId, bool IsNew);

/// <summary>
/// Opens a ticket about a membership's delivery, or finds the one that is open: however many ask at once, there is one
/// (contract section 5).
/// </summary>
public sealed class OpenDeliveryTicket(Work work, OpenTicket open, BusinessTime businessTime)
{
    /// <returns>Null when this merchant has no such membership.</returns>
    public Task<DeliveryTicket?> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                // Whoever asks at the same moment waits here, and then finds the ticket of the first.
                var membership = await NewMembership.TakeOwnAsync(db, merchantId, membershipId, cancellationToken);
                if (membership is null)
                {
                    return null;
                }

                return await OpenOneAsync(db, membership, cancellationToken) is { } known
                    ? new DeliveryTicket(known, IsNew: false)
                    : await OpenAsync(db, membership, actor, cancellationToken);
            },
            cancellationToken);

    internal static Task<TicketId?> OpenOneAsync(
        HiltDb db, Membership membership, CancellationToken cancellationToken) =>
        db.Tickets
            .Where(row => row.MembershipId == membership.Id && row.MerchantId == membership.MerchantId &&
                row.Category == TicketCategory.Delivery &&
                (row.Status == TicketStatus.Open || row.Status == TicketStatus.Pending))
            .OrderBy(row => row.CreatedAt).Select(row => (TicketId?)row.Id).FirstOrDefaultAsync(cancellationToken);

    private async Task<DeliveryTicket?> OpenAsync(
        HiltDb db, Membership membership, Actor actor, CancellationToken cancellationToken)
    {
        var title = await db.Products.Where(row => row.Id == membership.ProductId).Select(row => row.Title)
            .SingleAsync(cancellationToken);
        var member = membership.IdentityDisplay ?? membership.IdentityValue;
        var outcome = await open.HandleAsync(
            new NewTicket(membership.MerchantId, Cut($"Delivery of {title}"), Words(membership, title, member))
            {
                Category = TicketCategory.Delivery,
                BuyerId = membership.BuyerId,
                AskedBy = member,
                ProductId = membership.ProductId,
                PaymentId = membership.LatestPaymentId,
                MembershipId = membership.Id,
                Source = "api",
                AuthorType = TicketAuthors.Merchant,
            },
            actor, cancellationToken);
        var ticket = outcome is TicketOutcome.Opened opened
            ? opened.Ticket
            : throw new InvalidOperationException($"A delivery ticket ended as {outcome.GetType().Name}.");
        db.Remember(membership, "ticket_opened", actor, businessTime.Now(), new { TicketId = ticket.Id.ToString() });
        return new DeliveryTicket(ticket.Id, IsNew: true);
    }

    private static string Words(Membership membership, string title, string member) =>
        $"{member}: delivery of {title} reads {EnumText.Of(membership.DeliveryStatus)}" +
        (membership.DeliveryLastError is { } error ? $" ({error})." : ".");

    // Never through the middle of a character pair.
    private static string Cut(string text) => text.Length <= TicketRules.SubjectMax
        ? text
        : text[..(TicketRules.SubjectMax - (char.IsHighSurrogate(text[TicketRules.SubjectMax - 1]) ? 1 : 0))];
}
