using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Subscriptions;

/// <summary>
/// What the chain holds at the addresses of one pull, all read at the same slot. Null: nothing is there.
/// </summary>
public sealed record PullAccounts
{
    public required AccountInfo? Subscription { get; init; }

    public required AccountInfo? Plan { get; init; }

    public required AccountInfo? Authority { get; init; }

    /// <summary>The subscriber's token account.</summary>
    public required AccountInfo? Source { get; init; }

    public required AccountInfo? Receiver { get; init; }
}
