using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments.Refunds;

public enum RefundState
{
    /// <summary>Waits for the merchant's signature.</summary>
    Prepared,

    /// <summary>A transaction was named; only the ledger closes it (rule 2).</summary>
    Signed,

    /// <summary>A finalized transaction of the merchant's wallet paid that address that amount.</summary>
    Closed,

    /// <summary>The merchant keeps the money after all, or settles it otherwise.</summary>
    Withdrawn,
}

/// <summary>Which money goes back.</summary>
public enum RefundCause
{
    /// <summary>What was more than the price.</summary>
    Excess,

    /// <summary>Money that counts for nothing: a second payment, a late one, another asset.</summary>
    Unmatched,

    /// <summary>Money that counts for a payment, which stays CONFIRMED.</summary>
    Paid,
}

/// <summary>What happens to access when money that counts is sent back; the merchant's choice.</summary>
public enum RefundAccess
{
    Keep,
    EndAtPeriodEnd,
    EndNow,
}

/// <summary>Why an address may be believed (decision 0026).</summary>
public enum RefundAddressFrom
{
    /// <summary>The paying wallet signed the transaction that this session asked for.</summary>
    SignedInSession,

    /// <summary>The paying wallet signed a message of ours.</summary>
    SignedMessage,

    /// <summary>The buyer named another address, and its wallet signed for it.</summary>
    Named,
}

/// <summary>
/// Money on its way back, zero-custody: we prepare the transfer, the merchant's wallet signs it, the ledger
/// closes it. One transfer has at most one that is open, and no more goes back than came.
/// </summary>
public sealed class Refund : IOwnedByMerchant, IVersioned
{
    public required RefundId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required TransferId TransferId { get; init; }

    /// <summary>The payment that the money counted for, or whose marks it carried.</summary>
    public PaymentId? PaymentId { get; init; }

    public required RefundCause Cause { get; init; }

    public required RefundState State { get; set; }

    public required long AmountMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    /// <summary>The merchant's wallet that received it, and that signs.</summary>
    public required string FromWallet { get; init; }

    public required string FromAccount { get; init; }

    /// <summary>Null while nobody has named one that may be believed.</summary>
    public string? ToWallet { get; set; }

    public RefundAddressFrom? ToFrom { get; set; }

    public RefundAccess Access { get; set; }

    /// <summary>32 random bytes in base58, a readonly key of the transfer: by it the ledger closes the refund.</summary>
    public required string Reference { get; init; }

    /// <summary>Opens the page on which staff signs; 22 letters.</summary>
    [NotExported("Whoever knows it opens the page on which staff signs.")]
    public required string StaffKey { get; init; }

    /// <summary>Opens the page on which the buyer names an address; 22 letters.</summary>
    [NotExported("Whoever knows it names where the money goes.")]
    public required string AddressKey { get; init; }

    /// <summary>Named by the page; a hint while <see cref="RefundState.Signed"/>, the proof once closed.</summary>
    public string? Signature { get; set; }

    /// <summary>Past this finalized height the named transaction can never land.</summary>
    public long? ValidHeight { get; set; }

    public required string PreparedByType { get; init; }

    public string? PreparedById { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SignedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public DateTimeOffset? WithdrawnAt { get; set; }

    public long Version { get; set; }

    public Money Amount => new(AmountMinorUnits, new Asset(TokenMint, AssetSymbol, AssetDecimals));

    public bool IsOpen => State is RefundState.Prepared or RefundState.Signed;

    public Actor PreparedBy => new(PreparedByType, PreparedById);

    /// <summary>Memo of the transfer: says to whoever looks at the ledger what it was.</summary>
    public string Memo => MemoOf(Id);

    public static string MemoOf(RefundId id) => $"HILT-REFUND:{Values.Id.ToOpaque(id)}";
}
