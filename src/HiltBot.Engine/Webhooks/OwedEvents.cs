using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>The contract's event names (section 8.4), tied to the engine's news in this one place.</summary>
public static class EventTypes
{
    public const string PaymentConfirmed = "payment.confirmed";
    public const string PaymentFailed = "payment.failed";
    public const string ReceiptCreated = "receipt.created";
    public const string MembershipActivated = "membership.activated";
    public const string MembershipRenewed = "membership.renewed";
    public const string MembershipEnteredGrace = "membership.entered_grace";
    public const string MembershipExpired = "membership.expired";
    public const string MembershipReapprovalRequired = "membership.reapproval_required";
    public const string DeliveryFailed = "delivery.failed";
    public const string SupportTicketCreated = "support.ticket.created";

    /// <summary>In the contract's order: the <c>supported_events</c> of answers.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        PaymentConfirmed, PaymentFailed, ReceiptCreated, MembershipActivated, MembershipRenewed, MembershipEnteredGrace,
        MembershipExpired, MembershipReapprovalRequired, DeliveryFailed, SupportTicketCreated,
    ];
}

/// <summary>Owes events, in the transaction of their facts. (merchant, type, source) is unique.</summary>
public static class OwedEvents
{
    /// <summary>How long the rendering may wait for the delivery to be decided (contract 8.4).</summary>
    public static readonly TimeSpan RenderTime = TimeSpan.FromSeconds(5);

    extension(HiltDb db)
    {
        /// <param name="source">What makes the event one: a payment id, a receipt id, a membership's
        /// period.</param>
        /// <param name="now">Business time: when it happened.</param>
        /// <param name="realNow">Real time.</param>
        public void OweEvent(
            MerchantId merchantId, string eventType, string sourceType, string source, EventLinks links,
            bool isLive,
            DateTimeOffset now, DateTimeOffset realNow, object? facts = null) =>
            db.WebhookEvents.Add(new WebhookEvent
            {
                Id = EventId.New(realNow),
                MerchantId = merchantId,
                EventType = eventType,
                SourceType = sourceType,
                SourceId = source,
                ProductId = links.ProductId,
                PaymentId = links.PaymentId,
                MembershipId = links.MembershipId,
                ReceiptId = links.ReceiptId,
                TicketId = links.TicketId,
                FactsJson = facts is null ? "{}" : Facts.Write(facts),
                IsLive = isLive && !db.IsSandboxCall,
                CreatedAt = now,
                RenderDueAt = realNow + RenderTime,
                DueAt = realNow,
            });

        /// <summary>
        /// The delivery of these memberships is decided: what waited to tell of it is rendered now.
        /// </summary>
        internal async Task RenderNowAsync(
            IReadOnlyCollection<MembershipId> memberships, DateTimeOffset realNow,
            CancellationToken cancellationToken)
        {
            if (memberships.Count == 0)
            {
                return;
            }

            var ids = memberships.Select(id => (MembershipId?)id).ToList();
            var armed = await db.WebhookEvents.IgnoreQueryFilters()
                .Where(row => ids.Contains(row.MembershipId) && row.Payload == null && row.DueAt > realNow)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, realNow), cancellationToken);
            if (armed > 0)
            {
                db.Wake(Sweep.Webhooks);
            }
        }
    }
}

/// <summary>The rows that an event is about.</summary>
public sealed record EventLinks
{
    public ProductId? ProductId { get; init; }

    public PaymentId? PaymentId { get; init; }

    public MembershipId? MembershipId { get; init; }

    public ReceiptId? ReceiptId { get; init; }

    public TicketId? TicketId { get; init; }

    public static EventLinks Of(Payment payment) => new()
    {
        ProductId = payment.ProductId,
        PaymentId = payment.Id,
        MembershipId = payment.MembershipId,
    };

    public static EventLinks Of(Membership membership, PaymentId? paymentId = null) => new()
    {
        ProductId = membership.ProductId,
        MembershipId = membership.Id,
        PaymentId = paymentId,
    };
}
