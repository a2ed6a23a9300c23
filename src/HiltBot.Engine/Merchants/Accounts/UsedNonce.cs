namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// A text that a wallet signed in with: the same signature is worth nothing a second time. Kept for a day.
/// </summary>
public sealed class UsedNonce
{
    public required string NonceHash { get; init; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset UsedAt { get; init; }
}
