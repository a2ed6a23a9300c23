using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>
/// A Phantom wallet on a phone that was connected to one payment. It ends with the payment's session and is deleted a
/// day later.
/// </summary>
[NotExported("Kept for a day, and opens a wallet's box.")]
public sealed class PhantomSession : IOwnedByMerchant
{
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    public required PaymentId PaymentId { get; init; }

    public required MerchantId MerchantId { get; init; }

    /// <summary>What the wallet says it is; a hint, until it has signed something.</summary>
    public required string WalletAddress { get; set; }

    /// <summary>The wallet's half of the box, base58.</summary>
    public required string WalletKey { get; set; }

    /// <summary>The wallet's own token of the connection, sealed with the master key.</summary>
    public required byte[] SealedToken { get; set; }

    /// <summary>Real time; by it the row is deleted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
