using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

/// <summary>How a plan shall stand. A plan in sunset takes no new subscribers and still allows pulls.</summary>
/// <param name="EndAt">Unix seconds; 0: no end.</param>
public sealed record PlanUpdate(
    PlanStatus Status, long EndAt, IReadOnlyList<Address> Pullers, string MetadataUri);
