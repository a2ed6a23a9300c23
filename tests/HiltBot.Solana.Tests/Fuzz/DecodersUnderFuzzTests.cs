using System.Globalization;
using System.Text;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Pay;
using HiltBot.Solana.SignIn;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Fuzz;

/// <summary>
/// 100,000 inputs to every decoder (a million by HILTBOT_TEST_LONG=1): no exception but those that callers
/// expect, memory in proportion to the input, and often enough something that is read. A hang shows as a project
/// without its summary line.
/// </summary>
public sealed class DecodersUnderFuzzTests(ITestOutputHelper output)
{
    /// <summary>For one decoder and one input: refusals by exception carry a trace, whatever the input.</summary>
    private const int BytesBase = 30_000;
    private const int BytesPerByte = 40;

    private readonly Dictionary<string, int> _read = [];
    private readonly Dictionary<string, long> _most = [];

    [Fact]
    public void No_input_breaks_a_decoder_or_makes_it_take_memory_without_bound()
    {
        var seed = TestSeed.Take(output);
        var cases = 100_000 * TestSeed.Factor;
        WarmUp();
        for (var i = 0; i < cases; i++)
        {
            // Each input has its own seed, so that one alone can be looked at.
            var random = new Random(HashCode.Combine(seed, i));
            var input = (i % 8) switch
            {
                0 => Corpus.Random(random),
                1 or 2 => Corpus.SpoiltText(random),
                3 => Corpus.SpoiltReading(random),
                _ => Corpus.SpoiltBytes(random),
            };
            try
            {
                Feed(input);
            }
            catch (Exception error)
            {
                Assert.Fail($"HILTBOT_TEST_SEED={seed}, case {i}, {Convert.ToHexString(input)}: {error}");
            }
        }

        foreach (var (name, count) in _read)
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {count} read, at most {_most[name]} bytes taken"));

        // Neither way through a decoder is untried.
        Assert.All(_read, pair => Assert.InRange(pair.Value, cases / 10_000, cases - 1));
    }

    [Fact]
    public void What_is_over_a_decoders_limit_is_refused_before_any_work()
    {
        var digits = new string('2', 10_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Base58.TryDecode(digits, out _));
        Assert.False(Address.TryParse(digits, out _));
        Assert.False(Signature.TryParse(digits, out _));
        Assert.Equal(new PayUrl.Refused(PayUrlFault.Length), PayUrl.Read(digits));
        Assert.False(SignInText.TryParse(digits, out _));
        Assert.False(TransactionDecoder.TryDecode(new byte[Transaction.BytesMax + 1], out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
    }

    [Fact]
    public void A_count_that_promises_much_takes_no_memory_for_it()
    {
        byte[][] wires =
        [
            [0xff, 0xff, 3], // 65,535 signatures
            [0, 1, 0, 0, 0xff, 0xff, 3], // 65,535 keys
            [0, 1, 0, 0, 0, .. new byte[32], 0xff, 0xff, 3], // 65,535 instructions
            [0, 0x80, 1, 0, 0, 0, .. new byte[32], 0, 0xff, 0xff, 3], // 65,535 lookups
            [0x81, 1, 0, 0, 0, 0, 0, 0, .. new byte[32], 255, 255],
        ];
        Assert.All(wires, wire => Measure("promise", wire, bytes => TransactionDecoder.TryDecode(bytes, out _)));
        Assert.Equal(0, _read["promise"]);
    }

    private void Feed(byte[] input)
    {
        foreach (var (name, read) in EveryDecoder.OfBytes)
            Measure(name, input, read);
        var text = Encoding.UTF8.GetString(input);

        // Base58 is quadratic up to its limit: long noise goes there now and then, short text always.
        foreach (var (name, read) in EveryDecoder.OfText)
        {
            if (name != "base58" || text.Length < 400 || input[0] < 8)
                Measure(name, input, _ => read(text));
        }

        if (input is [(byte)'{', ..])
            Measure("reading", input, EveryDecoder.Reading);
    }

    private void Measure(string name, byte[] input, Func<byte[], bool> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = read(input);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            taken <= BytesBase + (long)BytesPerByte * input.Length,
            $"{name} took {taken} bytes for {input.Length}.");
        _read[name] = _read.GetValueOrDefault(name) + (isRead ? 1 : 0);
        _most[name] = Math.Max(_most.GetValueOrDefault(name), taken);
    }

    /// <summary>What the runtime takes once is not the input's.</summary>
    private void WarmUp()
    {
        byte[][] good =
        [
            .. Corpus.Transactions, .. Corpus.Messages, .. Corpus.Accounts, .. Corpus.Texts, .. Corpus.Envelopes,
            .. Corpus.Readings,
        ];
        foreach (var input in good)
        {
            foreach (var (_, read) in EveryDecoder.OfBytes)
                read(input);
            foreach (var (_, read) in EveryDecoder.OfText)
                read(Encoding.UTF8.GetString(input));
            EveryDecoder.Reading(input);
        }

        foreach (var name in EveryDecoder.OfBytes.Select(one => one.Name)
            .Concat(EveryDecoder.OfText.Select(one => one.Name)).Append("reading"))
        {
            _read[name] = 0;
            _most[name] = 0;
        }
    }
}
