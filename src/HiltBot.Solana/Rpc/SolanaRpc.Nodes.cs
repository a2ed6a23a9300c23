using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>What can be told of the nodes, and what they are told.</summary>
public sealed partial class SolanaRpc
{
    /// <summary>How every node is, in the configured order.</summary>
    public IReadOnlyList<NodeReport> Nodes => _caller.Nodes.Report();

    /// <summary>
    /// From now on every node must belong to this network: one that has not told yet is asked before its first
    /// use, and again when it comes back after it was out.
    /// </summary>
    public void Expect(string genesisHash) => _caller.Nodes.Genesis = genesisHash;

    /// <summary>
    /// Where a transaction stands and how far the chain is, from one and the same node: the finalized height
    /// first, so that what is unknown after it was passed can never land any more.
    /// </summary>
    public async Task<SignatureStanding> GetStandingAsync(
        Signature signature, CancellationToken cancellationToken)
    {
        var standings = await GetStandingsAsync([signature], cancellationToken);
        return new SignatureStanding(standings.FinalHeight, standings.Height, standings.Statuses[0]);
    }

    /// <summary>The same for many, at most <see cref="StatusesMax"/>.</summary>
    public async Task<SignatureStandings> GetStandingsAsync(
        IReadOnlyList<Signature> signatures, CancellationToken cancellationToken)
    {
        RequireAtMost(StatusesMax, signatures);
        List<RpcRequest> requests =
        [
            RpcRequest.Make("getBlockHeight", [With(Commitment.Finalized)]),
            RpcRequest.Make("getBlockHeight", [With(Commitment.Processed)]),
        ];
        if (signatures.Count > 0)
        {
            requests.Add(RpcRequest.Make(
                "getSignatureStatuses",
                [Texts(signatures), new JsonObject { ["searchTransactionHistory"] = true }]));
        }

        var found = await _caller.CallInOrderAsync(requests, ReadPart, cancellationToken);
        return new SignatureStandings(
            found[0].Height, found[1].Height, signatures.Count > 0 ? found[2].Statuses : []);

        (ulong Height, IReadOnlyList<SignatureStatus?> Statuses) ReadPart(JsonElement result) =>
            result.ValueKind == JsonValueKind.Object
                ? (0, Exactly(
                    signatures.Count, result.Member("value").Items().Select(SignatureStatus.Read)))
                : (result.U64(), []);
    }

    /// <summary>Asks every node once which network it belongs to.</summary>
    public async Task<IReadOnlyList<NodeGenesis>> AskGenesisAsync(CancellationToken cancellationToken)
    {
        var asking = _caller.Nodes.All.Select(async node =>
        {
            var (hash, error) = await _caller.AskNodeAsync(
                node, GenesisRequest(), ReadGenesis, cancellationToken);
            node.Genesis = hash ?? node.Genesis;
            return new NodeGenesis(node.Name, hash, error?.Text);
        });
        return await Task.WhenAll(asking);
    }

    /// <summary>
    /// Hears from every node how far it has come, which is how one that is behind is found. Costs one request
    /// per node; with a single node there is nothing to compare, and nothing is asked.
    /// </summary>
    public async Task CompareNodesAsync(CancellationToken cancellationToken)
    {
        if (_caller.Nodes.All.Count > 1)
            await Task.WhenAll(_caller.Nodes.All.Select(node => LookAsync(node, cancellationToken)));
    }

    private async Task LookAsync(RpcNode node, CancellationToken cancellationToken)
    {
        if (_caller.Nodes.IsUnknown(node))
        {
            var (hash, _) = await _caller.AskNodeAsync(node, GenesisRequest(), ReadGenesis, cancellationToken);
            if (hash is null || !_caller.Nodes.Identify(node, hash))
                return;
        }

        if (!_caller.Nodes.IsWrong(node))
        {
            await _caller.AskNodeAsync(
                node, SlotRequest(Commitment.Finalized), result => result.U64(), cancellationToken);
        }
    }
}
