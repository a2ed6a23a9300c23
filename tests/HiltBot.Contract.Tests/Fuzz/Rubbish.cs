using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.Contract.Tests.Fuzz;

/// <summary>Values that nobody should send, by kind, from one seed.</summary>
internal sealed class Rubbish(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\u202eevil", "\u2066x\u2069", "\ufeff", "\ud83d\ude00", "line\nbreak", "\t", "\u0007",
        "'; drop table payments;--", "<script>alert(1)</script>", "../../etc/passwd", "%00", "${jndi:ldap://x}", "{{7*7}}",
        "null", "true", "-1", "NaN", "1e999", "9223372036854775808", "ACTIVE ", "active", "UNKNOWN_WORD", "\u0130", "\u00e9",
        "00000000-0000-0000-0000-000000000000", "0197a3c4-5b1e-7c2d-9f40-1a2b3c4d5e6", "{0197a3c4-5b1e-7c2d-9f40-1a2b3c4d5e6f}",
        "0197A3C4-5B1E-7C2D-9F40-1A2B3C4D5E6F", "0197a3c45b1e7c2d9f401a2b3c4d5e6f", "2026-02-30", "2026-13-01T00:00:00Z",
        "http://127.0.0.1/", "https://user:pw@example.org/", "ftp://example.org", "https://", "javascript:alert(1)",
        "https://[::1]/", "https://169.254.169.254/latest", "a@b", "@", "a@b@c", "xn--", "-.example.org", "11111111111111111111111111111111",
        "7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q", "0OIl", "====", "AAAA", "eyJhbGciOiJub25lIn0.e30.", "%", "_", "%%%", "\\",
    ];

    private static readonly long[] Numbers =
    [
        0, -1, 1, 2, 59, 60, 61, 100, 101, 120, 121, 200, 201, 365, 366, 1440, 1441, 3660, 3661, int.MaxValue, int.MinValue,
        (long)int.MaxValue + 1, long.MaxValue, long.MinValue, 9_007_199_254_740_993,
    ];

    // What no JSON number type of ours holds, and JSON that is none.
    private static readonly string[] RawValues =
    [
        "1e400", "-1e400", "1.5", "-0", "0.0", "9223372036854775808", "99999999999999999999999999", "1e2", "\"\\ud800\"",
        "\"\\udc00x\"", "\"a\\u0000b\"", "\"\\u202e\"", "[]", "{}", "[[]]", "[null]", "{\"a\":1}", "true", "null", "\"\"",
    ];

    public string Text() => random.Next(12) switch
    {
        0 => new string('x', random.Next(1, 6000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xd7ff))),
        2 => string.Concat(Enumerable.Repeat("\ud83d\ude00", random.Next(1, 200))),
        _ => Texts[random.Next(Texts.Length)],
    };

    public long Number() => Numbers[random.Next(Numbers.Length)];

    /// <summary>A value of any kind as it stands in JSON.</summary>
    public string RawValue() => random.Next(3) switch
    {
        0 => JsonValue.Create(Text())!.ToJsonString(),
        1 => Number().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => RawValues[random.Next(RawValues.Length)],
    };

    /// <summary>A whole body of the wrong shape.</summary>
    public byte[] Body(string good) => random.Next(14) switch
    {
        0 => Encoding.UTF8.GetBytes(good[..random.Next(good.Length)]),
        1 => Encoding.UTF8.GetBytes(good + good),
        2 => Encoding.UTF8.GetBytes($"[{good}]"),
        3 => Encoding.UTF8.GetBytes(new string('[', random.Next(1, 300)) + new string(']', 10)),
        4 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", random.Next(10, 64)))),
        5 => Encoding.Unicode.GetBytes(good),
        6 => [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(good)],
        7 => [.. Encoding.UTF8.GetBytes(good[..^1]), 0xff, 0xfe, (byte)'}'],
        8 => Twice(good),
        9 => RandomBytes(random.Next(1, 400)),
        10 => "null"u8.ToArray(),
        11 => Encoding.UTF8.GetBytes(RawValue()),
        12 => Encoding.UTF8.GetBytes("{\"\\ud800\":1," + good.TrimStart('{', ' ')),
        _ => random.Next(40) == 0 ? Nested() : Encoding.UTF8.GetBytes(good.Replace(':', '=')),
    };

    /// <summary>A header that a client may send and nobody asked for.</summary>
    public (string Name, string Value) Header() => random.Next(10) switch
    {
        0 => ("Accept", Pick("*/*", "text/html", "application/pdf;q=0.1", "\u00a7")),
        1 => ("Content-Type", Pick("text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "multipart/form-data", "rubbish")),
        2 => ("Idempotency-Key", Pick("1234567", "with space in it", new string('k', 256), $"key-{random.Next(200):D6}", "")),
        3 => ("X-Request-Id", Pick("mine-1", new string('r', 70), "<b>", "\u0001")),
        4 => ("Content-Encoding", Pick("gzip", "br", "rubbish")),
        5 => ("Origin", Pick("https://evil.example", "null", "rubbish")),
        6 => ("X-Forwarded-For", Pick("1.2.3.4", "rubbish", "::1")),
        7 => ("X-HTTP-Method-Override", Pick("DELETE", "TRACE")),
        8 => ("Cookie", Pick("a=b", "hilt_form=x", "=;;=")),
        _ => ("Accept-Language", Pick("de", "rubbish;;;", "*")),
    };

    public string Query() => string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(5) switch
    {
        0 => Uri.EscapeDataString(Text()),
        1 => $"{Uri.EscapeDataString(Text())}={Uri.EscapeDataString(Text())}",
        2 => "%ZZ=%",
        3 => "page=1&page=2&page=",
        _ => "&&==&",
    }));

    private string Pick(params string[] texts) => texts[random.Next(texts.Length)];

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    // Every key once more, with another value.
    private byte[] Twice(string good)
    {
        var keys = JsonNode.Parse(good) is JsonObject body ? body.Select(one => one.Key).ToList() : [];
        var more = keys.Count == 0 ? "\"a\":1,\"a\":2" : string.Join(',', keys.Select(key => $"\"{key}\":{RawValue()}"));
        return Encoding.UTF8.GetBytes(good.TrimEnd()[..^1] + (keys.Count == 0 ? string.Empty : ",") + more + "}");
    }

    private static byte[] Nested() => Encoding.UTF8.GetBytes(new string('[', 512 * 1024) + new string(']', 512 * 1024));
}
