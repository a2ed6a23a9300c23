using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Support;

/// <summary>Opens a ticket with its first message (contract section 7).</summary>
public sealed record CreateTicketRequest
{
    [StringLength(200, MinimumLength = 1)]
    public required string Subject { get; init; }

    /// <summary>The first message.</summary>
    [StringLength(10_000, MinimumLength = 1)]
    [Multiline]
    public required string Body { get; init; }

    [OneOf(Vocabulary.TicketCategory)]
    public string Category { get; init; } = "OTHER";

    /// <summary>
    /// What it is about: product_id, product_slug, payment_id, receipt_id, membership_id, tx_signature, wallet, source.
    /// Other keys are kept as they come.
    /// </summary>
    [MayHold(
        "product_id", "product_slug", "payment_id", "receipt_id", "membership_id", "tx_signature", "wallet", "source")]
    public JsonElement? Context { get; init; }
}

/// <summary>A ticket that was just opened.</summary>
public sealed record TicketOpenedResponse
{
    public required string TicketId { get; init; }

    [OneOf(Vocabulary.TicketStatus)]
    public required string Status { get; init; }

    public required string Subject { get; init; }

    [OneOf(Vocabulary.TicketCategory)]
    public required string Category { get; init; }
}

/// <summary>Which tickets.</summary>
public sealed record TicketsQuery
{
    [StringLength(100)]
    public string? Status { get; init; }

    [Whole(1)]
    public int? Page { get; init; }

    [Whole(1, 50)]
    public int? PerPage { get; init; }
}

/// <summary>A page of tickets, newest first.</summary>
public sealed record TicketListResponse(int Total, int Page, IReadOnlyList<TicketPayload> Tickets);

/// <summary>A ticket without its messages.</summary>
public sealed record TicketPayload
{
    public required string TicketId { get; init; }

    public required string Subject { get; init; }

    [OneOf(Vocabulary.TicketCategory)]
    public required string Category { get; init; }

    [OneOf(Vocabulary.TicketStatus)]
    public required string Status { get; init; }

    /// <summary>The same as ticket_id.</summary>
    public required string? Id { get; init; }

    [OneOf(Vocabulary.TicketPriority)]
    public required string? Priority { get; init; }

    /// <summary>The account that it belongs to.</summary>
    public required Guid? UserId { get; init; }

    public required JsonElement Context { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }

    public required DateTimeOffset? ResolvedAt { get; init; }
}

/// <summary>A ticket with its messages, oldest first.</summary>
public sealed record TicketResponse
{
    public required string TicketId { get; init; }

    public required string Subject { get; init; }

    [OneOf(Vocabulary.TicketCategory)]
    public required string Category { get; init; }

    [OneOf(Vocabulary.TicketStatus)]
    public required string Status { get; init; }

    /// <summary>The same as ticket_id.</summary>
    public required string? Id { get; init; }

    [OneOf(Vocabulary.TicketPriority)]
    public required string? Priority { get; init; }

    /// <summary>The account that it belongs to.</summary>
    public required Guid? UserId { get; init; }

    public required JsonElement Context { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }

    public required DateTimeOffset? ResolvedAt { get; init; }

    public required IReadOnlyList<TicketMessagePayload> Messages { get; init; }
}

/// <summary>One message on a ticket.</summary>
public sealed record TicketMessagePayload
{
    public required string Id { get; init; }

    public required string Body { get; init; }

    public required string? TicketId { get; init; }

    /// <summary>merchant, staff, system or buyer.</summary>
    public required string? AuthorType { get; init; }

    public required string? AuthorId { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>Answers a ticket.</summary>
public sealed record TicketMessageRequest
{
    [StringLength(10_000, MinimumLength = 1)]
    [Multiline]
    public required string Body { get; init; }
}

/// <summary>What came of a message or of closing.</summary>
/// <param name="Message">In words.</param>
public sealed record TicketAnsweredResponse(string TicketId, string Message);
