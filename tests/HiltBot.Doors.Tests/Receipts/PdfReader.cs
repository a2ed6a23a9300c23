using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary>
/// Reads a PDF the way a reader does: from its end, through the table of places, object by object. Only what ours are
/// made of; anything else fails the test.
/// </summary>
internal sealed partial class PdfReader
{
    private readonly byte[] file;
    private readonly string text;
    private readonly Dictionary<int, int> places = [];

    private PdfReader(byte[] file)
    {
        this.file = file;
        text = Encoding.Latin1.GetString(file);
        Assert.StartsWith("%PDF-1.7\n", text, StringComparison.Ordinal);
        Assert.EndsWith("%%EOF\n", text, StringComparison.Ordinal);
        var start = int.Parse(StartXref().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal("xref\n", text.Substring(start, 5));
        var count = int.Parse(XrefHead().Match(text, start).Groups[1].Value, CultureInfo.InvariantCulture);
        var rows = text.IndexOf('\n', start + 5) + 1;
        for (var number = 0; number < count; number++)
        {
            var row = text.Substring(rows + 20 * number, 20);
            Assert.Matches(number == 0 ? "^0{10} 65535 f \n$" : "^[0-9]{10} 00000 n \n$", row);
            places[number] = int.Parse(row[..10], CultureInfo.InvariantCulture);
        }

        foreach (var (number, place) in places.Where(pair => pair.Key > 0))
        {
            Assert.StartsWith($"{number} 0 obj\n", text[place..], StringComparison.Ordinal);
        }

        Trailer = text[(rows + 20 * count)..];
        Assert.Contains($"/Size {count} ", Trailer, StringComparison.Ordinal);
    }

    public string Trailer { get; }

    public string Catalog => ObjectOf("Root", Trailer);

    public string Info => ObjectOf("Info", Trailer);

    public IReadOnlyList<string> Pages => [.. Numbers(ListOf("Kids", ObjectOf("Pages", Catalog))).Select(Object)];

    /// <summary>All lines of all pages as they are shown, a line each.</summary>
    public string Text => string.Join('\n', Pages.Select(TextOf));

    public static PdfReader Read(byte[] file) => new(file);

    public string ObjectOf(string name, string dictionary) =>
        Object(int.Parse(Regex.Match(dictionary, $@"/{name} (\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture));

    public byte[] Stream(string dictionary)
    {
        var number = places.Single(pair => pair.Key > 0 && Object(pair.Key) == dictionary).Key;
        var at = text.IndexOf("stream\n", places[number], StringComparison.Ordinal) + 7;
        var length = int.Parse(Regex.Match(dictionary, @"/Length (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal("\nendstream", text.Substring(at + length, 10));
        var bytes = file.AsSpan(at, length).ToArray();
        if (!dictionary.Contains("/FlateDecode", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var plain = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    public string Content(string page) => Encoding.ASCII.GetString(Stream(ObjectOf("Contents", page)));

    /// <summary>The text of a name outside of pages: hexadecimal UTF-16.</summary>
    public static string Name(string dictionary, string name) => Encoding.BigEndianUnicode.GetString(
        Convert.FromHexString(Regex.Match(dictionary, $"/{name} <FEFF([0-9A-F]*)>").Groups[1].Value));

    /// <summary>The font that is embedded, with what its glyphs mean.</summary>
    public (string Font, IReadOnlyDictionary<int, string> Meanings)? Wide(string page)
    {
        var match = Regex.Match(page, @"/F4 (\d+) 0 R");
        if (!match.Success)
        {
            return null;
        }

        var font = Object(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        var map = Encoding.ASCII.GetString(Stream(ObjectOf("ToUnicode", font)));
        return (font, Regex.Matches(map, "<([0-9A-F]{4})> <([0-9A-F]+)>").Where(pair => pair.Groups[2].Value != "FFFF")
            .ToDictionary(
                pair => Convert.ToInt32(pair.Groups[1].Value, 16),
                pair => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(pair.Groups[2].Value))));
    }

    public string Object(int number)
    {
        var start = text.IndexOf('\n', places[number]) + 1;
        var body = text[start..text.IndexOf("\nendobj", start, StringComparison.Ordinal)];
        var stream = body.IndexOf(" >>\nstream\n", StringComparison.Ordinal);
        return stream < 0 ? body : body[..(stream + 3)];
    }

    private string TextOf(string page)
    {
        var meanings = Wide(page)?.Meanings;
        var lines = new List<(string Place, string Text)>();
        foreach (Match shown in Shown().Matches(Content(page)))
        {
            var part = shown.Groups["plain"].Success
                ? Unescaped(shown.Groups["plain"].Value)
                : string.Concat(shown.Groups["wide"].Value.Chunk(4).Select(hex => meanings![Convert.ToInt32(new string(hex), 16)]));
            var place = shown.Groups["y"].Value;
            if (lines.Count > 0 && lines[^1].Place == place)
            {
                lines[^1] = (place, lines[^1].Text + part);
            }
            else
            {
                lines.Add((place, part));
            }
        }

        return string.Join('\n', lines.Select(line => line.Text));
    }

    private static string Unescaped(string text)
    {
        var bytes = Regex.Replace(text, @"\\(?:([0-7]{3})|(.))", match => match.Groups[1].Success
            ? ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString()
            : match.Groups[2].Value);
        const string upper =
            "\u20ac?\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152?\u017d??\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153?\u017e\u0178";
        return string.Concat(bytes.Select(letter => letter is >= '\u0080' and <= '\u009f' ? upper[letter - 0x80] : letter));
    }

    private static string ListOf(string name, string dictionary) =>
        Regex.Match(dictionary, $@"/{name} \[([^\]]*)\]").Groups[1].Value;

    private static IEnumerable<int> Numbers(string list) =>
        Regex.Matches(list, @"(\d+) 0 R").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"startxref\n(\d+)\n%%EOF\n$")]
    private static partial Regex StartXref();

    [GeneratedRegex(@"\Gxref\n0 (\d+)\n")]
    private static partial Regex XrefHead();

    [GeneratedRegex(@"(?<y>[\d.]+) Td (?:\((?<plain>(?:[^()\\]|\\.)*)\)|<(?<wide>[0-9A-F]+)>) Tj")]
    private static partial Regex Shown();
}
