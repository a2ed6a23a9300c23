namespace HiltBot.Engine.Values;

/// <summary>What money is counted in. <paramref name="Mint"/> is base58; SOL goes by its wrapped mint (contract 2.10).</summary>
public sealed record Asset(string Mint, string Symbol, int Decimals)
{
    /// <summary>The contract's <c>token_mint</c> of native SOL.</summary>
    public const string SolMint = "So11111111111111111111111111111111111111112";

    public static readonly Asset Sol = new(SolMint, "SOL", 9);

    public bool IsSol => Mint == SolMint;
}
