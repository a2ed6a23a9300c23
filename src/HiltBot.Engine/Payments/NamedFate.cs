namespace HiltBot.Engine.Payments;

/// <summary>
/// What becomes of a signature that somebody named for an open session (solana.md, section 6). Pure.
/// </summary>
public abstract record NamedFate
{
    /// <summary>A blockhash is good for so many blocks.</summary>
    private const int BlockhashBlocks = 150;

    private NamedFate()
    {
    }

    /// <summary>It may land, or become final, yet.</summary>
    /// <param name="ValidHeight">The last height at which it can land; null while the ledger knows
    /// it.</param>
    public sealed record Open(long? ValidHeight) : NamedFate;

    /// <summary>It is final, and what it did is recorded: the name has nothing more to say.</summary>
    public sealed record Landed : NamedFate;

    /// <summary>It can never land any more.</summary>
    public sealed record Lost : NamedFate;

    /// <summary>
    /// Whoever built it took a blockhash before it was named, so it is dead at the latest so many blocks
    /// after the height at which it was first asked for and unknown. A durable nonce outlives that; its money
    /// is found by the account.
    /// </summary>
    /// <param name="validHeight">As noted at an earlier look; null at the first.</param>
    public static NamedFate Of(SignatureFate seen, long? validHeight)
    {
        if (seen.IsKnown)
        {
            return seen.IsFinal ? new Landed() : new Open(null);
        }

        var until = validHeight ?? checked(seen.Height + BlockhashBlocks);
        return seen.FinalHeight > until ? new Lost() : new Open(until);
    }
}
