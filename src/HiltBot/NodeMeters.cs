using System.Diagnostics.Metrics;
using HiltBot.Engine.Payments;

namespace HiltBot;

/// <summary>
/// The chain's nodes and settlement as metrics of the meter <c>HiltBot</c>. Nothing is counted for them: what
/// stands anyway is read when somebody collects.
/// </summary>
internal sealed class NodeMeters : IHostedService, IDisposable
{
    private readonly Meter meter = new("HiltBot");
    private readonly ChainNodes nodes;

    public NodeMeters(ChainNodes nodes, SettlementPace pace)
    {
        this.nodes = nodes;
        meter.CreateObservableCounter(
            "hiltbot.rpc.requests", () => Each(node => node.Requests), "{request}", "HTTP requests to a node.");
        meter.CreateObservableCounter(
            "hiltbot.rpc.failures", () => Each(node => node.Failures), "{request}", "Requests without a usable answer.");
        meter.CreateObservableGauge("hiltbot.rpc.node.in_use", () => Each(node => node.IsInUse ? 1L : 0), null,
            "1 for the node that gave the last good answer.");
        meter.CreateObservableGauge("hiltbot.rpc.node.condition", Conditions, null, "1 for the condition a node is in.");
        meter.CreateObservableGauge(
            "hiltbot.rpc.node.finalized_slot", () => Each(node => node.FinalizedSlot ?? 0), "{slot}", "As the node told it last.");
        meter.CreateObservableGauge("hiltbot.rpc.budget.backlog", () => nodes.Backlog.TotalSeconds, "s",
            "How long a request waits for its place in the budget.");
        meter.CreateObservableGauge("hiltbot.settlement.behind", () => pace.Behind.TotalSeconds, "s",
            "How far behind the slowest account is read.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Each(Func<NodeState, long> measure) => nodes.Nodes.Select(
        node => new Measurement<long>(measure(node), KeyValuePair.Create("host", (object?)node.Host)));

    private IEnumerable<Measurement<long>> Conditions() => nodes.Nodes.Select(node => new Measurement<long>(
        1, KeyValuePair.Create("host", (object?)node.Host), KeyValuePair.Create("condition", (object?)node.Condition)));
}
