using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

public enum CodePurpose
{
    /// <summary>The first workspace of an empty installation.</summary>
    FirstWorkspace,

    /// <summary>
    /// Binds a community to the workspace; entered by somebody with the platform's management right.
    /// </summary>
    BindCommunity,

    /// <summary>
    /// Adds an account of another platform to a buyer; 15 minutes (design section 4, Targets).
    /// </summary>
    ConnectAccount,

    /// <summary>Opens the account at the API of a workspace that exists; entered when registering.</summary>
    Account,

    /// <summary>Takes a visitor of the checkout into the chat, whose bot sends them back; 15 minutes.</summary>
    ReturnToCheckout,
}

/// <summary>A code that works once. Only its SHA-256 is kept.</summary>
public sealed class OneTimeCode
{
    public required string CodeHash { get; init; }

    public required CodePurpose Purpose { get; init; }

    public MerchantId? MerchantId { get; init; }

    public BuyerId? BuyerId { get; init; }

    /// <summary>What somebody was about to buy.</summary>
    public ProductId? ProductId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
