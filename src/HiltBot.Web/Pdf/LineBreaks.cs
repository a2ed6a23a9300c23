namespace HiltBot.Web.Pdf;

/// <summary>Breaks text into lines that fit: at spaces, and inside a word that is longer than a line.</summary>
internal static class LineBreaks
{
    /// <param name="countMax">What does not fit ends with three dots.</param>
    public static IReadOnlyList<string> Of(
        PdfFonts fonts, string text, StandardFont font, double size, double width, int countMax = int.MaxValue)
    {
        font = fonts.For(text, font);
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = string.Empty;
            foreach (var word in paragraph.Split(' '))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (Fits(longer))
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                }

                line = word;
                while (!Fits(line))
                {
                    var head = HeadOf(line);
                    lines.Add(head);
                    line = line[head.Length..];
                }
            }

            lines.Add(line);
        }

        if (lines.Count <= countMax)
        {
            return lines;
        }

        var last = lines[countMax - 1];
        while (last.Length > 0 && !Fits($"{last}..."))
        {
            last = last[..^(last.Length > 1 && char.IsLowSurrogate(last[^1]) ? 2 : 1)];
        }

        return [.. lines.Take(countMax - 1), $"{last}..."];

        bool Fits(string part) => fonts.WidthOf(part, font) * size / 1000 <= width;

        string HeadOf(string word)
        {
            var (low, high) = (1, word.Length);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = Fits(word[..middle]) ? (middle, high) : (low, middle - 1);
            }

            return word[..(char.IsHighSurrogate(word[low - 1]) ? Math.Max(low - 1, Math.Min(2, word.Length)) : low)];
        }
    }
}
