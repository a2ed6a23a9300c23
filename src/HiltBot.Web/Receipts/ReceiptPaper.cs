using HiltBot.Web.Pdf;
using QRCoder;

namespace HiltBot.Web.Receipts;

/// <summary>
/// Sheets of a receipt, filled from the top: whatever does not fit goes on to the next sheet. Knows how things look and
/// nothing of receipts.
/// </summary>
internal sealed class ReceiptPaper
{
    private const double Margin = 56;
    private const double LabelWidth = 112;
    private const double Bottom = PdfPage.Height - 64;
    private const double Inside = PdfPage.Width - 2 * Margin;

    public static readonly Ink Strong = new(24, 29, 42);
    public static readonly Ink Soft = new(98, 106, 122);
    public static readonly Ink Accent = new(30, 94, 142);
    public static readonly Ink Good = new(22, 110, 66);
    public static readonly Ink Bad = new(170, 34, 38);

    private static readonly Ink Hair = new(221, 225, 232);
    private static readonly Ink Wash = new(244, 246, 249);

    private readonly PdfDocument document;
    private PdfPage page;
    private double y;

    public ReceiptPaper(TrueTypeFont? wide)
    {
        document = new PdfDocument(wide);
        page = NewPage();
        y = 62;
    }

    /// <summary>Who issued it on the left, what it is on the right.</summary>
    public void Head(string issuer, string kind)
    {
        var width = WidthOf(kind, StandardFont.Bold, 9);
        page.Text(PdfPage.Width - Margin - width, y, kind, StandardFont.Bold, 9, Soft);
        Lines(issuer, StandardFont.Bold, 13, Strong, Inside - width - 24, 17, countMax: 2);
        y += 34;
    }

    public void Big(string text, double size, StandardFont font, int countMax)
    {
        y += size * 0.55;
        Lines(text, font, size, Strong, Inside, size * 1.24, countMax);
        y -= size * 0.5;
    }

    public void Note(string text, Ink ink)
    {
        Lines(text, StandardFont.Bold, 10, ink, Inside, 14);
        y += 4;
    }

    public void Gap(double height) => y += height;

    public void Title(string text)
    {
        Need(60);
        y += 14;
        page.Text(Margin, y, text, StandardFont.Bold, 11, Strong);
        y += 10;
        page.Rule(Margin, y, Inside, Hair);
        y += 16;
    }

    /// <summary>A label and what it says, in one or more parts below each other.</summary>
    public void Row(string label, params IReadOnlyList<(string Text, StandardFont Font)> parts)
    {
        var lines = parts.SelectMany(part => LineBreaks.Of(
            document.Fonts, part.Text, part.Font, SizeOf(part.Font), Inside - LabelWidth)
            .Select(line => (Line: line, Font: document.Fonts.For(part.Text, part.Font)))).ToList();
        for (var place = 0; place < lines.Count; place++)
        {
            Need(14);
            if (place == 0)
            {
                page.Text(Margin, y, label, StandardFont.Regular, 9.5, Soft);
            }

            var (line, font) = lines[place];
            var ink = IsMono(font) ? Soft : Strong;
            page.Text(Margin + LabelWidth, y, line, font, SizeOf(font), ink);
            y += 13.5;
        }

        y += 5.5;
    }

    /// <summary>A box with a code to scan on the left and how to check by hand on the right.</summary>
    public void Check(string url, IReadOnlyList<(string Text, StandardFont Font)> steps)
    {
        const double code = 118;
        const double padding = 16;
        var left = Margin + padding + code + 18;
        var width = PdfPage.Width - Margin - padding - left;
        var lines = steps.SelectMany(step => LineBreaks.Of(
                document.Fonts, step.Text, step.Font, step.Font == StandardFont.Mono ? 7.6 : 9, width)
            .Select((line, place) => (Line: line, step.Font, IsFirst: place == 0))).ToList();
        var height = Math.Max(
            code + 2 * padding, 2 * padding + 20 + lines.Count * 12 + lines.Count(line => line.IsFirst) * 3);
        Need(height + 14);
        y += 6;
        page.Fill(Margin, y - 12, Inside, height, Wash);
        Code(url, Margin + padding, y - 12 + padding, code);
        var at = y - 12 + padding + 10;
        page.Text(left, at, "Check this receipt", StandardFont.Bold, 11, Strong);
        at += 17;
        foreach (var (line, font, isFirst) in lines)
        {
            at += isFirst ? 3 : 0;
            var isLink = font == StandardFont.Bold;
            var end = page.Text(
                left, at, line, isLink ? StandardFont.Regular : font, font == StandardFont.Mono ? 7.6 : 9,
                isLink ? Accent : Soft);
            if (isLink)
            {
                page.Link(left, at - 9, end - left, 12, url);
            }

            at += 12;
        }

        y += height;
    }

    public byte[] Save(PdfTitle title, string foot)
    {
        for (var number = 1; number <= document.Pages.Count; number++)
        {
            var sheet = document.Pages[number - 1];
            var count = $"{number} / {document.Pages.Count}";
            var line = LineBreaks.Of(document.Fonts, foot, StandardFont.Regular, 8, Inside - 60, 1)[0];
            sheet.Rule(Margin, PdfPage.Height - 48, Inside, Hair);
            sheet.Text(Margin, PdfPage.Height - 34, line, StandardFont.Regular, 8, Soft);
            sheet.Text(
                PdfPage.Width - Margin - WidthOf(count, StandardFont.Regular, 8), PdfPage.Height - 34, count,
                StandardFont.Regular, 8, Soft);
        }

        return document.Save(title);
    }

    private static double SizeOf(StandardFont font) => IsMono(font) ? 8 : 10.5;

    private static bool IsMono(StandardFont font) => font.Name == StandardFont.Mono.Name;

    private void Lines(
        string text, StandardFont font, double size, Ink ink, double width, double step, int countMax = 40)
    {
        var face = document.Fonts.For(text, font);
        foreach (var line in LineBreaks.Of(document.Fonts, text, font, size, width, countMax))
        {
            Need(step);
            page.Text(Margin, y, line, face, size, ink);
            y += step;
        }
    }

    // Dark squares of a row that touch are one rectangle, so that no hair line shows between them.
    private void Code(string url, double left, double top, double size)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(url, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var module = size / rows.Count;
        page.Fill(left, top, size, size, new Ink(255, 255, 255));
        for (var row = 0; row < rows.Count; row++)
        {
            for (var from = 0; from < rows.Count;)
            {
                var to = from;
                while (to < rows.Count && rows[row][to])
                {
                    to++;
                }

                if (to > from)
                {
                    page.Fill(left + from * module, top + row * module, (to - from) * module, module + 0.04, Strong);
                }

                from = Math.Max(to, from + 1);
            }
        }
    }

    private double WidthOf(string text, StandardFont font, double size) =>
        document.Fonts.WidthOf(text, font) * size / 1000;

    private void Need(double height)
    {
        if (y + height > Bottom)
        {
            page = NewPage();
            y = 62;
        }
    }

    private PdfPage NewPage()
    {
        var fresh = document.AddPage();
        fresh.Fill(0, 0, PdfPage.Width, 6, Accent);
        return fresh;
    }
}
