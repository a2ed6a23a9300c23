using HiltBot.Contracts.Webhooks;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>Which blocks each event carries and what stands in them (contract 8.4).</summary>
internal static class EventBlocks
{
    public static WebhookEnvelopePayload Envelope(
        WebhookEvent row, EventSources sources, PublicAddress address) => new()
        {
            Id = row.Id.Value,
            Type = row.EventType,
            ApiVersion = WebhookEnvelopePayload.Version,
            CreatedAt = row.CreatedAt,
            Livemode = row.IsLive,
            Data = Data(row, sources, address),
        };

    private static WebhookDataPayload Data(WebhookEvent row, EventSources sources, PublicAddress address)
    {
        var facts = Facts.Read<EventFacts>(row.FactsJson);
        var payment = sources.PaymentOf(row) is { } paid
            ? Block(paid, sources.ProductOf(paid), sources.MembershipOf(paid))
            : null;
        var membership = sources.MembershipOf(row) is { } member ? Block(member, facts) : null;
        var receipt = sources.ReceiptOf(row) is { } found ? Block(found, address) : null;
        return row.EventType switch
        {
            EventTypes.PaymentConfirmed => new() { Payment = payment, Membership = membership, Receipt = receipt },
            EventTypes.PaymentFailed => new() { Payment = payment },
            EventTypes.ReceiptCreated => new() { Receipt = receipt, Payment = payment },
            EventTypes.MembershipActivated or EventTypes.MembershipRenewed =>
                new() { Membership = membership, Payment = payment },
            EventTypes.MembershipEnteredGrace or EventTypes.MembershipExpired => new() { Membership = membership },
            EventTypes.MembershipReapprovalRequired => new() { Membership = membership, Authorization = Block(facts) },
            EventTypes.DeliveryFailed => new()
            {
                Payment = payment,
                Membership = membership,
                Delivery = new WebhookDeliveryPayload(
                    facts.Channel is "DISCORD" or "TELEGRAM" ? facts.Channel : "CUSTOM",
                    facts.DeliveryStatus ?? "FAILED",
                    facts.FailureCode, facts.FailureMessage),
            },
            EventTypes.SupportTicketCreated => new()
            {
                SupportTicket = sources.TicketOf(row) is { } ticket ? Block(ticket) : null,
                Payment = payment,
                Membership = membership,
            },
            _ => throw new InvalidOperationException($"No form is known for the event {row.EventType}."),
        };
    }

    private static WebhookPaymentPayload Block(
        Payment payment, Product? product, Membership? membership) => new()
        {
            Id = payment.Id.Value,
            Status = EnumText.Of(payment.Status),
            AmountMinorUnits = payment.AmountMinorUnits,
            TokenMint = payment.TokenMint,
            TxSignature = payment.TxSignature,
            ConfirmedAt = payment.ConfirmedAt,
            DeliveryStatus = payment.Status == PaymentStatus.Confirmed
            ? EnumText.Of(membership?.DeliveryStatus ?? DeliveryStatus.NotRequired)
            : null,
            Product = new WebhookProductPayload(
            payment.ProductId.Value, product?.Slug ?? string.Empty, product?.Title ?? string.Empty),
            PayerWallet = payment.PayerWallet,
            FailureReason = payment.FailureReason,
            FailedAt = payment.FailedAt,
            CustomerReferenceType = payment.IdentityType is { } type ? EnumText.Of(type) : null,
            CustomerReferenceValue = payment.IdentityValue,
        };

    // What changes with time is taken from the event, so that a late rendering still tells what happened
    // then.
    private static WebhookMembershipPayload Block(Membership membership, EventFacts facts)
    {
        var isTold = facts.MembershipStatus is not null;
        return new WebhookMembershipPayload
        {
            Id = membership.Id.Value,
            ProductId = membership.ProductId.Value,
            Status = EnumText.Of(facts.MembershipStatus ?? membership.Status),
            Platform = WirePlatform.Of(membership.Platform),
            CurrentPeriodStartAt = isTold ? facts.PeriodStartAt : membership.CurrentPeriodStartAt,
            CurrentPeriodEndAt = isTold ? facts.PeriodEndAt : membership.CurrentPeriodEndAt,
            GraceEndsAt = isTold ? facts.GraceEndsAt : membership.GraceEndsAt,
            DeliveryStatus = EnumText.Of(membership.DeliveryStatus),
            RenewalCount = facts.RenewalCount ?? membership.RenewalCount,
            PlatformUserId = membership.IdentityValue,
            PlatformDisplay = membership.IdentityDisplay,
            CustomerIdentityType = EnumText.Of(membership.IdentityType),
            CustomerIdentityValue = membership.IdentityValue,
            PayerWallet = membership.PayerWallet,
            Reason = facts.Reason,
        };
    }

    private static WebhookAuthorizationPayload? Block(EventFacts facts) => facts.AuthorizationId is { } id
        ? new WebhookAuthorizationPayload(
            id, facts.AuthorizationStatus ?? "requires_reapproval", facts.AuthorizationPeriodHours,
            facts.NextCollectionDueAt)
        : null;

    private static WebhookReceiptPayload Block(Receipt receipt, PublicAddress address) => new()
    {
        Id = receipt.Id.Value,
        VerifyUrl = address.To($"/v1/receipt/{receipt.Id}/verify"),
        SchemaVersion = receipt.SchemaVersion,
        ReceiptHash = receipt.Hash,
        TxSig = receipt.TxSig,
        PdfUrl = address.To($"/v1/receipt/{receipt.Id}/pdf"),
    };

    private static WebhookTicketPayload Block(Ticket ticket) => new(
        ticket.Id.Value, ticket.Subject, EnumText.Of(ticket.Category), EnumText.Of(ticket.Status),
        ticket.CreatedAt);
}
