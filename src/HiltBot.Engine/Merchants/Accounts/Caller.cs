using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>Who calls the API, and what they may do (contract 2.2).</summary>
public sealed record Caller(MerchantId MerchantId, Tier Tier)
{
    /// <summary>Null for somebody who signed in.</summary>
    public ApiKeyId? KeyId { get; init; }

    public bool IsSandboxKey { get; init; }

    /// <summary>Empty for somebody who signed in: they may do everything.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    public bool IsSession => KeyId is null;

    public Actor Actor => KeyId is { } key ? Actor.ApiKey(key.ToString()) : Actor.Merchant(MerchantId.ToString());

    public bool May(string permission) => IsSession || Permissions.Contains(permission);
}

public abstract record CallerOutcome
{
    private CallerOutcome()
    {
    }

    public sealed record Known(Caller Caller) : CallerOutcome;

    /// <summary>No such key or account, a revoked key, a deleted account.</summary>
    public sealed record Unknown : CallerOutcome;

    public sealed record Suspended : CallerOutcome;
}
