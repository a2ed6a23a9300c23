using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>One call by a key, as its owner sees it later (contract 11.3). The last 20 of each key are kept.</summary>
public sealed class KeyCall : IOwnedByMerchant
{
    public long Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ApiKeyId KeyId { get; init; }

    /// <summary>The route's pattern, without anybody's ids.</summary>
    public required string Endpoint { get; init; }

    public required string Method { get; init; }

    public required int StatusCode { get; init; }

    public required int DurationMilliseconds { get; init; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset At { get; init; }

    public bool IsError => StatusCode >= 400;
}
