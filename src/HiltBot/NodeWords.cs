using System.Globalization;
using HiltBot.Contracts.Health;
using HiltBot.Engine.Payments;

namespace HiltBot;

/// <summary>The chain's nodes in the words of <c>/health</c>: which is used, which are not and why. Pure.</summary>
internal static class NodeWords
{
    public static HealthCheckPayload Of(IReadOnlyList<NodeState> nodes, TimeSpan backlog)
    {
        var usable = nodes.Count(node => node.Condition is NodeState.Ready or NodeState.Resting);
        var words = new List<string>();
        if (nodes.FirstOrDefault(node => node.IsInUse) is { } used)
        {
            words.Add($"In use: {used.Host}.");
        }

        words.AddRange(nodes.Where(node => node.Condition != NodeState.Ready).Select(Say));
        if (backlog > TimeSpan.Zero)
        {
            words.Add(string.Create(
                CultureInfo.InvariantCulture, $"Requests wait {backlog.TotalSeconds:0.0} s for their place in the budget."));
        }

        var isWell = usable == nodes.Count && nodes.Any(node => node.Condition == NodeState.Ready);
        return new HealthCheckPayload
        {
            Status = isWell ? "ok" : usable > 0 ? "degraded" : "down",
            Detail = words.Count > 0 ? string.Join(' ', words) : null,
        };
    }

    private static string Say(NodeState node)
    {
        var rest = node.RestsFor > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $" for {Math.Ceiling(node.RestsFor.TotalSeconds)} s")
            : string.Empty;
        var what = node.Condition switch
        {
            NodeState.Resting => "rests",
            NodeState.Behind => "is behind",
            NodeState.Out => "is left out",
            _ => "is not used",
        };
        return $"{node.Host} {what}{rest}: {node.Why}".TrimEnd(' ', ':');
    }
}
