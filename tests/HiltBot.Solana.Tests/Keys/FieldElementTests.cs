using System.Numerics;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Tests.Keys;

/// <summary>The limbs agree with BigInteger, above all at the edges.</summary>
public sealed class FieldElementTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    [Fact]
    public void Arithmetic_is_that_of_numbers_modulo_p()
    {
        const int seed = 25519;
        var random = new Random(seed);
        BigInteger[] edges =
        [
            0, 1, 18, 19, 20, Prime - 1, Prime - 2, Prime - 19, BigInteger.Pow(2, 254), (1UL << 51) - 1,
        ];
        BigInteger[] numbers = [.. edges, .. Enumerable.Range(0, 40).Select(_ => Random(random))];
        foreach (var left in numbers)
        {
            var x = FieldElement.From(left);
            foreach (var right in numbers)
            {
                var y = FieldElement.From(right);
                AssertIs(left + right, x + y);
                AssertIs(left - right, x - y);
                AssertIs(left * right, x * y);

                // Unreduced sums go into products.
                AssertIs((left + right) * (left - right), (x + y) * (x - y));
            }

            AssertIs(BigInteger.ModPow(left, Prime - 2, Prime), x.Inverted());
            AssertIs(BigInteger.ModPow(left, (Prime - 5) / 8, Prime), x.PowerForRoot());
            AssertIs(-left, -x);
            Assert.Equal(left == 0, x.IsZero);
            Assert.Equal(!left.IsEven, x.IsOdd);
        }
    }

    [Fact]
    public void Numbers_from_p_upwards_are_reduced()
    {
        for (var over = 0; over < 19; over++)
            AssertIs(over, FieldElement.From(Prime + over));
    }

    private static BigInteger Random(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % Prime;
    }

    private static void AssertIs(BigInteger expected, FieldElement actual)
    {
        Span<byte> bytes = stackalloc byte[32];
        actual.CopyTo(bytes);
        Assert.Equal((expected % Prime + Prime) % Prime, new BigInteger(bytes, isUnsigned: true));
    }
}
