using System.Numerics;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Tests.Keys;

/// <summary>The two implementations are one to the outside, and both are as strict as the cluster.</summary>
public sealed class Ed25519Tests
{
    [Fact]
    public void The_native_implementation_is_in_use_on_this_machine()
    {
        SkipWithoutOpenSsl();
        Assert.True(Ed25519.IsNative, Ed25519.WhyNotNative);
        Assert.Null(Ed25519.WhyNotNative);
    }

    [Fact]
    public void Both_implementations_agree_on_random_keys_and_messages()
    {
        SkipWithoutOpenSsl();
        const int seedOfTest = 20261121;
        var random = new Random(seedOfTest);
        for (var i = 0; i < 100; i++)
        {
            var seed = new byte[32];
            var message = new byte[random.Next(0, 300)];
            random.NextBytes(seed);
            random.NextBytes(message);
            var key = Ed25519.PublicKey(seed, isNative: true);
            var signature = Ed25519.Sign(seed, message, isNative: true);
            Assert.Equal(key, Ed25519.PublicKey(seed, isNative: false));
            Assert.Equal(signature, Ed25519.Sign(seed, message, isNative: false));
            Assert.True(
                Ed25519.Verify(key, message, signature, true, isNative: false), $"seed {seedOfTest}, {i}");

            signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
            Assert.False(
                Ed25519.Verify(key, message, signature, false, isNative: true), $"seed {seedOfTest}, {i}");
            Assert.False(
                Ed25519.Verify(key, message, signature, false, isNative: false), $"seed {seedOfTest}, {i}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_second_scalar_for_the_same_signature_is_refused(bool isNative)
    {
        byte[] seed = new byte[32], message = [1, 2, 3];
        var signature = Ed25519.Sign(seed, message);
        var scalar = new BigInteger(signature.AsSpan(32), isUnsigned: true) + Ed25519.GroupOrder;
        scalar.ToByteArray(isUnsigned: true).CopyTo(signature.AsSpan(32));
        Assert.False(Ed25519.Verify(Ed25519.PublicKey(seed), message, signature, false, isNative));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")]
    public void All_points_of_small_order_are_known_as_such(string hex)
    {
        Assert.True(EdwardsPoint.TryDecompress(Convert.FromHexString(hex), out var point));
        Assert.True(point.IsOfSmallOrder);
    }

    [Fact]
    public void The_base_point_is_of_large_order_and_has_the_known_encoding()
    {
        var bytes = new byte[32];
        EdwardsPoint.Base.Compress(bytes);
        Assert.Equal("58" + string.Concat(Enumerable.Repeat("66", 31)), Convert.ToHexStringLower(bytes));
        Assert.False(EdwardsPoint.Base.IsOfSmallOrder);
        EdwardsPoint.Base.Times(Ed25519.GroupOrder.ToByteArray(isUnsigned: true)).Compress(bytes);
        Assert.Equal(1, bytes[0]);
        Assert.Equal(-1, bytes.AsSpan(1).IndexOfAnyExcept((byte)0));
    }

    /// <summary>
    /// The chain reduces y when it looks for the curve; a key that is used to sign must be canonical.
    /// </summary>
    [Theory]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)]
    [InlineData("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true)]
    [InlineData("0300000000000000000000000000000000000000000000000000000000000000", true)]
    public void An_encoding_from_p_upwards_is_not_canonical(string hex, bool isCanonical) =>
        Assert.Equal(isCanonical, EdwardsPoint.IsCanonical(Convert.FromHexString(hex)));

    [Fact]
    public void Seeds_of_another_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Ed25519.PublicKey(new byte[31]));
        Assert.Throws<ArgumentException>(() => Ed25519.Sign(new byte[33], []));
    }

    /// <summary>A developer's machine may lack OpenSSL 3; where CI=true its absence is a failure.</summary>
    private static void SkipWithoutOpenSsl()
    {
        if (!Ed25519.IsNative && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip(Ed25519.WhyNotNative!);
    }
}
