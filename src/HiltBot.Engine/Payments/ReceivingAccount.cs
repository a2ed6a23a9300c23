using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>
/// An account whose ledger is read, with its one cursor for the installation (design section 4, Settlement).
/// <see cref="DueAt"/> is real time: when it is read next.
/// </summary>
public sealed class ReceivingAccount : IOwed, IVersioned
{
    public required string Address { get; init; }

    public required string Wallet { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    /// <summary>
    /// Everything finalized up to this slot is recorded; null until the first look has placed it.
    /// </summary>
    public long? CursorSlot { get; set; }

    /// <summary>
    /// Block time of the finalized slot that was asked for before the account was last read to its end (rule
    /// 12).
    /// </summary>
    public DateTimeOffset? ReadThroughAt { get; set; }

    /// <summary>A read that has pages left goes on before this signature.</summary>
    public string? PageBefore { get; set; }

    public long? PageTopSlot { get; set; }

    public DateTimeOffset? PageTopAt { get; set; }

    public string? LastError { get; set; }

    public DateTimeOffset? FailingSince { get; set; }

    public long DustCount { get; set; }

    public long DustMinorUnits { get; set; }

    public required DateTimeOffset WatchedFrom { get; init; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }
}

/// <summary>
/// A product sells into an account, or did from then until then. An account is read while any watch on it lasts;
/// after a change of wallet the old one is watched for 90 more days. What arrived outside a merchant's watches is
/// not that merchant's to see or to settle.
/// </summary>
public sealed class Watch : IOwnedByMerchant
{
    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    public required string Account { get; init; }

    /// <summary>Business time; somewhat earlier than it was begun, because ledgers' clocks lag behind.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Business time; null while the product sells into it.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Whether what arrived there then is this merchant's.</summary>
    /// <param name="account">Where it arrived.</param>
    /// <param name="at">Block time.</param>
    public bool Covers(string account, DateTimeOffset at) =>
        Account == account && Since <= at && (Until is not { } until || until >= at);
}
