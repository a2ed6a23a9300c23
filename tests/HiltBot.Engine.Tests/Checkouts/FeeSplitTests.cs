using HiltBot.Engine.Checkouts;

namespace HiltBot.Engine.Tests.Checkouts;

public sealed class FeeSplitTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(29_000_000, 0, 0)]
    [InlineData(29_000_000, 100, 290_000)]
    [InlineData(99, 100, 0)]
    [InlineData(100, 100, 1)]
    [InlineData(1, 10_000, 1)]
    [InlineData(long.MaxValue, 10_000, long.MaxValue)]
    [InlineData(long.MaxValue, 9_999, 9_222_449_699_651_090_329)]
    public void A_fee_is_rounded_down(long total, int basisPoints, long fee) =>
        Assert.Equal(fee, FeeSplit.Of(total, basisPoints).FeeMinorUnits);

    [Fact]
    public void The_parts_always_sum_to_the_total()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 10_000; round++)
        {
            var total = random.NextInt64(0, long.MaxValue);
            var split = FeeSplit.Of(total, random.Next(0, 10_001));
            Assert.Equal(total, checked(split.MerchantMinorUnits + split.FeeMinorUnits));
            Assert.True(split.MerchantMinorUnits >= 0 && split.FeeMinorUnits >= 0);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void More_than_all_or_less_than_nothing_is_no_fee(int basisPoints) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FeeSplit.Of(1, basisPoints));
}
