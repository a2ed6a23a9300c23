using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// A wallet says by its signature whom it pays for (contract 4.4). It belongs to one product and one wallet,
/// and is deleted when it is a day old.
/// </summary>
[NotExported("Kept for a day, and whoever knows its id pays as that identity.")]
public sealed class IdentitySession : IOwnedByMerchant
{
    /// <summary>How a wallet is called that does not say what it is.</summary>
    public const string UnknownSource = "unknown";

    /// <summary>Business time, like that of checkouts.</summary>
    public static readonly TimeSpan TimeToSign = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan TimeToUse = TimeSpan.FromMinutes(30);

    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    public required IdentitySessionId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    public required string WalletAddress { get; init; }

    public required string WalletSource { get; init; }

    public required IdentityType IdentityType { get; init; }

    public required string IdentityValue { get; init; }

    public string? IdentityDisplay { get; init; }

    /// <summary>The exact text that the wallet signs.</summary>
    public required string Challenge { get; init; }

    /// <summary>Real time; by it the row is deleted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Business time; moves when the wallet has signed.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? VerifiedAt { get; set; }
}
