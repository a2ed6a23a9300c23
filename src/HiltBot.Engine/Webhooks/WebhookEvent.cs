using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// News for the merchant's own software (contract section 8.4), committed with its facts. It is rendered
/// once, when its delivery is decided or at <see cref="RenderDueAt"/>, and the bytes never change.
/// <see cref="DueAt"/> is real time.
/// </summary>
public sealed class WebhookEvent : IOwnedByMerchant, IOwed
{
    public required EventId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    /// <summary>The contract's name, for example <c>payment.confirmed</c>.</summary>
    public required string EventType { get; init; }

    public required string SourceType { get; init; }

    public required string SourceId { get; init; }

    public ProductId? ProductId { get; init; }

    public PaymentId? PaymentId { get; init; }

    public MembershipId? MembershipId { get; init; }

    public ReceiptId? ReceiptId { get; init; }

    public TicketId? TicketId { get; init; }

    /// <summary>
    /// What was true when it happened and cannot be read from the rows later, as flat JSON.
    /// </summary>
    public string FactsJson { get; init; } = "{}";

    public required bool IsLive { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Real time: it is rendered then at the latest, whatever became of the delivery.</summary>
    public required DateTimeOffset RenderDueAt { get; init; }

    /// <summary>
    /// The envelope once it is rendered: what every endpoint, retry and replay is sent, as UTF-8.
    /// </summary>
    public string? Payload { get; private set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    /// <summary>Once: bytes that somebody may have verified already stay as they are.</summary>
    /// <returns>Whether it was rendered now.</returns>
    public bool Render(Func<string> write)
    {
        if (Payload is not null)
        {
            return false;
        }

        Payload = write();
        return true;
    }
}
