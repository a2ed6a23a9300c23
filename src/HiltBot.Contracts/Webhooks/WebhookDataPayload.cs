using System.Text.Json.Serialization;

namespace HiltBot.Contracts.Webhooks;

/// <summary>The blocks of an event (contract 8.4). A block without meaning for the event is left out.</summary>
public sealed record WebhookDataPayload
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookPaymentPayload? Payment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookMembershipPayload? Membership { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookReceiptPayload? Receipt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookDeliveryPayload? Delivery { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookTicketPayload? SupportTicket { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookAuthorizationPayload? Authorization { get; init; }
}

public sealed record WebhookPaymentPayload
{
    public required Guid Id { get; init; }

    public required string Status { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    public required string? TxSignature { get; init; }

    public required DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Null on a payment that has not confirmed.</summary>
    public required string? DeliveryStatus { get; init; }

    public required WebhookProductPayload Product { get; init; }

    public required string? PayerWallet { get; init; }

    public required string? FailureReason { get; init; }

    public required DateTimeOffset? FailedAt { get; init; }

    public required string? CustomerReferenceType { get; init; }

    public required string? CustomerReferenceValue { get; init; }
}

public sealed record WebhookProductPayload(Guid Id, string Slug, string Title);

public sealed record WebhookMembershipPayload
{
    public required Guid Id { get; init; }

    public required Guid ProductId { get; init; }

    public required string Status { get; init; }

    public required string Platform { get; init; }

    public required DateTimeOffset? CurrentPeriodStartAt { get; init; }

    public required DateTimeOffset? CurrentPeriodEndAt { get; init; }

    public required DateTimeOffset? GraceEndsAt { get; init; }

    public required string DeliveryStatus { get; init; }

    public required int RenewalCount { get; init; }

    public required string PlatformUserId { get; init; }

    public required string? PlatformDisplay { get; init; }

    public required string CustomerIdentityType { get; init; }

    public required string CustomerIdentityValue { get; init; }

    public required string? PayerWallet { get; init; }

    /// <summary>Extension: why access ended; null on every event but <c>membership.expired</c>.</summary>
    public required string? Reason { get; init; }
}

public sealed record WebhookReceiptPayload
{
    public required Guid Id { get; init; }

    /// <summary>In webhooks always the API's verify address (contract section 6).</summary>
    public required string VerifyUrl { get; init; }

    public required string SchemaVersion { get; init; }

    public required string ReceiptHash { get; init; }

    public required string TxSig { get; init; }

    public required string PdfUrl { get; init; }
}

public sealed record WebhookDeliveryPayload(
    string Channel, string? Status, string? FailureCode, string? FailureMessage);

public sealed record WebhookTicketPayload(
    Guid Id, string Subject, string Category, string Status, DateTimeOffset CreatedAt);

/// <summary>What a buyer allowed to be collected.</summary>
public sealed record WebhookAuthorizationPayload(
    string Id, string Status, int? PeriodHours, DateTimeOffset? NextCollectionDueAt);
