namespace HiltBot.Engine.Payments;

/// <summary>Configuration section <c>HiltBot:Solana</c> (design section 6).</summary>
public sealed class SolanaOptions
{
    public const string Section = "HiltBot:Solana";

    /// <summary>sandbox, localnet, devnet or mainnet-beta.</summary>
    public string Network { get; set; } = "sandbox";

    /// <summary>Nodes, tried in order. Needed everywhere but on the sandbox.</summary>
    public IList<Uri> RpcUrls { get; } = [];

    /// <summary>A socket that hints at news; reading alone is enough.</summary>
    public Uri? WebSocketUrl { get; set; }

    /// <summary>confirmed or finalized (rule 2).</summary>
    public string Commitment { get; set; } = "finalized";

    /// <summary>Budget of requests to the nodes, shared by everything.</summary>
    public int RequestsPerSecond { get; set; } = 4;

    /// <summary>Money below this that carries no mark is only counted.</summary>
    public long DustMinorUnits { get; set; } = 1_000;

    /// <summary>Null: the mint of the network.</summary>
    public string? UsdcMint { get; set; }

    /// <summary>Where the operator's fee goes; null: no fee.</summary>
    public string? FeeWallet { get; set; }

    /// <summary>Hundredths of a percent, taken out of the price.</summary>
    public int FeeBasisPoints { get; set; }

    /// <summary>Key that pulls AUTOMATIC renewals; null: AUTOMATIC is off.</summary>
    public string? CollectorKeyFile { get; set; }

    /// <summary>Null: the public program.</summary>
    public string? SubscriptionsProgram { get; set; }
}
