using System.Text.Json;
using HiltBot.Contracts.Webhooks;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;

namespace HiltBot.Web.Api.Webhooks;

/// <summary>Endpoints, deliveries and events as they stand on the wire (contract 8.5).</summary>
internal static class WebhookWire
{
    public static WebhookEndpointResponse Endpoint(WebhookEndpoint row) => new()
    {
        Id = row.Id.Value,
        OwnerId = row.MerchantId.Value,
        Label = row.Label,
        Url = row.Url,
        Status = EnumText.Of(row.Status),
        SubscribedEvents = row.Events(),
        ProductIds = row.Products(),
        SigningSecretPreview = row.SecretPreview,
        ConsecutiveFailures = row.ConsecutiveFailures,
        LastSuccessAt = row.LastSuccessAt,
        LastFailureAt = row.LastFailureAt,
        LastError = row.LastError,
        ArchivedAt = row.ArchivedAt,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    public static WebhookDeliveryResponse Delivery(DeliveryView view)
    {
        var row = view.Delivery;
        return new WebhookDeliveryResponse
        {
            Id = row.Id,
            EventId = row.EventId.Value,
            EndpointId = row.EndpointId.Value,
            OwnerId = row.MerchantId.Value,
            Status = EnumText.Of(row.State),
            AttemptCount = row.Attempts,
            LastAttemptAt = row.LastAttemptAt,
            NextAttemptAt = row.DueAt,
            DeliveredAt = row.DeliveredAt,
            ResponseStatus = row.ResponseStatus,
            ResponseBody = row.ResponseBody,
            LastError = row.LastError,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            EventType = view.EventType,
            EndpointLabel = view.EndpointLabel,
            Url = view.Url,
            ProductId = view.Links.ProductId?.Value,
            PaymentId = view.Links.PaymentId?.Value,
            MembershipId = view.Links.MembershipId?.Value,
            ReceiptId = view.Links.ReceiptId?.Value,
            SupportTicketId = view.Links.TicketId?.ToString(),
        };
    }

    public static WebhookEventResponse Event(EventView view)
    {
        var row = view.Event;
        return new WebhookEventResponse
        {
            Id = row.Id.Value,
            EventType = row.EventType,
            EventVersion = WebhookEnvelopePayload.Version,
            SourceType = row.SourceType,
            SourceId = row.SourceId,
            ProductId = row.ProductId?.Value,
            PaymentId = row.PaymentId?.Value,
            MembershipId = row.MembershipId?.Value,
            ReceiptId = row.ReceiptId?.Value,
            SupportTicketId = row.TicketId?.ToString(),
            CreatedAt = row.CreatedAt,
            Payload = JsonSerializer.Deserialize<JsonElement>(row.Payload!),
            Deliveries = [.. view.Deliveries.Select(Delivery)],
        };
    }
}
