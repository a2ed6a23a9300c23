using HiltBot.Engine.Storage;
using HiltBot.Solana.Rpc;

namespace HiltBot.Engine.Payments;

/// <summary>How a node of the chain is, for health and metrics. Of its address only the host is told.</summary>
/// <param name="Condition">ready, resting, behind, out or wrong_network.</param>
/// <param name="Why">The trouble in words; null when it is ready.</param>
/// <param name="RestsFor">Zero when it may be asked at once.</param>
/// <param name="FinalizedSlot">The newest that it told.</param>
/// <param name="IsInUse">It gave the last good answer.</param>
/// <param name="Requests">HTTP requests since the start.</param>
/// <param name="Failures">Those without a usable answer.</param>
public sealed record NodeState(
    string Host, string Condition, string? Why, TimeSpan RestsFor, long? FinalizedSlot, bool IsInUse, long Requests,
    long Failures)
{
    public const string Ready = "ready";
    public const string Resting = "resting";
    public const string Behind = "behind";
    public const string Out = "out";
    public const string WrongNetwork = "wrong_network";
}

/// <summary>Which network the configured nodes belong to.</summary>
public abstract record NetworkOutcome
{
    private NetworkOutcome()
    {
    }

    /// <summary>All that answered say this; the others are asked before they are used.</summary>
    /// <param name="Unreached">Hosts that did not answer, each with the reason.</param>
    public sealed record Found(string GenesisHash, IReadOnlyList<string> Unreached) : NetworkOutcome;

    /// <summary>They cannot all be meant: one sentence that names the host.</summary>
    public sealed record Refused(string Why) : NetworkOutcome;

    /// <summary>No node answered, and the database has not said before which network it is.</summary>
    public sealed record Silent(string Why) : NetworkOutcome;
}

/// <summary>
/// The nodes as the host sees them: asked for their network at the start, compared now and then, shown by health
/// and metrics. On the sandbox there are none.
/// </summary>
public sealed class ChainNodes(Network network, SolanaRpc? rpc)
{
    private static readonly Dictionary<string, string> Public = new()
    {
        [Network.Mainnet] = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
        [Network.Devnet] = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxkzBkoG",
    };

    /// <summary>False on the sandbox: there is nothing to ask or to show.</summary>
    public bool IsAny => rpc is not null;

    public IReadOnlyList<NodeState> Nodes => rpc is null ? [] : [.. rpc.Nodes.Select(Of)];

    /// <summary>How long a request that is asked for now would wait for its place in the budget.</summary>
    public TimeSpan Backlog => rpc?.Budget.Backlog ?? TimeSpan.Zero;

    /// <summary>
    /// Asks every node for its network, and insists on it from now on. A node that cannot be reached is no reason
    /// to refuse: it is asked before it is used.
    /// </summary>
    /// <param name="known">What the database says; null at the very first start.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<NetworkOutcome> IdentifyAsync(string? known, CancellationToken cancellationToken)
    {
        var told = await rpc!.AskGenesisAsync(cancellationToken);
        var answered = told.Where(node => node.Hash is not null).ToList();
        var unreached = told.Where(node => node.Hash is null).Select(node => $"{node.Host} ({node.Why})").ToList();
        if (answered.Count == 0 && known is null)
        {
            return new NetworkOutcome.Silent(told[0].Why!);
        }

        var genesis = known is null || answered.TrueForAll(node => node.Hash != known)
            ? answered.FirstOrDefault()?.Hash ?? known!
            : known;
        if (answered.Find(node => node.Hash != genesis) is { } odd)
        {
            return new NetworkOutcome.Refused(
                $"Node {odd.Host} of HiltBot:Solana:RpcUrls belongs to another network (genesis {odd.Hash}) than the rest " +
                $"of this installation (genesis {genesis}): take it out.");
        }

        if (Public.TryGetValue(network.Name, out var right) && genesis != right && answered.Count > 0)
        {
            return new NetworkOutcome.Refused(
                $"HiltBot:Solana:Network is {network.Name} (genesis {right}), but node {answered[0].Host} of " +
                $"HiltBot:Solana:RpcUrls belongs to another network (genesis {genesis}).");
        }

        rpc.Expect(genesis);
        return new NetworkOutcome.Found(genesis, unreached);
    }

    /// <summary>Hears from every node how far it has come; with one node alone nothing is asked.</summary>
    public Task CompareAsync(CancellationToken cancellationToken) =>
        rpc?.CompareNodesAsync(cancellationToken) ?? Task.CompletedTask;

    private static NodeState Of(NodeReport node) => new(
        node.Host,
        node.Condition switch
        {
            NodeCondition.Ready => NodeState.Ready,
            NodeCondition.Resting => NodeState.Resting,
            NodeCondition.Behind => NodeState.Behind,
            NodeCondition.Out => NodeState.Out,
            _ => NodeState.WrongNetwork,
        },
        node.Why, node.RestsFor, (long?)node.FinalizedSlot, node.IsInUse, node.Requests, node.Failures);
}
