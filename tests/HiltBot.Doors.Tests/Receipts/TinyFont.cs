using System.Buffers.Binary;
using System.Text;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary>
/// A TrueType file with a square for each of some letters, and one letter that is put together from another glyph.
/// Made here, so that no machine needs a font for the tests.
/// </summary>
internal static class TinyFont
{
    /// <summary>Glyph 0 is what is shown for nothing; then a square a letter; the last letter is made of the first.</summary>
    public static byte[] Of(string letters)
    {
        var runes = letters.EnumerateRunes().Select(rune => rune.Value).Order().ToList();
        var outlines = runes.Select((_, place) => place == runes.Count - 1 ? Composite(1) : Square(100 + place)).Prepend([])
            .ToList();
        var loca = new List<byte>();
        var glyf = new List<byte>();
        foreach (var outline in outlines)
        {
            loca.AddRange(Four(glyf.Count));
            glyf.AddRange(outline);
        }

        loca.AddRange(Four(glyf.Count));
        var count = outlines.Count;
        var head = new byte[54];
        BinaryPrimitives.WriteInt32BigEndian(head, 0x10000);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(18), 1000);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(40), 700);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(42), 700);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        var hhea = new byte[36];
        BinaryPrimitives.WriteInt16BigEndian(hhea.AsSpan(4), 800);
        BinaryPrimitives.WriteInt16BigEndian(hhea.AsSpan(6), -200);
        BinaryPrimitives.WriteInt16BigEndian(hhea.AsSpan(34), 1);
        var maxp = new byte[32];
        BinaryPrimitives.WriteInt16BigEndian(maxp.AsSpan(4), (short)count);
        byte[] hmtx = [.. Two(600), .. Two(0), .. Enumerable.Range(0, count - 1).SelectMany(_ => Two(0))];
        return File(
        [
            ("cmap", Map(runes)), ("glyf", [.. glyf]), ("head", head), ("hhea", hhea), ("hmtx", hmtx), ("loca", [.. loca]),
            ("maxp", maxp),
        ]);
    }

    // Both formats that are read: 4 for the basic plane and 12 for all.
    private static byte[] Map(List<int> runes)
    {
        var basic = runes.FindAll(rune => rune < 0xffff);
        var segments = basic.Count + 1;
        byte[] four =
        [
            .. Two(4), .. Two(16 + 8 * segments), .. Two(0), .. Two(2 * segments), .. Two(0), .. Two(0), .. Two(0),
            .. basic.SelectMany(Two), .. Two(0xffff), .. Two(0), .. basic.SelectMany(Two), .. Two(0xffff),
            .. basic.SelectMany(rune => Two((runes.IndexOf(rune) + 1 - rune) & 0xffff)), .. Two(1),
            .. Enumerable.Range(0, segments).SelectMany(_ => Two(0)),
        ];
        byte[] twelve =
        [
            .. Two(12), .. Two(0), .. Four(16 + 12 * runes.Count), .. Four(0), .. Four(runes.Count),
            .. runes.SelectMany((rune, place) => (byte[])[.. Four(rune), .. Four(rune), .. Four(place + 1)]),
        ];
        var isAllBasic = basic.Count == runes.Count;
        return
        [
            .. Two(0), .. Two(isAllBasic ? 1 : 2), .. Two(3), .. Two(1), .. Four(isAllBasic ? 12 : 20),
            .. isAllBasic ? [] : (byte[])[.. Two(3), .. Two(10), .. Four(20 + four.Length)], .. four,
            .. isAllBasic ? [] : twelve,
        ];
    }

    private static byte[] Square(int size) =>
    [
        .. Two(1), .. Two(0), .. Two(0), .. Two(size), .. Two(size), .. Two(3), .. Two(0), 1, 1, 1, 1, .. Two(0), .. Two(0),
        .. Two(size), .. Two(0), .. Two(0), .. Two(size), .. Two(0), .. Two(-size), 0, 0,
    ];

    private static byte[] Composite(int part) =>
    [
        .. Two(-1), .. Two(0), .. Two(0), .. Two(100), .. Two(100), .. Two(0x0002), .. Two(part), 5, 5,
    ];

    private static byte[] File(IReadOnlyList<(string Name, byte[] Bytes)> tables)
    {
        var file = new List<byte>([.. Four(0x10000), .. Two(tables.Count), .. Two(0), .. Two(0), .. Two(0)]);
        var offset = 12 + 16 * tables.Count;
        foreach (var (name, bytes) in tables)
        {
            file.AddRange([.. Encoding.ASCII.GetBytes(name), .. Four(0), .. Four(offset), .. Four(bytes.Length)]);
            offset += (bytes.Length + 3) / 4 * 4;
        }

        foreach (var (_, bytes) in tables)
        {
            file.AddRange([.. bytes, .. new byte[(4 - bytes.Length % 4) % 4]]);
        }

        return [.. file];
    }

    private static byte[] Two(int number) => [(byte)((number >> 8) & 0xff), (byte)(number & 0xff)];

    private static byte[] Four(int number) => [.. Two(number >> 16), .. Two(number)];
}
