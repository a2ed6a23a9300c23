using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>What became of a one-time code that somebody entered.</summary>
public abstract record CodeUse
{
    private CodeUse()
    {
    }

    /// <summary>It was good, and is spent now.</summary>
    public sealed record Used(MerchantId? MerchantId, BuyerId? BuyerId) : CodeUse
    {
        public ProductId? ProductId { get; init; }
    }

    /// <summary>No such code for this purpose.</summary>
    public sealed record Unknown : CodeUse;

    public sealed record Expired(DateTimeOffset ExpiredAt) : CodeUse;

    public sealed record UsedAlready : CodeUse;
}
