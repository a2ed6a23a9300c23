using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;

namespace HiltBot.Solana.Subscriptions;

/// <summary>One pull, as it is judged before and built.</summary>
public sealed record PullRequest
{
    /// <summary>The plan's account.</summary>
    public required Address Plan { get; init; }

    public required Address Subscriber { get; init; }

    public required Address Mint { get; init; }

    public required Address TokenProgram { get; init; }

    public required Address ReceiverTokenAccount { get; init; }

    /// <summary>Who signs: the plan's owner or a listed puller.</summary>
    public required Address Caller { get; init; }

    /// <summary>Base units.</summary>
    public required ulong Amount { get; init; }

    /// <summary>The subscriber's associated token account: the program takes from no other.</summary>
    public Address SourceTokenAccount => AssociatedToken.AddressOf(Subscriber, Mint, TokenProgram);
}
