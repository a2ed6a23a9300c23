using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Transactions;

/// <summary>
/// Whatever may stand in a transaction of any version, table lookups included, is read field by field and
/// written again byte by byte.
/// </summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_transaction_is_read_as_it_was_written()
    {
        var seed = TestSeed.Take(output);
        var seen = new Dictionary<MessageVersion, int>();
        for (var i = 0; i < 5_000 * TestSeed.Factor; i++)
        {
            var wanted = RandomWires.Make(new Random(HashCode.Combine(seed, i)));
            var wire = wanted.Wire();
            var max = wanted.Version == MessageVersion.V1 ? Transaction.BytesMaxV1 : Transaction.BytesMax;
            if (wire.Length > max)
            {
                Assert.False(TransactionDecoder.TryDecode(wire, out _));
                continue;
            }

            try
            {
                Check(wanted, wire);
            }
            catch (Exception error)
            {
                Assert.Fail($"HILTBOT_TEST_SEED={seed}, case {i}, {Convert.ToHexString(wire)}: {error}");
            }

            seen[wanted.Version] = seen.GetValueOrDefault(wanted.Version) + 1;
        }

        Assert.All(Enum.GetValues<MessageVersion>(), version => Assert.True(seen[version] > 500, $"{version}"));
    }

    private static void Check(RandomWires wanted, byte[] wire)
    {
        var read = TransactionDecoder.Decode(wire);
        var message = read.Message;
        Assert.Equal(wanted.Version, message.Version);
        Assert.Equal(wanted.Header, message.Header);
        Assert.Equal(wanted.Keys, message.AccountKeys);
        Assert.Equal(wanted.Blockhash, message.Blockhash);
        Assert.Equal(wanted.Config, message.Config);
        Assert.Equal(wanted.Signatures, read.Signatures);
        Assert.Equal(wanted.Instructions.Length, message.Instructions.Count);
        foreach (var (left, right) in wanted.Instructions.Zip(message.Instructions))
        {
            Assert.Equal(left.ProgramIdIndex, right.ProgramIdIndex);
            Assert.Equal(left.AccountIndexes, right.AccountIndexes);
            Assert.Equal(left.Data.ToArray(), right.Data.ToArray());
        }

        Assert.Equal(wanted.Lookups.Length, message.AddressTableLookups.Count);
        foreach (var (left, right) in wanted.Lookups.Zip(message.AddressTableLookups))
        {
            Assert.Equal(left.TableKey, right.TableKey);
            Assert.Equal(left.WritableIndexes, right.WritableIndexes);
            Assert.Equal(left.ReadonlyIndexes, right.ReadonlyIndexes);
        }

        Assert.Equal(wanted.Message(), message.Bytes.ToArray());
        Assert.Equal(wire, read.Serialize());
        Assert.Equal(message.Bytes.ToArray(), TransactionDecoder.DecodeMessage(message.Bytes).Bytes.ToArray());
    }
}
