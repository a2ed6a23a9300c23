namespace HiltBot.Engine.Checkouts;

/// <summary>
/// How a price is divided. The fee is taken out of it and rounded down, here and nowhere else; the parts
/// always sum to the total (rule 4, contract 2.10).
/// </summary>
public sealed record FeeSplit(long TotalMinorUnits, long MerchantMinorUnits, long FeeMinorUnits)
{
    private const int WholeBasisPoints = 10_000;

    public static FeeSplit Of(long totalMinorUnits, int basisPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(totalMinorUnits);
        ArgumentOutOfRangeException.ThrowIfNegative(basisPoints);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(basisPoints, WholeBasisPoints);
        var fee = (long)((Int128)totalMinorUnits * basisPoints / WholeBasisPoints);
        return new FeeSplit(totalMinorUnits, totalMinorUnits - fee, fee);
    }
}
