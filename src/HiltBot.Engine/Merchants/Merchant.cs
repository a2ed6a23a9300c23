using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>A workspace with staff: it owns products, buyers, memberships and communities.</summary>
public sealed class Merchant : IVersioned
{
    public required MerchantId Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Base58 wallet proposed for new products; changing it is for an owner only.</summary>
    public string? PayoutWallet { get; set; }

    /// <summary>Wallet that an owner entered and has not confirmed yet; it receives nothing.</summary>
    public string? ProposedWallet { get; set; }

    /// <summary>Real time.</summary>
    public DateTimeOffset? ProposedWalletAt { get; set; }

    /// <summary>IANA zone in which staff read dates.</summary>
    public required string TimeZone { get; set; }

    /// <summary>What a buyer agrees to when paying; its hash is kept with every acceptance.</summary>
    public string? TermsText { get; set; }

    public string? SupportUrl { get; set; }

    public string SettingsJson { get; set; } = "{}";

    public required DateTimeOffset CreatedAt { get; init; }

    public long Version { get; set; }
}
