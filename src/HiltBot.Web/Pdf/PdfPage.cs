using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace HiltBot.Web.Pdf;

/// <summary>An ink: parts of red, green and blue from 0 to 255.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Red / 255.0:0.###} {Green / 255.0:0.###} {Blue / 255.0:0.###}");
}

/// <summary>One page of A4. Measures are points, from the upper left corner.</summary>
internal sealed class PdfPage(PdfFonts fonts)
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    private readonly StringBuilder content = new();
    private readonly List<(double Left, double Top, double Right, double Bottom, string Url)> links = [];

    public void Fill(double left, double top, double width, double height, Ink ink) => Write(
        $"{ink} rg {N(left)} {N(Height - top - height)} {N(width)} {N(height)} re f\n");

    public void Rule(double left, double top, double width, Ink ink) => Fill(left, top, width, 0.6, ink);

    /// <param name="baseline">Of the letters, from the top.</param>
    /// <returns>Where the line ends.</returns>
    public double Text(double left, double baseline, string text, StandardFont font, double size, Ink ink)
    {
        foreach (var run in fonts.RunsOf(text, font))
        {
            Write($"BT {ink} rg /{run.Font} {N(size)} Tf {N(left)} {N(Height - baseline)} Td {run.Operand} Tj ET\n");
            left += run.Width * size / 1000;
        }

        return left;
    }

    public void Link(double left, double top, double width, double height, string url) =>
        links.Add((left, top, left + width, top + height, url));

    public int Add(PdfFile file, int parent, string resources)
    {
        var stream = file.AddStream(string.Empty, Encoding.ASCII.GetBytes(content.ToString()));
        var annotations = links.Select(link => file.Add(
            $"<< /Type /Annot /Subtype /Link /Border [0 0 0] /F 4 /Rect [{N(link.Left)} {N(Height - link.Bottom)} " +
            $"{N(link.Right)} {N(Height - link.Top)}] /A << /S /URI /URI ({Escaped(link.Url)}) >> >>") + " 0 R").ToList();
        return file.Add(
            $"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {N(Width)} {N(Height)}] " +
            $"/Resources << /Font {resources} >> /Contents {stream} 0 R /Annots [{string.Join(' ', annotations)}] >>");
    }

    private void Write(string operators) => content.Append(operators);

    // An address is ASCII once it is escaped as one.
    private static string Escaped(string url) => new Uri(url).AbsoluteUri
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal)
        .Replace(")", "\\)", StringComparison.Ordinal);

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
