namespace HiltBot.Solana.Rpc;

/// <summary>
/// The configured nodes in order, and which of them a call may go to: those of another network never, those
/// that are behind only for what decides nothing.
/// </summary>
internal sealed class RpcNodes
{
    /// <summary>
    /// A slot that was told longer ago says nothing any more: when the others are silent, a node that is
    /// behind is better than none (its head is old too, so nothing ends early).
    /// </summary>
    private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(60);

    /// <summary>More slots than any network makes in a second: nobody is behind for being heard earlier.</summary>
    private const double SlotsPerSecondMax = 10;

    private readonly SolanaRpcOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly HashSet<RpcNode> _behind = [];
    private RpcNode? _used;

    public RpcNodes(SolanaRpcOptions options, TimeProvider time, Random jitter)
    {
        _options = options;
        _time = time;
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        All = [.. options.Urls.Select(url => new RpcNode(url, Name(url.Host), options, time, jitter))];

        string Name(string host)
        {
            var count = names[host] = names.GetValueOrDefault(host) + 1;
            return count == 1 ? host : $"{host}#{count}";
        }
    }

    public IReadOnlyList<RpcNode> All { get; }

    /// <summary>The network they must belong to; null: nobody asks.</summary>
    public string? Genesis { get; set; }

    public bool IsWrong(RpcNode node) =>
        Genesis is { } expected && node.Genesis is { } told && told != expected;

    public bool IsUnknown(RpcNode node) => Genesis is not null && node.Genesis is null;

    /// <summary>The first that may be asked, else the one whose rest ends first; null: there is none.</summary>
    /// <param name="decides">The answer decides about money: a node that is behind is left out.</param>
    /// <param name="left">Those that this call has given up.</param>
    /// <param name="now">Real time.</param>
    public RpcNode? Pick(bool decides, IReadOnlySet<RpcNode> left, DateTimeOffset now)
    {
        var all = All.Where(node => !left.Contains(node) && !IsWrong(node)).ToList();
        var fresh = all.Where(node => !IsBehind(node)).MinBy(node => node.RestAt(now));
        return decides || fresh?.RestAt(now) == TimeSpan.Zero
            ? fresh
            : all.MinBy(node => node.RestAt(now));
    }

    public void Answered(RpcNode node)
    {
        _used = node;
        if (node.Answered())
            Tell(node, NodeCondition.Ready, null);
    }

    public void Hear(RpcNode node, ulong slot)
    {
        node.Hear(slot);
        foreach (var one in All)
            TellWhenChanged(one);
    }

    /// <summary>Measured against the newest slot that another node told lately.</summary>
    public bool IsBehind(RpcNode node) => LagOf(node) > _options.LagSlotsMax;

    public void Rest(RpcNode node, DateTimeOffset startedAt, RpcError error)
    {
        // A JSON-RPC error and a limit of rate are answers: such a node is alive.
        var isSilence = error.Code is null or > 0 and not 429;

        // Everybody may read why a node rests, so a node's own words are left out.
        var why = error.Code < 0 ? $"It answers with the error {error.Code}." : error.Text;
        if (node.Rest(startedAt, (error as RpcError.RetryLater)?.RetryAfter, isSilence, why))
            Tell(node, NodeCondition.Out, why);
    }

    /// <returns>Whether it is of the right network.</returns>
    public bool Identify(RpcNode node, string genesis)
    {
        node.Genesis = genesis;
        if (!IsWrong(node))
            return true;
        Tell(node, NodeCondition.WrongNetwork, WrongNetwork(genesis));
        return false;
    }

    public IReadOnlyList<NodeReport> Report()
    {
        var now = _time.GetUtcNow();
        return [.. All.Select(node => Report(node, now))];
    }

    private NodeReport Report(RpcNode node, DateTimeOffset now)
    {
        var rest = node.RestAt(now);
        var lag = LagOf(node);
        var (condition, why) = node switch
        {
            _ when IsWrong(node) => (NodeCondition.WrongNetwork, WrongNetwork(node.Genesis!)),
            { IsOut: true } => (NodeCondition.Out, node.Why),
            _ when lag > _options.LagSlotsMax => (NodeCondition.Behind, Behind(lag)),
            _ when rest > TimeSpan.Zero => (NodeCondition.Resting, node.Why),
            _ => (NodeCondition.Ready, null),
        };
        var (requests, failures) = node.Counts;
        return new NodeReport(
            node.Name, condition, why, rest, node.Heard?.Slot, _used == node, node.TakesBatches(now), requests,
            failures);
    }

    private long LagOf(RpcNode node)
    {
        if (node.Heard is not { } own)
            return 0;
        var now = _time.GetUtcNow();
        var lag = 0L;
        foreach (var other in All)
        {
            if (other == node || IsWrong(other) || other.Heard is not { } heard || heard.At < now - HeardFor)
                continue;
            var later = Math.Max(0, (heard.At - own.At).TotalSeconds) * SlotsPerSecondMax;
            lag = Math.Max(lag, (long)Math.Min(long.MaxValue / 2, (double)heard.Slot - own.Slot - later));
        }

        return lag;
    }

    private void TellWhenChanged(RpcNode node)
    {
        var lag = LagOf(node);
        var isBehind = lag > _options.LagSlotsMax;
        lock (_lock)
        {
            if (!(isBehind ? _behind.Add(node) : _behind.Remove(node)))
                return;
        }

        Tell(node, isBehind ? NodeCondition.Behind : NodeCondition.Ready, isBehind ? Behind(lag) : null);
    }

    private void Tell(RpcNode node, NodeCondition condition, string? why) =>
        _options.News?.Invoke(new NodeNews(node.Name, condition, why));

    private static string Behind(long lag) => $"It is {lag} slots behind another node.";

    private static string WrongNetwork(string genesis) => $"It belongs to another network (genesis {genesis}).";
}
