using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

public enum SentState
{
    /// <summary>It may land: the same bytes are sent again until it has, or cannot any more.</summary>
    Open,

    Landed,

    /// <summary>The finalized height passed its blockhash, and the ledger does not know it.</summary>
    Dead,
}

/// <summary>
/// A signed payment that our page sends: its bytes, kept until it is decided what became of them. The same bytes
/// are the same signature, so sending them again pays once (solana.md, section 6).
/// </summary>
[NotExported("Signed bytes, kept for two days; what they did stands in the transfers.")]
public sealed class SentPayment : IOwnedByMerchant
{
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(2);

    public required SentPaymentId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required PaymentId PaymentId { get; init; }

    public required string Signature { get; init; }

    public required byte[] Bytes { get; init; }

    /// <summary>Past this finalized height it can never land.</summary>
    public required long ValidHeight { get; init; }

    public required string Wallet { get; init; }

    public required SentState State { get; set; }

    /// <summary>How often the bytes were sent.</summary>
    public int Sends { get; set; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Real time: when it is looked at next; null once it is decided.</summary>
    public DateTimeOffset? NextAt { get; set; }
}
