using HiltBot.Contracts.Webhooks;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks.Testing;

/// <summary>Events about a <see cref="Sample"/>: the blocks of the real ones (contract 8.4), never
/// live.</summary>
internal static class SampleEvents
{
    private const int GraceDays = 3;
    private const int PeriodDays = 30;

    /// <summary>Rendered when it is made: nothing about it can still change.</summary>
    /// <param name="source">What kind of invention it is.</param>
    /// <param name="sourceId">Null: the event itself.</param>
    public static WebhookEvent Row(
        MerchantId merchantId, string eventType, string source, string? sourceId, Sample sample,
        DateTimeOffset at,
        DateTimeOffset realNow, PublicAddress address)
    {
        var id = EventId.New(realNow);
        var data = Data(eventType, sample, address);
        var one = new WebhookEvent
        {
            Id = id,
            MerchantId = merchantId,
            EventType = eventType,
            SourceType = source,
            SourceId = sourceId ?? id.ToString(),
            ProductId = sample.ProductId,
            PaymentId = data.Payment is null ? null : sample.PaymentId,
            MembershipId = data.Membership is null ? null : sample.MembershipId,
            ReceiptId = data.Receipt is null ? null : sample.ReceiptId,
            TicketId = data.SupportTicket is null ? null : sample.TicketId,
            IsLive = false,
            CreatedAt = at,
            RenderDueAt = realNow,
        };
        one.Render(() => EventJson.Write(new WebhookEnvelopePayload
        {
            Id = id.Value,
            Type = eventType,
            ApiVersion = WebhookEnvelopePayload.Version,
            CreatedAt = at,
            Livemode = false,
            Data = data,
        }));
        return one;
    }

    private static WebhookDataPayload Data(string eventType, Sample sample, PublicAddress address)
    {
        var payment = Payment(sample, PaymentStatus.Confirmed, DeliveryStatus.Sent);
        var membership = Membership(sample, MembershipStatus.Active, DeliveryStatus.Sent);
        return eventType switch
        {
            EventTypes.PaymentConfirmed => new()
            {
                Payment = payment,
                Membership = membership,
                Receipt = Receipt(sample, address),
            },
            EventTypes.PaymentFailed => new() { Payment = Payment(sample, PaymentStatus.Failed, null) },
            EventTypes.ReceiptCreated => new() { Receipt = Receipt(sample, address), Payment = payment },
            EventTypes.MembershipActivated => new() { Membership = membership, Payment = payment },
            EventTypes.MembershipRenewed =>
            new() { Membership = membership with { RenewalCount = 1 }, Payment = payment },
            EventTypes.MembershipEnteredGrace =>
                new() { Membership = Membership(sample, MembershipStatus.GracePeriod, DeliveryStatus.Sent) },
            EventTypes.MembershipExpired => new()
            {
                Membership = Membership(sample, MembershipStatus.Expired, DeliveryStatus.Revoked) with
                {
                    Reason = EnumText.Of(EndCause.Lapsed),
                },
            },
            EventTypes.MembershipReapprovalRequired => new()
            {
                Membership = membership,
                Authorization = new WebhookAuthorizationPayload(
                    sample.MembershipId.ToString(), "requires_reapproval", PeriodDays * 24,
                    sample.Now.AddDays(1)),
            },
            EventTypes.DeliveryFailed => new()
            {
                Payment = Payment(sample, PaymentStatus.Confirmed, DeliveryStatus.Failed),
                Membership = Membership(sample, MembershipStatus.Active, DeliveryStatus.Failed),
                Delivery = new WebhookDeliveryPayload(
                    "DISCORD", "FAILED", "invite_expired", "The invite had expired before it was used."),
            },
            EventTypes.SupportTicketCreated => new()
            {
                SupportTicket = new WebhookTicketPayload(
                    sample.TicketId.Value, "Access was not delivered", EnumText.Of(TicketCategory.Delivery),
                    EnumText.Of(TicketStatus.Open), sample.Now),
                Payment = Payment(sample, PaymentStatus.Confirmed, DeliveryStatus.Failed),
                Membership = Membership(sample, MembershipStatus.Active, DeliveryStatus.Failed),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(eventType), eventType, "No such event."),
        };
    }

    private static WebhookPaymentPayload Payment(Sample sample, PaymentStatus status,
        DeliveryStatus? delivery)
    {
        var isConfirmed = status == PaymentStatus.Confirmed;
        return new WebhookPaymentPayload
        {
            Id = sample.PaymentId.Value,
            Status = EnumText.Of(status),
            AmountMinorUnits = sample.AmountMinorUnits,
            TokenMint = sample.TokenMint,
            TxSignature = isConfirmed ? sample.TxSignature : null,
            ConfirmedAt = isConfirmed ? sample.Now : null,
            DeliveryStatus = delivery is { } known ? EnumText.Of(known) : null,
            Product = new WebhookProductPayload(sample.ShownProductId.Value, sample.ProductSlug,
                sample.ProductTitle),
            PayerWallet = sample.PayerWallet,
            FailureReason = isConfirmed ? null : "session_expired",
            FailedAt = isConfirmed ? null : sample.Now,
            CustomerReferenceType = EnumText.Of(IdentityType.Custom),
            CustomerReferenceValue = sample.IdentityDisplay,
        };
    }

    private static WebhookMembershipPayload Membership(
        Sample sample, MembershipStatus status, DeliveryStatus delivery)
    {
        var end = status switch
        {
            MembershipStatus.Active => sample.Now.AddDays(PeriodDays),
            MembershipStatus.GracePeriod => sample.Now,
            _ => sample.Now.AddDays(-GraceDays),
        };
        return new WebhookMembershipPayload
        {
            Id = sample.MembershipId.Value,
            ProductId = sample.ShownProductId.Value,
            Status = EnumText.Of(status),
            Platform = "DISCORD",
            CurrentPeriodStartAt = end.AddDays(-PeriodDays),
            CurrentPeriodEndAt = end,
            GraceEndsAt = end.AddDays(GraceDays),
            DeliveryStatus = EnumText.Of(delivery),
            RenewalCount = 0,
            PlatformUserId = sample.IdentityDisplay,
            PlatformDisplay = sample.IdentityDisplay,
            CustomerIdentityType = EnumText.Of(IdentityType.Custom),
            CustomerIdentityValue = sample.IdentityDisplay,
            PayerWallet = sample.PayerWallet,
            Reason = null,
        };
    }

    private static WebhookReceiptPayload Receipt(Sample sample, PublicAddress address) => new()
    {
        Id = sample.ReceiptId.Value,
        VerifyUrl = address.To($"/v1/receipt/{sample.ReceiptId}/verify"),
        SchemaVersion = ReceiptDocument.SchemaVersion,
        ReceiptHash = sample.ReceiptHash,
        TxSig = sample.TxSignature,
        PdfUrl = address.To($"/v1/receipt/{sample.ReceiptId}/pdf"),
    };
}
