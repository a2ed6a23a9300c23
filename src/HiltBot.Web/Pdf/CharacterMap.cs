using System.Buffers.Binary;

namespace HiltBot.Web.Pdf;

/// <summary>Which glyph a Unicode character has: table <c>cmap</c>, formats 4 and 12.</summary>
internal sealed class CharacterMap
{
    private readonly byte[] file;
    private readonly int start;
    private readonly int format;

    private CharacterMap(byte[] file, int start, int format) =>
        (this.file, this.start, this.format) = (file, start, format);

    public static CharacterMap Read(byte[] file, int table)
    {
        CharacterMap? best = null;
        for (var place = 0; place < Number(file, table + 2); place++)
        {
            var entry = table + 4 + 8 * place;
            var isUnicode = (Number(file, entry), Number(file, entry + 2)) is (0, _) or (3, 1 or 10);
            var start = checked(table + (int)Long(file, entry + 4));
            var format = Number(file, start);
            if (isUnicode && format is 4 or 12 && (best is null || format > best.format))
            {
                best = new CharacterMap(file, start, format);
            }
        }

        return best ?? throw new InvalidDataException("it has no Unicode map of its characters");
    }

    /// <returns>Zero when the font has no such character.</returns>
    public int Find(int character) => format == 12 ? FindLong(character) : FindShort(character);

    private int FindLong(int character)
    {
        var (low, high) = (0L, Long(file, start + 12) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var group = checked(start + 16 + (int)(12 * middle));
            if (character > Long(file, group + 4))
            {
                low = middle + 1;
            }
            else if (character < Long(file, group))
            {
                high = middle - 1;
            }
            else
            {
                return checked((int)(Long(file, group + 8) + (character - Long(file, group))));
            }
        }

        return 0;
    }

    private int FindShort(int character)
    {
        var bytes = Number(file, start + 6);
        for (var place = 0; place < bytes && character <= 0xffff; place += 2)
        {
            if (character > Number(file, start + 14 + place))
            {
                continue;
            }

            var first = Number(file, start + 16 + bytes + place);
            var delta = Number(file, start + 16 + 2 * bytes + place);
            var rangeAt = start + 16 + 3 * bytes + place;
            var range = Number(file, rangeAt);
            if (character < first)
            {
                return 0;
            }

            var glyph = range == 0 ? character : Number(file, rangeAt + range + 2 * (character - first));
            return glyph == 0 ? 0 : (glyph + delta) & 0xffff;
        }

        return 0;
    }

    private static int Number(byte[] file, int offset) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(offset, 2));

    private static long Long(byte[] file, int offset) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(offset, 4));
}
