using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>What a transfer turned out to be. Only the first four are allocated to a payment.</summary>
public enum Verdict
{
    /// <summary>Completed the price exactly.</summary>
    Settles,

    /// <summary>Counted towards a price that is not complete yet.</summary>
    Short,

    /// <summary>Completed the price with something over; the excess is recorded.</summary>
    Over,

    /// <summary>Settled by a decision, into a payment of its own.</summary>
    SettledLater,

    /// <summary>For a session that had ended by block time.</summary>
    Late,

    /// <summary>For a session that was paid already.</summary>
    Duplicate,

    /// <summary>Carries marks that belong to no session of this account.</summary>
    UnknownMark,

    /// <summary>Carries neither memo nor reference: other income of the wallet.</summary>
    OtherIncome,

    /// <summary>Another asset than the session's.</summary>
    WrongAsset,

    /// <summary>The right asset, to an account that is not the session's.</summary>
    WrongRecipient,

    /// <summary>The transaction failed on chain; nothing moved.</summary>
    TransactionFailed,

    /// <summary>The money came and went within one transaction.</summary>
    NothingArrived,

    /// <summary>The identity is the wallet itself, and another wallet paid.</summary>
    PayerMismatch,
}

/// <summary>
/// What one transaction did to one account. (signature, account) is the world's own key (rule 3). Belongs to
/// the installation; a merchant sees it through its watch on the account.
/// </summary>
public sealed class Transfer
{
    public required TransferId Id { get; init; }

    public required string Signature { get; init; }

    /// <summary>Token account, or wallet for SOL, whose balance changed.</summary>
    public required string Account { get; init; }

    public required string Wallet { get; init; }

    public required string TokenMint { get; init; }

    /// <summary>Balance after minus balance before, in minor units.</summary>
    public required long AmountMinorUnits { get; init; }

    public required long Slot { get; init; }

    public required DateTimeOffset? BlockTime { get; init; }

    /// <summary>Owner of the debited account.</summary>
    public string? PayerWallet { get; init; }

    /// <summary>
    /// That wallet signed the transaction, which carried the reference of a session: no exchange does both.
    /// </summary>
    public bool PayerSigned { get; set; }

    /// <summary>Business time: when that wallet signed a message of ours about this money.</summary>
    public DateTimeOffset? PayerProvenAt { get; set; }

    public string? Memo { get; init; }

    public required Verdict Verdict { get; set; }

    /// <summary>The payment it counts for; at most one.</summary>
    public PaymentId? PaymentId { get; set; }

    /// <summary>The session whose marks it carried, when it does not count for it.</summary>
    public PaymentId? ConcernsPaymentId { get; set; }

    /// <summary>Whose session that is: what does not count is listed by merchant, wherever it went.</summary>
    public MerchantId? ConcernsMerchantId { get; set; }

    /// <summary>What was more than the price.</summary>
    public long ExcessMinorUnits { get; set; }

    /// <summary>
    /// What reached the operator's fee wallet in the same transaction, counted for the same payment.
    /// </summary>
    public long FeeMinorUnits { get; set; }

    public required DateTimeOffset RecordedAt { get; init; }

    public DateTimeOffset? AllocatedAt { get; set; }
}
