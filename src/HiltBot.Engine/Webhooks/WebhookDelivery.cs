using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>Contract section 3, webhook delivery <c>status</c>.</summary>
[LowerCaseOnTheWire]
public enum DeliveryState
{
    Pending,
    Retrying,
    Delivered,
    DeadLetter,
}

/// <summary>
/// One event on its way to one endpoint (contract 8.3). Its id is a row number and goes along with every
/// attempt. Times are real time.
/// </summary>
public sealed class WebhookDelivery : IOwnedByMerchant, IOwed
{
    public long Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required EventId EventId { get; init; }

    public required EndpointId EndpointId { get; init; }

    public required DeliveryState State { get; set; }

    /// <summary>Attempts since it was made or replayed: where it stands on the schedule.</summary>
    public int Tries { get; set; }

    /// <summary>All attempts that were made.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>When it became a dead letter, if it is one.</summary>
    public DateTimeOffset? DeadAt { get; set; }

    public int? ResponseStatus { get; set; }

    /// <summary>At most 2 KB of it, as text.</summary>
    public string? ResponseBody { get; set; }

    public string? LastError { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The next attempt; null when none is planned.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }
}
