using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// Terms that a merchant publishes on the ledger for one product and one price (solana.md section 7). They never change:
/// another price is another plan, and old members keep theirs until they agree.
/// </summary>
public sealed class RenewalPlan : IOwnedByMerchant, IVersioned
{
    public required PlanId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    /// <summary>The program's own number of the plan: made from the terms, so that they are published once.</summary>
    public required long Number { get; init; }

    /// <summary>Publishes it, and is the one wallet that collections may go to.</summary>
    public required string OwnerWallet { get; init; }

    public required string PlanAccount { get; init; }

    public required string TokenMint { get; init; }

    public required string TokenProgram { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required int PeriodHours { get; init; }

    /// <summary>Our collector, listed as one that may pull.</summary>
    public required string Puller { get; init; }

    /// <summary>The ledger's own time of publishing, seconds; part of what a subscriber agrees to. Null: not seen yet.</summary>
    public long? PublishedAt { get; set; }

    /// <summary>It was closed, or stands with other terms: nobody new subscribes to it.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long Version { get; set; }

    public bool IsOpen => PublishedAt is not null && ClosedAt is null;
}
