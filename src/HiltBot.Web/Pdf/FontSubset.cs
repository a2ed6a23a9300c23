using System.Buffers.Binary;
using System.Text;

namespace HiltBot.Web.Pdf;

/// <summary>
/// A TrueType file with the outlines of some glyphs only. Glyphs keep their numbers, so that nothing has to be
/// renumbered; the others are blank.
/// </summary>
internal static class FontSubset
{
    // What a reader of PDF asks for (PDF 32000-1, 9.9); the character map is not among it.
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    public static byte[] Of(TrueTypeFont font, IEnumerable<int> glyphs)
    {
        var wanted = WithParts(font, glyphs);
        using var outlines = new MemoryStream();
        var places = new byte[4 * (font.GlyphCount + 1)];
        for (var glyph = 0; glyph < font.GlyphCount; glyph++)
        {
            if (wanted.Contains(glyph))
            {
                outlines.Write(font.Outline(glyph));
                outlines.Write(new byte[(4 - outlines.Length % 4) % 4]);
            }

            BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * (glyph + 1)), (uint)outlines.Length);
        }

        var head = font.TableBytes("head").ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        var tables = Kept.Select(name => (Name: name, Bytes: name switch
        {
            "glyf" => outlines.ToArray(),
            "loca" => places,
            "head" => head,
            _ => font.TableBytes(name).ToArray(),
        })).Where(table => table.Bytes.Length > 0).ToList();
        return Assemble(tables);
    }

    // An accented letter is often made of a letter and an accent.
    private static HashSet<int> WithParts(TrueTypeFont font, IEnumerable<int> glyphs)
    {
        var wanted = new HashSet<int>();
        var left = new Stack<int>(glyphs.Append(0));
        while (left.TryPop(out var glyph))
        {
            if (glyph < font.GlyphCount && wanted.Add(glyph))
            {
                foreach (var part in PartsOf(font.Outline(glyph)))
                {
                    left.Push(part);
                }
            }
        }

        return wanted;
    }

    private static List<int> PartsOf(ReadOnlySpan<byte> outline)
    {
        var parts = new List<int>();
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            return parts;
        }

        var (at, flags) = (10, 0x20);
        while ((flags & 0x20) != 0 && at + 4 <= outline.Length)
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            parts.Add(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]));
            at += 4 + ((flags & 0x01) != 0 ? 4 : 2) +
                ((flags & 0x08) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
        }

        return parts;
    }

    private static byte[] Assemble(List<(string Name, byte[] Bytes)> tables)
    {
        using var file = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        var power = 1;
        while (power * 2 <= tables.Count)
        {
            power *= 2;
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, 0x00010000);
        file.Write(number);
        foreach (var word in (int[])[tables.Count, power * 16, int.Log2(power), tables.Count * 16 - power * 16])
        {
            BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)word);
            file.Write(number[..2]);
        }

        var offset = 12 + 16 * tables.Count;
        foreach (var (name, bytes) in tables)
        {
            file.Write(Encoding.ASCII.GetBytes(name));
            foreach (var word in (uint[])[Sum(bytes), (uint)offset, (uint)bytes.Length])
            {
                BinaryPrimitives.WriteUInt32BigEndian(number, word);
                file.Write(number);
            }

            offset += (bytes.Length + 3) / 4 * 4;
        }

        foreach (var (_, bytes) in tables)
        {
            file.Write(bytes);
            file.Write(new byte[(4 - bytes.Length % 4) % 4]);
        }

        return file.ToArray();
    }

    private static uint Sum(byte[] bytes)
    {
        var sum = 0u;
        Span<byte> word = stackalloc byte[4];
        for (var at = 0; at < bytes.Length; at += 4)
        {
            word.Clear();
            bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).CopyTo(word);
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(word));
        }

        return sum;
    }
}
