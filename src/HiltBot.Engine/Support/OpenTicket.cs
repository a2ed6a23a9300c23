using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>
/// Opens a ticket with its first message. Staff are told with a button to answer, and the merchant's software by the event
/// <c>support.ticket.created</c>.
/// </summary>
public sealed class OpenTicket(Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    public async Task<TicketOutcome> HandleAsync(
        NewTicket wanted, Actor actor, CancellationToken cancellationToken) =>
        TicketRules.Problem(wanted.Subject, wanted.Body) is { } problem
            ? problem
            : await work.RunAsync(db => OpenAsync(db, wanted, actor, cancellationToken), cancellationToken);

    /// <summary>
    /// Opens one about a delivery that was given up (contract 3.2), in the caller's transaction and with no notice of its
    /// own: staff hear of the failure itself. One that is not resolved yet stands for it.
    /// </summary>
    internal async Task OpenByItselfAsync(HiltDb db, NewTicket wanted, CancellationToken cancellationToken)
    {
        var stands = await db.Tickets.AnyAsync(
            row => row.MerchantId == wanted.MerchantId && row.MembershipId == wanted.MembershipId &&
                row.Category == wanted.Category &&
                (row.Status == TicketStatus.Open || row.Status == TicketStatus.Pending),
            cancellationToken);
        if (!stands)
        {
            Make(db, wanted, Actor.System, businessTime.Now(), time.Now());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task<TicketOutcome> OpenAsync(
        HiltDb db, NewTicket wanted, Actor actor, CancellationToken cancellationToken)
    {
        if (await ForeignAsync(db, wanted, cancellationToken) is { } field)
        {
            return new TicketOutcome.Refused(field, "This is not known here.");
        }

        if (wanted.AuthorType == TicketAuthors.Buyer && await TicketRules.TooManyOpenAsync(
                db, wanted.MerchantId, wanted.BuyerId, cancellationToken) is { } tooMany)
        {
            return new TicketOutcome.Refused(string.Empty, tooMany);
        }

        wanted = await CompleteAsync(db, wanted, cancellationToken);
        var now = businessTime.Now();
        var realNow = time.Now();
        var ticket = Make(db, wanted, actor, now, realNow);
        await TicketThread.TellStaffAsync(
            db, ticket, $"ticket:{ticket.Id}", wanted.AskedBy, wanted.CommunityId, wanted.Body, now, realNow,
            cancellationToken);
        return new TicketOutcome.Opened(ticket);
    }

    private Ticket Make(HiltDb db, NewTicket wanted, Actor actor, DateTimeOffset now, DateTimeOffset realNow)
    {
        var ticket = NewRow(wanted, now);
        db.Tickets.Add(ticket);
        TicketThread.Write(db, ticket, wanted.AuthorType, actor.Id, wanted.Body, now);
        db.Remember(
            ticket.MerchantId, Subject.Ticket, ticket.Id.Value, "opened", actor, now, new { wanted.Source });
        db.OweEvent(
            ticket.MerchantId, EventTypes.SupportTicketCreated, "support_ticket", ticket.Id.ToString(),
            new EventLinks
            {
                ProductId = wanted.ProductId,
                PaymentId = wanted.PaymentId,
                MembershipId = wanted.MembershipId,
                ReceiptId = wanted.ReceiptId,
                TicketId = ticket.Id,
            },
            network.IsLive, now, realNow);
        return ticket;
    }

    // Who is to read the answers, and which product it is about, follow from what it is tied to.
    private static async Task<NewTicket> CompleteAsync(
        HiltDb db, NewTicket wanted, CancellationToken cancellationToken)
    {
        var product = wanted.ProductId ?? (wanted.ProductSlug is { } slug
            ? await db.Products.Where(row => row.Slug == slug).Select(row => (ProductId?)row.Id)
                .SingleOrDefaultAsync(cancellationToken)
            : null);
        var buyer = wanted.BuyerId;
        if (buyer is null && wanted.MembershipId is { } membershipId)
        {
            buyer = await db.Memberships.Where(row => row.Id == membershipId).Select(row => (BuyerId?)row.BuyerId)
                .SingleOrDefaultAsync(cancellationToken);
        }

        if (buyer is null && wanted.PaymentId is { } paymentId)
        {
            buyer = await db.Payments.Where(row => row.Id == paymentId).Select(row => row.BuyerId)
                .SingleOrDefaultAsync(cancellationToken);
        }

        if (buyer is null && wanted.ReceiptId is { } receiptId)
        {
            buyer = await db.Receipts.Where(row => row.Id == receiptId).Select(row => row.BuyerId)
                .SingleOrDefaultAsync(cancellationToken);
        }

        return wanted with { ProductId = product, BuyerId = buyer };
    }

    private static Ticket NewRow(NewTicket wanted, DateTimeOffset now) => new()
    {
        Id = TicketId.New(now),
        MerchantId = wanted.MerchantId,
        BuyerId = wanted.BuyerId,
        Subject = wanted.Subject,
        Category = wanted.Category,
        Status = TicketStatus.Open,
        PaymentId = wanted.PaymentId,
        MembershipId = wanted.MembershipId,
        ReceiptId = wanted.ReceiptId,
        ContextJson = wanted.ContextJson ?? Facts.Write(new
        {
            product_id = wanted.ProductId?.ToString(),
            payment_id = wanted.PaymentId?.ToString(),
            receipt_id = wanted.ReceiptId?.ToString(),
            membership_id = wanted.MembershipId?.ToString(),
            source = wanted.Source,
        }),
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>The first field that names another merchant's row, or none at all (contract: foreign ids are 422).</summary>
    private static async Task<string?> ForeignAsync(
        HiltDb db, NewTicket wanted, CancellationToken cancellationToken)
    {
        var merchantId = wanted.MerchantId;
        return wanted switch
        {
            { ProductId: { } id } when !await db.Products.AnyAsync(
                row => row.Id == id && row.MerchantId == merchantId, cancellationToken) => "context.product_id",
            { ProductSlug: { } slug } when !await db.Products.AnyAsync(
                row => row.Slug == slug && row.MerchantId == merchantId &&
                    (wanted.ProductId == null || row.Id == wanted.ProductId),
                cancellationToken) => "context.product_slug",
            { PaymentId: { } id } when !await db.Payments.AnyAsync(
                row => row.Id == id && row.MerchantId == merchantId, cancellationToken) => "context.payment_id",
            { MembershipId: { } id } when !await db.Memberships.AnyAsync(
                row => row.Id == id && row.MerchantId == merchantId, cancellationToken) => "context.membership_id",
            { ReceiptId: { } id } when !await db.Receipts.AnyAsync(
                row => row.Id == id && row.MerchantId == merchantId, cancellationToken) => "context.receipt_id",
            _ => null,
        };
    }
}
