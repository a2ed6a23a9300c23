using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Tests.Keys;

/// <summary>
/// The wallets' box by published vectors (RFC 7748, RFC 8439) and by values made with tweetnacl 1.0.3; against tweetnacl
/// itself it stands in the tests of the doors.
/// </summary>
public sealed class NaclBoxTests
{
    private static readonly byte[] Secret = Hex("77076d0a7318a57d3c16c17251b26645df4c2f92ebc0992ac177fba51db92c2a");
    private static readonly byte[] Peer = Hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    private static readonly byte[] Nonce = Hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");

    private static readonly byte[] Message = Hex(
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db6" +
        "6cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc" +
        "76897040e082f937763848645e0705");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Agreement_follows_the_vectors_of_the_standard(bool isNative)
    {
        Assert.SkipWhen(isNative && !Ed25519.IsNative, "no OpenSSL 3");
        Assert.Equal(
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
            Agreed(
                "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c", isNative));
        Assert.Equal(
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
            Agreed(
                "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493", isNative));
        Assert.Equal(
            "f8a9535a2d2ff605e8e144d54f4ef5c62313a2055dbb21fddd3fd9c299eb015d",
            Convert.ToHexStringLower(X25519.PublicKey(Secret, isNative)));
        Assert.Null(X25519.Agree(Secret, new byte[32], isNative));
        var one = new byte[32];
        one[0] = 1;
        Assert.Null(X25519.Agree(Secret, one, isNative));
    }

    [Fact]
    public void Both_implementations_agree_on_random_keys()
    {
        Assert.SkipUnless(Ed25519.IsNative, "no OpenSSL 3");
        const int seed = 20261130;
        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            byte[] ours = new byte[32], theirs = new byte[32];
            random.NextBytes(ours);
            random.NextBytes(theirs);
            var key = X25519.PublicKey(ours, isNative: true);
            Assert.True(key.AsSpan().SequenceEqual(X25519.PublicKey(ours, isNative: false)), $"seed {seed}, {i}");
            Assert.True(
                X25519.Agree(ours, theirs, isNative: true).AsSpan().SequenceEqual(
                    X25519.Agree(ours, theirs, isNative: false)),
                $"seed {seed}, {i}");
        }
    }

    [Theory]
    [InlineData(
        "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
        "43727970746f6772617068696320466f72756d2052657365617263682047726f7570", "a8061dc1305136c6c22b8baf0c0127a9")]
    [InlineData(
        "0200000000000000000000000000000000000000000000000000000000000000", "ffffffffffffffffffffffffffffffff",
        "03000000000000000000000000000000")]
    [InlineData(
        "02000000000000000000000000000000ffffffffffffffffffffffffffffffff", "02000000000000000000000000000000",
        "03000000000000000000000000000000")]
    [InlineData(
        "0100000000000000000000000000000000000000000000000000000000000000",
        "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000",
        "05000000000000000000000000000000")]
    [InlineData(
        "0100000000000000000000000000000000000000000000000000000000000000",
        "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101",
        "00000000000000000000000000000000")]
    [InlineData(
        "0200000000000000000000000000000000000000000000000000000000000000", "fdffffffffffffffffffffffffffffff",
        "faffffffffffffffffffffffffffffff")]
    public void The_tag_follows_the_vectors_of_the_standard(string key, string message, string expected)
    {
        var tag = new byte[16];
        Poly1305.Tag(Hex(key), Hex(message), tag);
        Assert.Equal(expected, Convert.ToHexStringLower(tag));
    }

    [Fact]
    public void A_box_is_sealed_and_opened_as_tweetnacl_does_it()
    {
        var shared = NaclBox.SharedKey(Secret, Peer)!;
        Assert.Equal(
            "168baf85de4313ede688b2aabf410e2fc00a0f2307ff221907434ccc24484a17", Convert.ToHexStringLower(shared));
        var box = NaclBox.Seal(shared, Nonce, Message);
        Assert.Equal(
            "7d792c182dc1b3b5b6252457ed50d1c5a83a4347c4a0b3303a3820ccf8a5b039b6e5f953a42d01be987fa5320eb0fbf73a76812138c19ab2e9" +
            "c15335bd344bd1e0d46aac2d4c733f990a5cae01adb894871886cb29c6140c692f5bcfd42a0c3f25c61e9c0fb8788718184cbdd2171d86d4ff" +
            "91bd8483e72037e280e239ad19137d714cff7334409f88f16021f14b094e2e17e2",
            Convert.ToHexStringLower(box));
        Assert.True(NaclBox.TryOpen(shared, Nonce, box, out var message));
        Assert.Equal(Message, message);
    }

    [Fact]
    public void Whatever_is_changed_does_not_open()
    {
        var shared = NaclBox.SharedKey(Secret, Peer)!;
        foreach (var length in (int[])[0, 1, 31, 32, 33, 63, 64, 65, 200])
        {
            var box = NaclBox.Seal(shared, Nonce, Message.Concat(Message).Take(length).ToArray());
            Assert.Equal(length + NaclBox.Overhead, box.Length);
            for (var bit = 0; bit < box.Length * 8; bit += 7)
            {
                box[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(NaclBox.TryOpen(shared, Nonce, box, out _), $"length {length}, bit {bit}");
                box[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.True(NaclBox.TryOpen(shared, Nonce, box, out _));
            Assert.False(NaclBox.TryOpen(shared, Nonce, box.AsSpan(0, box.Length - 1), out _));
            Assert.False(NaclBox.TryOpen(shared, Peer.AsSpan(0, 24), box, out _));
        }

        Assert.False(NaclBox.TryOpen(shared, Nonce, [], out _));
        Assert.Null(NaclBox.SharedKey(Secret, new byte[32]));
    }

    private static string Agreed(string secret, string peer, bool isNative) =>
        Convert.ToHexStringLower(X25519.Agree(Hex(secret), Hex(peer), isNative)!);

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
