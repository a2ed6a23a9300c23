using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Money;

public sealed record UnmatchedQuery
{
    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Before { get; init; }

    [Whole(1, 100)]
    public int? Limit { get; init; }
}

/// <summary>Extension: money that arrived and counts for no payment, newest first.</summary>
public sealed record UnmatchedListResponse
{
    public required IReadOnlyList<UnmatchedTransferPayload> Items { get; init; }

    public required int Count { get; init; }

    /// <summary>Pass it as <c>before</c> for older ones; null at the end.</summary>
    public required Guid? Next { get; init; }

    /// <summary>Money without any mark, in sums.</summary>
    public required IReadOnlyList<OtherIncomePayload> OtherIncome { get; init; }

    /// <summary>Transactions on the merchant's accounts that could not be read.</summary>
    public required IReadOnlyList<UnreadablePayload> Unreadable { get; init; }
}

public sealed record UnmatchedTransferPayload
{
    public required Guid Id { get; init; }

    public required string TxSignature { get; init; }

    public required string ReceivingAccount { get; init; }

    public required string TokenMint { get; init; }

    public required long AmountMinorUnits { get; init; }

    /// <summary>Null where nothing is sold in this asset.</summary>
    public required string? AmountDisplay { get; init; }

    public required DateTimeOffset? BlockTime { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string? PayerWallet { get; init; }

    public required string? Memo { get; init; }

    /// <summary>Why it counts for nothing, for example <c>LATE</c> or <c>DUPLICATE</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The merchant's own session whose marks it carried.</summary>
    public required Guid? PaymentId { get; init; }

    public required bool CanBeSettled { get; init; }
}

public sealed record OtherIncomePayload
{
    public required string ReceivingAccount { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required long TransferCount { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string AmountDisplay { get; init; }

    public required long DustCount { get; init; }

    public required long DustMinorUnits { get; init; }
}

public sealed record UnreadablePayload
{
    public required Guid Id { get; init; }

    public required string TxSignature { get; init; }

    public required string ReceivingAccount { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether nothing of this account ends before it is read or set aside.</summary>
    public required bool HoldsAccount { get; init; }
}

/// <summary>
/// Extension: what the money counts for. Nothing sent: the session whose marks it carried. A membership: that one's
/// member and product. A product with an identity: that person. <c>as_other</c>: for nothing, as other income.
/// </summary>
public sealed record SettleUnmatchedRequest
{
    public string? MembershipId { get; init; }

    public string? ProductId { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public string? CustomerIdentityType { get; init; }

    [StringLength(160, MinimumLength = 1)]
    public string? CustomerIdentityValue { get; init; }

    [StringLength(160)]
    public string? CustomerIdentityDisplay { get; init; }

    public bool? AsOther { get; init; }
}

/// <param name="Result">SETTLED or OTHER_INCOME.</param>
/// <param name="PaymentId">The payment that the money became; null where it became none.</param>
public sealed record SettleUnmatchedResponse(Guid TransferId, string Result, Guid? PaymentId);

/// <summary>Extension: the merchant has sent money back from the own wallet.</summary>
public sealed record NoteRefundRequest
{
    /// <summary>The transaction that sent it.</summary>
    [StringLength(120, MinimumLength = 1)]
    public required string TxSignature { get; init; }

    /// <summary>Null: all that was paid.</summary>
    [Whole(1)]
    public long? AmountMinorUnits { get; init; }

    [StringLength(500)]
    [Multiline]
    public string? Reason { get; init; }

    /// <summary>Whether the membership ends at once with its access.</summary>
    public bool? EndMembership { get; init; }
}

public sealed record RefundNotedResponse
{
    public required Guid PaymentId { get; init; }

    public required string TxSignature { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    /// <summary>Always false: the merchant's word was written down, no ledger was asked.</summary>
    public required bool Verified { get; init; }

    public required Guid? MembershipId { get; init; }

    public required bool MembershipEnded { get; init; }

    public required DateTimeOffset NotedAt { get; init; }
}
