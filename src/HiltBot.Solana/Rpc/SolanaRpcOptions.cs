namespace HiltBot.Solana.Rpc;

/// <summary>
/// How the client treats its nodes. The defaults suit a public node; every wait and size has an end.
/// </summary>
public sealed record SolanaRpcOptions
{
    /// <summary>Tried in order: a later node is asked while the earlier ones are resting.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>Shared by all callers and nodes; as many may go at once after a quiet second.</summary>
    public int RequestsPerSecond { get; init; } = 4;

    /// <summary>Tries of one call over all nodes.</summary>
    public int TriesMax { get; init; } = 6;

    /// <summary>From sending a request to the last byte of its answer.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What one call may spend waiting for rests and for the budget before it gives up.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A longer answer is cut off and counts as nonsense.</summary>
    public int AnswerBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>A node that gave no answer so often in a row is out.</summary>
    public int OutAfter { get; init; } = 5;

    /// <summary>The longest rest of a node that is out while there are others.</summary>
    public TimeSpan OutMax { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>A node so many slots behind another is not asked for what decides (about a minute).</summary>
    public int LagSlotsMax { get; init; } = 150;

    /// <summary>Questions in one HTTP request; each costs its place in the budget. 1: no batches.</summary>
    public int BatchMax { get; init; } = 10;

    /// <summary>How long it is remembered that a node refuses batches.</summary>
    public TimeSpan BatchRefusalTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Hears of every change of a node's condition, on whatever thread; it must not throw.</summary>
    public Action<NodeNews>? News { get; init; }

    /// <exception cref="ArgumentException">The message names what makes no sense.</exception>
    internal static void Require(SolanaRpcOptions options)
    {
        Insist(
            options.Urls.Count > 0 && options.Urls.All(
                url => url is { IsAbsoluteUri: true, Scheme: "http" or "https" }),
            "Urls needs at least one absolute http or https URL of a node.");
        Insist(options.RequestsPerSecond >= 1, "RequestsPerSecond is at least 1.");
        Insist(options.TriesMax >= 1, "TriesMax is at least 1.");
        Insist(options.OutAfter >= 1, "OutAfter is at least 1.");
        Insist(options.LagSlotsMax >= 1, "LagSlotsMax is at least 1.");
        Insist(options.BatchMax >= 1, "BatchMax is at least 1.");
        Insist(options.AnswerBytesMax >= 1, "AnswerBytesMax is at least 1.");
        Insist(options.RequestTime > TimeSpan.Zero, "RequestTime is above zero.");
        Insist(options.WaitMax >= TimeSpan.Zero, "WaitMax is not below zero.");
        Insist(
            options.BackoffMin > TimeSpan.Zero && options.BackoffMax >= options.BackoffMin,
            "BackoffMin is above zero and BackoffMax not below it.");

        void Insist(bool isTrue, string rule)
        {
            if (!isTrue)
                throw new ArgumentException(rule, nameof(options));
        }
    }
}
