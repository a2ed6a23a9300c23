using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>How often a product was looked at on one day of its workspace's calendar.</summary>
public sealed class ProductDay : IOwnedByMerchant
{
    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    /// <summary>Days since 0001-01-01.</summary>
    public required int DayNumber { get; init; }

    public required long Opens { get; set; }
}
