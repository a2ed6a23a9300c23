using FsCheck;
using FsCheck.Fluent;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Tests.Keys;

/// <summary>Addresses, signatures and key files.</summary>
public sealed class KeysTests
{
    private const string Merchant = "76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww";

    [Fact]
    public void Base58_gives_back_what_it_was_given() =>
        Prop.ForAll((byte[] bytes) => Base58.Decode(Base58.Encode(bytes)).SequenceEqual(bytes))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Base58_keeps_leading_zeros() =>
        Prop.ForAll((byte zeros, byte[] rest) =>
        {
            byte[] bytes = [.. new byte[zeros], .. rest];
            return Base58.Decode(Base58.Encode(bytes)).SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Base58_that_would_cost_too_much_is_refused() =>
        Assert.False(Base58.TryDecode(new string('z', Base58.CharsMax + 1), out _));

    [Fact]
    public void Addresses_are_equal_by_value_and_go_into_sets()
    {
        var address = Address.Parse(Merchant);
        Assert.Equal(address, Address.From(address.ToArray()));
        Assert.Contains(Address.Parse(Merchant), new HashSet<Address> { address });
        Assert.NotEqual(address, default);
        Assert.Equal(Merchant, $"{address}");
        Assert.Equal("11111111111111111111111111111111", default(Address).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww")]
    [InlineData("76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww1")]
    [InlineData("1111111111111111111111111111111")]
    [InlineData("111111111111111111111111111111111")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Other_texts_are_no_address(string? text) => Assert.False(Address.TryParse(text, out _));

    [Fact]
    public void Signatures_are_64_bytes_and_missing_when_all_zero()
    {
        var bytes = Enumerable.Range(0, 64).Select(value => (byte)value).ToArray();
        var signature = Signature.From(bytes);
        Assert.Equal(signature, Signature.Parse(signature.ToString()));
        Assert.Equal(bytes, signature.ToArray());
        Assert.False(signature.IsMissing);
        Assert.True(Signature.Parse(new string('1', 64)).IsMissing);
        Assert.False(Signature.TryParse(Merchant, out _));
        Assert.Throws<ArgumentException>(() => Signature.From(bytes.AsSpan(1)));
    }

    [Fact]
    public void A_key_signs_for_its_own_address_only()
    {
        using KeyPair one = KeyPair.Generate(), other = KeyPair.Generate();
        var signature = one.Sign("hello"u8);
        Assert.True(one.Address.Verifies("hello"u8, signature));
        Assert.False(one.Address.Verifies("hullo"u8, signature));
        Assert.False(other.Address.Verifies("hello"u8, signature));
        Assert.True(one.Address.IsOnCurve);
        Assert.Equal(one.Address.ToString(), one.ToString());
    }

    [Fact]
    public void A_key_file_must_fit_together()
    {
        using var pair = KeyPair.FromSeed(new byte[32]);
        var bytes = pair.ToSecretKey();
        bytes[63] ^= 1;
        Assert.Throws<FormatException>(() => KeyPair.FromSecretKey(bytes));
        Assert.Throws<FormatException>(() => KeyPair.FromSecretKey(bytes.AsSpan(0, 63)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1,2,3]")]
    [InlineData("[1,2,300]")]
    [InlineData("[1,\"2\"]")]
    [InlineData("[1,2")]
    [InlineData("0OIl-secret-words")]
    public void A_bad_key_file_is_refused_without_repeating_it(string text)
    {
        var error = Assert.Throws<FormatException>(() => KeyPair.Parse(text));
        Assert.DoesNotContain("secret-words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var pair = KeyPair.Generate();
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Sign([]));
        Assert.Throws<ObjectDisposedException>(pair.ToSecretKey);
    }

    [Fact]
    public void A_derived_address_takes_fifteen_seeds_and_a_bump()
    {
        var program = Address.Parse(Merchant);
        byte[][] seeds = [.. Enumerable.Range(0, 15).Select(value => new[] { (byte)value })];
        Assert.False(ProgramDerivedAddress.Find(program, seeds).Address.IsOnCurve);
        Assert.Throws<ArgumentException>(() => ProgramDerivedAddress.Find(program, [.. seeds, [15]]));
    }
}
