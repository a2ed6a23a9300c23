using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>The rows that a batch of events is about, in one query a table.</summary>
internal sealed class EventSources
{
    private readonly Dictionary<PaymentId, Payment> payments;
    private readonly Dictionary<ProductId, Product> products;
    private readonly Dictionary<MembershipId, Membership> memberships;
    private readonly List<Receipt> receipts;
    private readonly Dictionary<TicketId, Ticket> tickets;

    private EventSources(
        List<Payment> payments, List<Product> products, List<Membership> memberships, List<Receipt> receipts,
        List<Ticket> tickets)
    {
        this.payments = payments.ToDictionary(row => row.Id);
        this.products = products.ToDictionary(row => row.Id);
        this.memberships = memberships.ToDictionary(row => row.Id);
        this.receipts = receipts;
        this.tickets = tickets.ToDictionary(row => row.Id);
    }

    public static async Task<EventSources> LoadAsync(
        HiltDb db, IReadOnlyList<WebhookEvent> events, CancellationToken cancellationToken)
    {
        var paymentIds = events.Select(row => row.PaymentId).OfType<PaymentId>().Distinct().ToList();
        var payments = await db.Payments.AsNoTracking().Where(row => paymentIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var membershipIds = events.Select(row => row.MembershipId)
            .Concat(payments.Select(row => row.MembershipId))
            .OfType<MembershipId>().Distinct().ToList();
        var memberships = await db.Memberships.AsNoTracking().Where(row => membershipIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var productIds = payments.Select(row => row.ProductId).Distinct().ToList();
        var products = await db.Products.AsNoTracking().Where(row => productIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var receiptIds = events.Select(row => row.ReceiptId).OfType<ReceiptId>().Distinct().ToList();
        var receiptPaymentIds = paymentIds.Select(id => (PaymentId?)id).ToList();
        var receipts = await db.Receipts.AsNoTracking()
            .Where(row => receiptIds.Contains(row.Id) || receiptPaymentIds.Contains(row.PaymentId))
            .ToListAsync(cancellationToken);
        var ticketIds = events.Select(row => row.TicketId).OfType<TicketId>().Distinct().ToList();
        var tickets = await db.Tickets.AsNoTracking().Where(row => ticketIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        return new EventSources(payments, products, memberships, receipts, tickets);
    }

    public Payment? PaymentOf(WebhookEvent row) =>
        row.PaymentId is { } id ? payments.GetValueOrDefault(id) : null;

    public Product? ProductOf(Payment payment) => products.GetValueOrDefault(payment.ProductId);

    public Membership? MembershipOf(WebhookEvent row) =>
        (row.MembershipId ?? PaymentOf(row)?.MembershipId) is { } id ? memberships.GetValueOrDefault(
            id) : null;

    public Membership? MembershipOf(Payment payment) =>
        payment.MembershipId is { } id ? memberships.GetValueOrDefault(id) : null;

    public Receipt? ReceiptOf(WebhookEvent row) => receipts.Find(receipt =>
        row.ReceiptId is { } id ? receipt.Id == id : row.PaymentId is not null &&
            receipt.PaymentId == row.PaymentId);

    public Ticket? TicketOf(WebhookEvent row) =>
        row.TicketId is { } id ? tickets.GetValueOrDefault(id) : null;
}
