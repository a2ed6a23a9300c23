using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Support;

public enum TicketStatus
{
    Open,
    Pending,
    Resolved,
    Closed,
}

public enum TicketCategory
{
    Other,
    Payment,
    Delivery,
    Membership,
    Receipt,
    Billing,
    Technical,
}

/// <summary>A conversation about a problem, tied to what it is about (contract section 7).</summary>
public sealed class Ticket : IOwnedByMerchant, IVersioned
{
    public required TicketId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public BuyerId? BuyerId { get; init; }

    public required string Subject { get; init; }

    public required TicketCategory Category { get; init; }

    public required TicketStatus Status { get; set; }

    public PaymentId? PaymentId { get; init; }

    public MembershipId? MembershipId { get; init; }

    public ReceiptId? ReceiptId { get; init; }

    public string ContextJson { get; init; } = "{}";

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    public long Version { get; set; }
}

/// <summary>One message on a ticket. <see cref="AuthorType"/>: merchant, staff, system or buyer.</summary>
public sealed class TicketMessage : IOwnedByMerchant
{
    public required TicketMessageId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required TicketId TicketId { get; init; }

    public required string AuthorType { get; init; }

    public string? AuthorId { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
