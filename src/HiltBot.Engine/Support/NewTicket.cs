using HiltBot.Engine.Values;

namespace HiltBot.Engine.Support;

/// <summary>Somebody asks for help (contract section 7, CreateTicket).</summary>
public sealed record NewTicket(MerchantId MerchantId, string Subject, string Body)
{
    public TicketCategory Category { get; init; } = TicketCategory.Other;

    public BuyerId? BuyerId { get; init; }

    /// <summary>Who asks, in words for staff.</summary>
    public string? AskedBy { get; init; }

    /// <summary>Where it was asked: its alert channel hears of it; null: every alert channel.</summary>
    public CommunityId? CommunityId { get; init; }

    public ProductId? ProductId { get; init; }

    /// <summary>Has to be a product of the merchant; it stands in for the id.</summary>
    public string? ProductSlug { get; init; }

    public PaymentId? PaymentId { get; init; }

    public MembershipId? MembershipId { get; init; }

    public ReceiptId? ReceiptId { get; init; }

    /// <summary>For example <c>chat:DISCORD</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The contract's SupportContext as it was given; null: made of the ids above.</summary>
    public string? ContextJson { get; init; }

    /// <summary>Who wrote the first message: buyer, merchant.</summary>
    public string AuthorType { get; init; } = TicketAuthors.Buyer;
}

/// <summary>The contract's author types.</summary>
public static class TicketAuthors
{
    public const string Buyer = "buyer";
    public const string Merchant = "merchant";
    public const string Staff = "staff";
    public const string System = "system";
}
