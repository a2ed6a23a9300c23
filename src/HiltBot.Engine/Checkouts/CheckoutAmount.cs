using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// How much a session asks: the published price, or what the buyer of a tip jar chose. Pure.
/// </summary>
internal sealed record CheckoutAmount(long MinorUnits, CheckoutOutcome? Refusal)
{
    /// <param name="tipMinMinorUnits">Tips below it would be taken for dust.</param>
    public static CheckoutAmount Decide(Product product, long? wanted, long tipMinMinorUnits) => (product.Price, wanted) switch
    {
        ({ } price, null) => new(price.MinorUnits, null),
        ({ } price, { } given) when given == price.MinorUnits => new(given, null),
        ({ } price, _) => new(0, new CheckoutOutcome.AmountDiffers(price)),
        (null, null) => new(0, new CheckoutOutcome.AmountMissing()),
        (null, { } tip) when tip < Math.Max(1, tipMinMinorUnits) =>
            new(0, new CheckoutOutcome.AmountTooSmall(new Money(Math.Max(1, tipMinMinorUnits), product.Asset))),
        (null, { } tip) => new(tip, null),
    };
}
