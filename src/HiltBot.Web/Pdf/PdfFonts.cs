using System.Globalization;
using System.Text;

namespace HiltBot.Web.Pdf;

/// <summary>A piece of a line in one font.</summary>
/// <param name="Font">Its name in the page's resources.</param>
/// <param name="Operand">What stands before the operator that shows it.</param>
/// <param name="Width">Thousandths of the size.</param>
internal readonly record struct TextRun(string Font, string Operand, int Width);

/// <summary>
/// The fonts of one document. A letter that the standard fonts lack is taken from the font that the installation
/// names; without one, or where that lacks it too, a question mark stands for it.
/// </summary>
internal sealed class PdfFonts(TrueTypeFont? wide)
{
    private const byte Instead = (byte)'?';

    private static readonly (string Name, StandardFont Font)[] Standard =
        [("F1", StandardFont.Regular), ("F2", StandardFont.Bold), ("F3", StandardFont.Mono)];

    private readonly SortedDictionary<int, int> used = [];

    /// <summary>A text in which some letter needs the other font stands in it as a whole, so that it looks like one.</summary>
    public StandardFont For(string text, StandardFont font) =>
        wide is not null && text.EnumerateRunes().Any(rune => !Rune.IsControl(rune) && WinAnsi.CodeOf(rune.Value) is null)
            ? font.StandIn
            : font;

    public int WidthOf(string text, StandardFont font) => RunsOf(text, font).Sum(run => run.Width);

    public IReadOnlyList<TextRun> RunsOf(string text, StandardFont font)
    {
        var runes = text.EnumerateRunes().Select(rune => rune.Value is '\t' or '\n' or '\r' ? ' ' : rune.Value).ToList();
        var prefersWide = wide is not null && For(text, font).IsStandIn;
        var runs = new List<TextRun>();
        var plain = new StringBuilder();
        var glyphs = new StringBuilder();
        var width = 0;
        foreach (var rune in runes)
        {
            if (prefersWide && wide!.GlyphOf(rune) is { } glyph)
            {
                Flush(runs, plain, ref width, font);
                used[glyph] = rune;
                glyphs.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
                width += wide.WidthOf(glyph);
                continue;
            }

            Flush(runs, glyphs, ref width, null);
            var code = WinAnsi.CodeOf(rune) ?? Instead;
            Escape(plain, code);
            width += font.WidthOf(code);
        }

        Flush(runs, plain, ref width, font);
        Flush(runs, glyphs, ref width, null);
        return runs;
    }

    /// <summary>Writes the fonts into the file.</summary>
    /// <returns>The page resource.</returns>
    public string Write(PdfFile file)
    {
        var names = Standard.Select(one =>
            $"/{one.Name} {file.Add($"<< /Type /Font /Subtype /Type1 /BaseFont /{one.Font.Name} /Encoding /WinAnsiEncoding >>")} 0 R")
            .ToList();
        if (wide is not null && used.Count > 0)
        {
            names.Add($"/F4 {WriteWide(file, wide)} 0 R");
        }

        return $"<< {string.Join(' ', names)} >>";
    }

    private int WriteWide(PdfFile file, TrueTypeFont font)
    {
        const string name = "HILTRC+ReceiptFont";
        var subset = FontSubset.Of(font, used.Keys);
        var content = file.AddStream($"/Length1 {subset.Length}", subset);
        var descriptor = file.Add(
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{string.Join(' ', font.Box)}] /ItalicAngle 0 " +
            $"/Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 /FontFile2 {content} 0 R >>");
        var widths = string.Join(' ', used.Keys.Select(glyph => $"{glyph} [{font.WidthOf(glyph)}]"));
        var descendant = file.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) " +
            $"/Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>");
        var toUnicode = file.AddStream(string.Empty, Encoding.ASCII.GetBytes(ToUnicode()));
        return file.Add(
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] " +
            $"/ToUnicode {toUnicode} 0 R >>");
    }

    // So that the text can be searched, copied and read aloud.
    private string ToUnicode()
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) " +
            "/Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var some in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{some.Length} beginbfchar\n");
            foreach (var (glyph, rune) in some)
            {
                var utf16 = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(char.ConvertFromUtf32(rune)));
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{utf16}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }

    private static void Flush(List<TextRun> runs, StringBuilder text, ref int width, StandardFont? font)
    {
        if (text.Length == 0)
        {
            return;
        }

        runs.Add(font is null
            ? new TextRun("F4", $"<{text}>", width)
            : new TextRun(Standard.First(one => one.Font.StandIn == font.StandIn).Name, $"({text})", width));
        text.Clear();
        width = 0;
    }

    private static void Escape(StringBuilder text, byte code)
    {
        if (code is (byte)'(' or (byte)')' or (byte)'\\')
        {
            text.Append('\\').Append((char)code);
        }
        else if (code is >= 0x20 and < 0x7f)
        {
            text.Append((char)code);
        }
        else
        {
            text.Append('\\').Append(Convert.ToString(code, 8).PadLeft(3, '0'));
        }
    }
}
