namespace HiltBot.Solana.Rpc;

/// <summary>What keeps a node from being asked, the worst thing first to be said.</summary>
public enum NodeCondition
{
    /// <summary>It may be asked.</summary>
    Ready,

    /// <summary>It asked for a pause, or has just failed: a short rest.</summary>
    Resting,

    /// <summary>It is many slots behind another node: what decides is asked elsewhere.</summary>
    Behind,

    /// <summary>It failed many times in a row: a long rest, then one call tries it.</summary>
    Out,

    /// <summary>It belongs to another network and is never asked.</summary>
    WrongNetwork,
}

/// <summary>How a node is at this moment. <see cref="Host"/> is all that is said of its address.</summary>
/// <param name="Host">The host's name; a second node on the same host carries a number.</param>
/// <param name="Condition">Whether it is asked.</param>
/// <param name="Why">The trouble in words; null when it is ready.</param>
/// <param name="RestsFor">Zero when it may be asked at once.</param>
/// <param name="FinalizedSlot">The newest it has told; null before the first.</param>
/// <param name="IsInUse">It gave the last good answer.</param>
/// <param name="TakesBatches">False while it is remembered that it refuses them.</param>
/// <param name="Requests">HTTP requests since the start.</param>
/// <param name="Failures">Those that got no usable answer.</param>
public sealed record NodeReport(
    string Host,
    NodeCondition Condition,
    string? Why,
    TimeSpan RestsFor,
    ulong? FinalizedSlot,
    bool IsInUse,
    bool TakesBatches,
    long Requests,
    long Failures);

/// <summary>A node's condition changed; told once per change. Short rests are no news.</summary>
/// <param name="Host">The host alone.</param>
/// <param name="Condition">Ready: it is well again.</param>
/// <param name="Why">In words; null when it is ready.</param>
public sealed record NodeNews(string Host, NodeCondition Condition, string? Why);

/// <summary>What a node says its network is.</summary>
/// <param name="Host">The host alone.</param>
/// <param name="Hash">Null when it could not be asked.</param>
/// <param name="Why">Why it could not be asked.</param>
public sealed record NodeGenesis(string Host, string? Hash, string? Why);
