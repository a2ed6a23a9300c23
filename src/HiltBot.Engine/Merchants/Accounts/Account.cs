using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>Which rate limits hold (contract 2.5).</summary>
[LowerCaseOnTheWire]
public enum Tier
{
    Free,
    Starter,
    Growth,
    Scale,
    Enterprise,
}

[LowerCaseOnTheWire]
public enum AccountStatus
{
    Active,
    Suspended,
    Deleted,
}

/// <summary>
/// How a merchant signs in to the API (contract section 11). A workspace has one account, under the same id: the
/// contract's <c>user_id</c> and <c>owner_id</c> are the merchant's id.
/// </summary>
public sealed class Account : IOwnedByMerchant, IVersioned
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>In lower case; unique in the installation.</summary>
    public string? Email { get; set; }

    public bool IsEmailVerified { get; set; }

    /// <summary>Salted and slow; null for somebody who signs in with a wallet only.</summary>
    [NotExported("A secret.")]
    public string? PasswordHash { get; set; }

    /// <summary>Base58; unique in the installation.</summary>
    public string? WalletAddress { get; set; }

    public string? DisplayName { get; set; }

    public required Tier Tier { get; set; }

    public required AccountStatus Status { get; set; }

    public string NotificationPrefsJson { get; set; } = "{}";

    /// <summary>Real time: tokens issued before it are worth nothing any more.</summary>
    public required DateTimeOffset SessionsFrom { get; set; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; set; }

    public long Version { get; set; }

    /// <summary>Tokens carry whole seconds, so one that is made in this very second counts.</summary>
    public static DateTimeOffset SessionsFromNow(DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
}
