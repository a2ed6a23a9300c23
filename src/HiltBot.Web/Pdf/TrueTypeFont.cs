using System.Buffers.Binary;

namespace HiltBot.Web.Pdf;

/// <summary>
/// A TrueType file that is embedded where the standard fonts lack a letter (<c>HiltBot:Receipts:FontFile</c>). Only
/// what embedding needs is read: which glyph a character has, how wide it is, which glyphs it is put together from.
/// </summary>
/// <exception cref="InvalidDataException">The file is no TrueType font with outlines; the message says why.</exception>
internal sealed class TrueTypeFont
{
    private const int BytesMax = 64 * 1024 * 1024;

    private readonly byte[] file;
    private readonly Dictionary<string, (int Offset, int Length)> tables = new(StringComparer.Ordinal);
    private readonly CharacterMap characters;
    private readonly int wideCount;
    private readonly bool hasLongOffsets;

    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        try
        {
            ReadDirectory();
            UnitsPerEm = Number(Table("head") + 18);
            hasLongOffsets = Number(Table("head") + 50) == 1;
            Box = [.. Enumerable.Range(0, 4).Select(place => Scaled(Signed(Table("head") + 36 + 2 * place)))];
            Ascent = Scaled(Signed(Table("hhea") + 4));
            Descent = Scaled(Signed(Table("hhea") + 6));
            wideCount = Number(Table("hhea") + 34);
            GlyphCount = Number(Table("maxp") + 4);
            if (UnitsPerEm == 0 || wideCount == 0 || GlyphCount == 0)
            {
                throw new InvalidDataException("it has no glyphs");
            }

            Table("hmtx");
            Table("loca");
            Table("glyf");
            characters = CharacterMap.Read(file, Table("cmap"));
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException or
            IndexOutOfRangeException)
        {
            throw new InvalidDataException("it is cut off or broken", exception);
        }
    }

    public int GlyphCount { get; }

    public int UnitsPerEm { get; }

    /// <summary>Thousandths of the size: left, bottom, right, top.</summary>
    public IReadOnlyList<int> Box { get; }

    public int Ascent { get; }

    public int Descent { get; }

    public static TrueTypeFont Open(string path) => new FileInfo(path).Length > BytesMax
        ? throw new InvalidDataException("it is larger than 64 MB")
        : new TrueTypeFont(File.ReadAllBytes(path));

    /// <returns>Null when the font has no such character.</returns>
    public int? GlyphOf(int character) =>
        characters.Find(character) is > 0 and var glyph && glyph < GlyphCount ? glyph : null;

    /// <summary>Thousandths of the size.</summary>
    public int WidthOf(int glyph) => Scaled(Number(Table("hmtx") + 4 * Math.Min(glyph, wideCount - 1)));

    internal ReadOnlySpan<byte> TableBytes(string name) =>
        tables.TryGetValue(name, out var place) ? file.AsSpan(place.Offset, place.Length) : default;

    /// <summary>A glyph's outline; empty for a blank.</summary>
    internal ReadOnlySpan<byte> Outline(int glyph)
    {
        var (start, end) = (Offset(glyph), Offset(glyph + 1));
        return end > start && end <= tables["glyf"].Length
            ? file.AsSpan(tables["glyf"].Offset + start, end - start)
            : default;
    }

    private int Offset(int glyph) => hasLongOffsets
        ? checked((int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(Table("loca") + 4 * glyph)))
        : 2 * Number(Table("loca") + 2 * glyph);

    private void ReadDirectory()
    {
        var kind = BinaryPrimitives.ReadUInt32BigEndian(file);
        if (kind is not (0x00010000 or 0x74727565))
        {
            throw new InvalidDataException(kind switch
            {
                0x4f54544f => "its outlines are PostScript ones (OTTO), and only TrueType ones are taken",
                0x74746366 => "it is a collection (.ttc), and only single fonts are taken",
                _ => "it is no TrueType font",
            });
        }

        for (var place = 0; place < Number(4); place++)
        {
            var entry = file.AsSpan(12 + 16 * place, 16);
            var name = System.Text.Encoding.ASCII.GetString(entry[..4]);
            var offset = checked((int)BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
            var length = checked((int)BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
            if (offset > file.Length || length > file.Length - offset)
            {
                throw new InvalidDataException($"its table {name} is cut off");
            }

            tables[name] = (offset, length);
        }
    }

    private int Table(string name) => tables.TryGetValue(name, out var place)
        ? place.Offset
        : throw new InvalidDataException($"it has no table {name}");

    private int Number(int offset) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(offset, 2));

    private int Signed(int offset) => BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(offset, 2));

    private int Scaled(int units) => units * 1000 / UnitsPerEm;
}
