using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>The assets that things are sold in here: USDC of the network, and SOL (contract 2.10).</summary>
public sealed record Assets(Asset Usdc)
{
    private const string MainnetUsdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    private const string DevnetUsdc = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";

    /// <summary>What is meant when nobody names one.</summary>
    public Asset Default => Usdc;

    public IReadOnlyList<Asset> All => [Usdc, Asset.Sol];

    public static Assets Of(Network network, SolanaOptions options) =>
        new(new Asset(options.UsdcMint ?? UsdcMintOf(network), "USDC", 6));

    /// <summary>By mint or symbol; nothing named is the default. Null: not sold in here.</summary>
    public Asset? Find(string? mintOrSymbol) => string.IsNullOrWhiteSpace(mintOrSymbol)
        ? Default
        : All.FirstOrDefault(asset => asset.Mint == mintOrSymbol.Trim() ||
            string.Equals(asset.Symbol, mintOrSymbol.Trim(), StringComparison.OrdinalIgnoreCase));

    // The sandbox and the local Solana play with the mainnet's address, so that nothing else has to differ.
    private static string UsdcMintOf(Network network) =>
        network.Name == Network.Devnet ? DevnetUsdc : MainnetUsdc;
}
