using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;

namespace HiltBot.Solana.Tests.Vectors;

internal static class KeyVectors
{
    /// <summary>
    /// Both where OpenSSL 3 is; that it is there is a test of its own, which must hold in CI.
    /// </summary>
    private static readonly bool[] Implementations = Ed25519.IsNative ? [true, false] : [false];

    public static void Base58Both(JsonElement input, JsonElement expected)
    {
        Assert.Equal(expected.Text("base58"), Base58.Encode(input.Hex("hex")));
        Assert.Equal(input.Hex("hex"), Base58.Decode(expected.Text("base58")));
    }

    public static void Base58Invalid(JsonElement input, JsonElement expected)
    {
        Assert.True(expected.Flag("error"));
        Assert.False(Base58.TryDecode(input.Text("base58"), out _));
    }

    public static void AddressInvalid(JsonElement input, JsonElement expected)
    {
        Assert.True(expected.Flag("error"));
        Assert.False(Address.TryParse(input.Text("base58"), out _));
    }

    public static void Sign(JsonElement input, JsonElement expected)
    {
        byte[] seed = input.Hex("seedHex"), message = input.Hex("messageHex");
        foreach (var isNative in Implementations)
        {
            Assert.Equal(expected.Hex("publicKeyHex"), Ed25519.PublicKey(seed, isNative));
            Assert.Equal(expected.Hex("signatureHex"), Ed25519.Sign(seed, message, isNative));
        }

        using var pair = KeyPair.FromSeed(seed);
        Assert.Equal(expected.Text("address"), pair.Address.ToString());
        Assert.Equal(expected.Hex("secretKey64Hex"), pair.ToSecretKey());
        Assert.Equal(expected.Text("signatureBase58"), pair.Sign(message).ToString());
        using var again = KeyPair.Parse(expected.Text("secretKey64Base58"));
        Assert.Equal(pair.Address, again.Address);
        using var fromFile = KeyPair.Parse($"[{string.Join(", ", expected.Hex("secretKey64Hex"))}]\n");
        Assert.Equal(pair.Sign(message), fromFile.Sign(message));
    }

    public static void Verify(JsonElement input, JsonElement expected) =>
        Verify(input, expected, isStrict: false);

    public static void VerifyStrict(JsonElement input, JsonElement expected) =>
        Verify(input, expected, isStrict: true);

    public static void OnCurve(JsonElement input, JsonElement expected) =>
        Assert.Equal(expected.Flag("onCurve"), Address.Parse(input.Text("address")).IsOnCurve);

    public static void Pda(JsonElement input, JsonElement expected)
    {
        var program = Address.Parse(input.Text("programId"));
        var found = ProgramDerivedAddress.Find(program, Seeds(input));
        Assert.Equal(expected.Text("address"), found.Address.ToString());
        Assert.Equal(expected.GetProperty("bump").GetByte(), found.Bump);
        Assert.Equal(found.Address, ProgramDerivedAddress.Create(program, [.. Seeds(input), [found.Bump]]));
    }

    public static void PdaCreateInvalid(JsonElement input, JsonElement expected)
    {
        Assert.True(expected.Flag("error"));
        var program = Address.Parse(input.Text("programId"));
        Assert.Throws<ArgumentException>(() => ProgramDerivedAddress.Create(program, Seeds(input)));
    }

    public static void Ata(JsonElement input, JsonElement expected)
    {
        var found = AssociatedToken.Find(
            Address.Parse(input.Text("owner")),
            Address.Parse(input.Text("mint")),
            Address.Parse(input.Text("tokenProgram")));
        Assert.Equal(expected.Text("address"), found.Address.ToString());
        Assert.Equal(expected.GetProperty("bump").GetByte(), found.Bump);
    }

    private static void Verify(JsonElement input, JsonElement expected, bool isStrict)
    {
        byte[] key = input.Hex("publicKeyHex"), message = input.Hex("messageHex");
        var signature = input.Hex("signatureHex");
        foreach (var isNative in Implementations)
        {
            Assert.Equal(expected.Flag("valid"), Ed25519.Verify(key, message, signature, isStrict, isNative));

            // What the lenient form refuses, the strict one refuses too; a good signature passes both.
            if (!isStrict)
                Assert.Equal(expected.Flag("valid"), Ed25519.Verify(key, message, signature, true, isNative));
        }
    }

    private static byte[][] Seeds(JsonElement input) =>
        [.. input.Texts("seedsHex").Select(Convert.FromHexString)];
}
