using HiltBot.Solana.Keys;

namespace HiltBot.Doors.Tests.Phantom;

/// <summary>Our box against that of tweetnacl, both ways.</summary>
public sealed class TheBoxTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_one_side_seals_the_other_opens_and_nobody_opens_what_was_changed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"HILTBOT_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var node = NodeWallet.Start();
        for (var i = 0; i < 300; i++)
        {
            var (ours, theirs, nonce) = (Bytes(random, 32), Bytes(random, 32), Bytes(random, 24));
            var message = Bytes(random, random.Next(0, 900));
            var shared = NaclBox.SharedKey(ours, X25519.PublicKey(theirs))!;
            var sealedHere = NaclBox.Seal(shared, nonce, message);
            Assert.Equal(Hex(message), await OpenAsync(node, theirs, ours, nonce, sealedHere));

            var asked = await node.AskAsync(new
            {
                op = "seal",
                secret = Hex(theirs),
                peer = Hex(X25519.PublicKey(ours)),
                nonce = Hex(nonce),
                message = Hex(message),
            });
            var sealedThere = Convert.FromHexString(asked.GetProperty("box").GetString()!);
            Assert.Equal(Hex(sealedHere), Hex(sealedThere));
            Assert.True(NaclBox.TryOpen(shared, nonce, sealedThere, out var opened), $"seed {seed}, {i}");
            Assert.Equal(Hex(message), Hex(opened));

            sealedThere[random.Next(sealedThere.Length)] ^= (byte)(1 << random.Next(8));
            Assert.False(NaclBox.TryOpen(shared, nonce, sealedThere, out _), $"seed {seed}, {i}");
            Assert.Null(await OpenAsync(node, theirs, ours, nonce, sealedThere));
        }
    }

    private static async Task<string?> OpenAsync(
        NodeWallet node, byte[] secret, byte[] peerSecret, byte[] nonce, byte[] box)
    {
        var answer = await node.AskAsync(new
        {
            op = "open",
            secret = Hex(secret),
            peer = Hex(X25519.PublicKey(peerSecret)),
            nonce = Hex(nonce),
            box = Hex(box),
        });
        return answer.GetProperty("message").GetString();
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
