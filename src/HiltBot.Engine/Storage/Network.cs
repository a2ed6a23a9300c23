namespace HiltBot.Engine.Storage;

/// <summary>Which ledger this installation is on; <c>HiltBot:Solana:Network</c>.</summary>
public sealed record Network(string Name)
{
    public const string Sandbox = "sandbox";
    public const string Localnet = "localnet";
    public const string Devnet = "devnet";
    public const string Mainnet = "mainnet-beta";

    /// <summary>Whether money here is real; the contract's <c>livemode</c>.</summary>
    public bool IsLive => Name == Mainnet;

    /// <summary>Whether the business clock may be moved (rule 5).</summary>
    public bool IsPlay => Name is Sandbox or Localnet;

    public bool IsSandbox => Name == Sandbox;
}
