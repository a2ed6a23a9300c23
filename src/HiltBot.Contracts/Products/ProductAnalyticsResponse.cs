using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Products;

/// <summary>
/// How a product does (contract 4.1). Counts are of its whole life, those named <c>_30d</c> and the days of
/// the last 30 days. Rates are percentages with one decimal.
/// </summary>
public sealed record ProductAnalyticsResponse
{
    public required Guid ProductId { get; init; }

    public required Guid MerchantId { get; init; }

    public required string MerchantName { get; init; }

    public required string? MerchantEmail { get; init; }

    public required string ProductTitle { get; init; }

    public required string ProductSlug { get; init; }

    public required string ProductType { get; init; }

    [OneOf(Vocabulary.ProductStatus)]
    public required string Status { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    /// <summary>How often its page or public payload was read.</summary>
    public required long CheckoutOpens { get; init; }

    /// <summary>Sessions.</summary>
    public required long CheckoutConnects { get; init; }

    public required long CheckoutConfirmed { get; init; }

    public required long CheckoutFailed { get; init; }

    public required long PendingCheckouts { get; init; }

    public required long ConfirmedPaymentCount { get; init; }

    public required long GrossMinorUnits { get; init; }

    public required long NetMinorUnits { get; init; }

    public required long FeeMinorUnits { get; init; }

    public required long TrackedMemberships { get; init; }

    public required long ActiveMemberships { get; init; }

    /// <summary>Active ones whose period ends within 7 days.</summary>
    public required long ExpiringSoonCount { get; init; }

    public required long GraceCount { get; init; }

    public required long DeliveryFailedCount { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("renewed_30d_count")]
    public required long Renewed30dCount { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("expired_30d_count")]
    public required long Expired30dCount { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("reminded_30d_count")]
    public required long Reminded30dCount { get; init; }

    public required long OpenSupportCount { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("support_30d_count")]
    public required long Support30dCount { get; init; }

    public required DateTimeOffset? LatestPaymentAt { get; init; }

    /// <summary>Of 100 opens so many became sessions.</summary>
    public required decimal ConnectRatePct { get; init; }

    /// <summary>Of 100 sessions so many were paid.</summary>
    public required decimal ConfirmRatePct { get; init; }

    /// <summary>Of 100 opens so many were paid.</summary>
    public required decimal CompletionRatePct { get; init; }

    /// <summary>Of 100 present memberships so many have failed deliveries.</summary>
    public required decimal FailedDeliveryRatePct { get; init; }

    /// <summary>Of 100 that renewed or expired within 30 days so many renewed.</summary>
    public required decimal RenewalRatePct { get; init; }

    public required long ConfirmedCount { get; init; }

    public required long FailedCount { get; init; }

    public required long PendingCount { get; init; }

    public required long TotalVolumeLamports { get; init; }

    public required long TotalFeesLamports { get; init; }

    public required DateTimeOffset? LastPaymentAt { get; init; }

    public required int WindowDays { get; init; }

    /// <summary>The last 30 days of the workspace's calendar, oldest first.</summary>
    public required IReadOnlyList<ProductDayPayload> FunnelDaily { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

/// <summary>
/// From open to payment, one day. Sessions and failures count on the day the session was opened.
/// </summary>
public sealed record ProductDayPayload
{
    public required string Date { get; init; }

    public required long Opens { get; init; }

    public required long Connects { get; init; }

    public required long Confirmed { get; init; }

    public required long Failed { get; init; }
}
