using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

[LowerCaseOnTheWire]
public enum EndpointStatus
{
    Active,

    /// <summary>New events create no deliveries; those that wait, wait on.</summary>
    Paused,

    Disabled,
}

/// <summary>
/// Where a merchant's own software listens (contract 8.5). The row stays when it is deleted, because its
/// deliveries do. Times are real time.
/// </summary>
public sealed class WebhookEndpoint : IOwnedByMerchant
{
    public required EndpointId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required string Label { get; set; }

    public required string Url { get; set; }

    /// <summary>The signing secret, sealed with the master key (rule 10).</summary>
    public required byte[] SecretSealed { get; set; }

    /// <summary>So that people know it again: its first and its last letters.</summary>
    public required string SecretPreview { get; set; }

    public required EndpointStatus Status { get; set; }

    /// <summary>The contract's names, separated by commas; empty: every event.</summary>
    public required string SubscribedEvents { get; set; }

    /// <summary>Ids, separated by commas; empty: every product, and events without one.</summary>
    public required string ProductIds { get; set; }

    /// <summary>Made by an integration with a key (contract 12.1), which may delete only such.</summary>
    public required bool IsHook { get; init; }

    /// <summary>Attempts that failed since one succeeded.</summary>
    public int ConsecutiveFailures { get; set; }

    public DateTimeOffset? LastSuccessAt { get; set; }

    public DateTimeOffset? LastFailureAt { get; set; }

    public string? LastError { get; set; }

    public DateTimeOffset? ArchivedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public IReadOnlyList<string> Events() =>
        SubscribedEvents.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> Products() => ProductIds.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether this event goes there; an event without a product only where no product is
    /// named.</summary>
    public bool Wants(WebhookEvent one) =>
        MerchantId == one.MerchantId && Status == EndpointStatus.Active &&
        (SubscribedEvents.Length == 0 || Events().Contains(one.EventType)) &&
        (ProductIds.Length == 0 || (one.ProductId is { } product && Products().Contains(product.ToString())));
}
