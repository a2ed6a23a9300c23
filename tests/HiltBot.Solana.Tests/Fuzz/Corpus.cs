using System.Text;
using System.Text.Json;
using HiltBot.Solana.Tests.Vectors;

namespace HiltBot.Solana.Tests.Fuzz;

/// <summary>
/// Good inputs of every kind out of the vectors, and ways to spoil them. A spoilt input is often still good, so
/// both ways through a decoder are gone.
/// </summary>
internal static class Corpus
{
    /// <summary>What tends to break readers, put in the place of a value or a field.</summary>
    private static readonly string[] Oddities =
    [
        "null", "true", "-1", "0", "1.5", "1e999", "18446744073709551615", "18446744073709551616", "\"\"", "\"1\"",
        "\"\\ud800\"", "[]", "{}", "[[]]", "[null]", "\"legacy\"", "\"\\u0000\"", "2147483648",
        "{\"InstructionError\":[0,{\"Custom\":1}]}", "{\"InstructionError\":[]}",
    ];

    private static readonly string[] Bits =
    [
        "\n", "\n\n", "%", "%2", "%00", "%ff", "%ED%A0%80", "+", "&", "=", "?", "#", ":", "//", "amount=1", "reference=",
        "URI: ", "Nonce: ", "Resources:", "- ", "\r", "\ufffd", "é", "😀", "1e9", ".", "https:", "solana:",
    ];

    public static readonly IReadOnlyList<byte[]> Transactions = Of("transactionBase64", Convert.FromBase64String);

    public static readonly IReadOnlyList<byte[]> Messages = Of("messageBase64", Convert.FromBase64String);

    public static readonly IReadOnlyList<byte[]> Accounts =
    [
        .. Of("dataHex", Convert.FromHexString, "subs-account"),
        .. Of("dataHex", Convert.FromHexString, "subs-event"),
        .. Of("planAccountDataHex", Convert.FromHexString),
        .. Of("subscriptionAccountDataHex", Convert.FromHexString),
        .. Of("subscriptionAuthorityAccountDataHex", Convert.FromHexString),
        .. Of("buyerTokenAccountDataHex", Convert.FromHexString),
        MintData(82), [.. MintData(165), 1], [0], [0x7f], [0xff, 0x7f], [0xff, 0xff, 3],
    ];

    public static readonly IReadOnlyList<byte[]> Texts =
    [
        .. Of("url", Encoding.UTF8.GetBytes),
        .. Of("preferred", Encoding.UTF8.GetBytes),
        .. Of("messageText", Encoding.UTF8.GetBytes),
        .. Of("base58", Encoding.UTF8.GetBytes),
        .. Of("signatureBase58", Encoding.UTF8.GetBytes),
        "12.34"u8.ToArray(), "0.000001"u8.ToArray(),
    ];

    public static readonly IReadOnlyList<byte[]> Envelopes =
    [
        [0xff, .. "solana offchain"u8, 0, 0, 5, 0, .. "words"u8],
        [0xff, .. "solana offchain"u8, 0, .. new byte[32], 1, 1, .. new byte[32], 5, 0, .. "words"u8],
    ];

    public static readonly IReadOnlyList<byte[]> Readings =
        [.. Of("transaction", Encoding.UTF8.GetBytes, "payment-check")];

    private static readonly byte[][] Raw = [.. Transactions, .. Messages, .. Accounts, .. Envelopes];

    private static readonly (int Start, int Length)[][] Values = [.. Readings.Select(ValuesOf)];

    public static byte[] Random(Random random)
    {
        var bytes = new byte[random.Next(8) == 0 ? random.Next(5_000) : random.Next(400)];
        random.NextBytes(bytes);
        return bytes;
    }

    public static byte[] SpoiltBytes(Random random) => Spoil(random, Raw[random.Next(Raw.Length)]);

    public static byte[] SpoiltText(Random random)
    {
        var bytes = Texts[random.Next(Texts.Count)];
        if (random.Next(2) == 0)
            return Spoil(random, bytes);
        var text = Encoding.UTF8.GetString(bytes);
        var at = random.Next(text.Length + 1);
        return Encoding.UTF8.GetBytes(text.Insert(at, Bits[random.Next(Bits.Length)]));
    }

    /// <summary>Good JSON with odd values, or now and then no JSON any more.</summary>
    public static byte[] SpoiltReading(Random random)
    {
        var which = random.Next(Readings.Count);
        if (random.Next(8) == 0)
            return Spoil(random, Readings[which]);
        var (start, length) = Values[which][random.Next(Values[which].Length)];
        var odd = Oddities[random.Next(Oddities.Length)];
        return
        [
            .. Readings[which].AsSpan(0, start), .. Encoding.UTF8.GetBytes(odd),
            .. Readings[which].AsSpan(start + length),
        ];
    }

    private static byte[] Spoil(Random random, byte[] good)
    {
        var bytes = new List<byte>(good);
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(10))
            {
                case 0:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes[at..Math.Min(bytes.Count, at + random.Next(64))]);
                    break;
                case 4:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 5:
                    bytes[at] = (byte)(random.Next(2) * 255);
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static (int, int)[] ValuesOf(byte[] json)
    {
        var values = new List<(int, int)>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                var inner = reader;
                inner.Skip();
                values.Add((start, (int)inner.BytesConsumed - start));
            }
            else if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray
                or JsonTokenType.EndObject))
            {
                values.Add((start, (int)reader.BytesConsumed - start));
            }
        }

        return [.. values];
    }

    private static byte[][] Of(string name, Func<string, byte[]> read, string kind = "") =>
    [
        .. VectorFile.Cases.Values
            .Where(item => item.Text("kind").StartsWith(kind, StringComparison.Ordinal))
            .Select(item => item.GetProperty("out").Maybe(name) ?? item.GetProperty("in").Maybe(name))
            .Where(value => value is not null)
            .Select(value => read(
                value!.Value.ValueKind == JsonValueKind.String
                    ? value.Value.GetString()!
                    : value.Value.GetRawText())),
    ];

    private static byte[] MintData(int length)
    {
        var data = new byte[length];
        data[44] = 6;
        data[45] = 1;
        return data;
    }
}
