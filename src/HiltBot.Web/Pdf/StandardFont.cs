namespace HiltBot.Web.Pdf;

/// <summary>
/// A font that every reader of PDF has, so that nothing is embedded. Widths are thousandths of the size, from Adobe's
/// metrics of the core fonts.
/// </summary>
internal sealed class StandardFont
{
    public static readonly StandardFont Regular = new("Helvetica", Parse(
        "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556*10 278 278 584 584 584 556 1015 667 667 722 "
        + "722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
        + "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
        + "260 334 584 0 556 0 222 556 333 1000 556 556 333 1000 667 333 1000 0 611 0 0 222 222 333 333 350 556 1000 333 "
        + "1000 500 333 944 0 500 667 278 333 556 556 556 556 260 556 333 737 370 556 584 333 737 333 400 584 333 333 333 "
        + "556 537 278 333 333 365 556 834 834 834 611 667*6 1000 722 667*4 278*4 722 722 778*5 584 778 722*4 667 667 611 "
        + "556*6 889 500 556*4 278*4 556 556 556*5 584 611 556*4 500 556 500"));

    public static readonly StandardFont Bold = new("Helvetica-Bold", Parse(
        "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556*10 333 333 584 584 584 611 975 722 722 722 "
        + "722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 "
        + "333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 "
        + "280 389 584 0 556 0 278 556 500 1000 556 556 333 1000 667 333 1000 0 611 0 0 278 278 500 500 350 556 1000 333 "
        + "1000 556 333 944 0 500 667 278 333 556 556 556 556 280 556 333 737 370 556 584 333 737 333 400 584 333 333 333 "
        + "611 556 278 333 333 365 556 834 834 834 611 722*6 1000 722 667*4 278*4 722 722 778*5 584 778 722*4 667 667 611 "
        + "556*6 889 556 556*4 278*4 611 611 611*5 584 611 611*4 556 611 556"));

    /// <summary>All letters are as wide as each other: for what is compared letter by letter.</summary>
    public static readonly StandardFont Mono = new("Courier", Parse("600*224"));

    private readonly int[] widths;

    private StandardFont(string name, int[] widths, bool isStandIn = false)
    {
        (Name, this.widths, IsStandIn) = (name, widths, isStandIn);
        StandIn = isStandIn ? this : new StandardFont(name, widths, isStandIn: true);
    }

    public string Name { get; }

    /// <summary>This font where a text as a whole stands in the embedded one, and this one has what that lacks.</summary>
    public StandardFont StandIn { get; }

    public bool IsStandIn { get; }

    public int WidthOf(byte code) => widths[code - ' '];

    private static int[] Parse(string text)
    {
        var widths = text.Split(' ').SelectMany(part => part.Split('*') is [var width, var times]
            ? Enumerable.Repeat(int.Parse(width, Numbers), int.Parse(times, Numbers))
            : [int.Parse(part, Numbers)]).ToArray();
        return widths.Length == 224 ? widths : throw new FormatException($"A font has {widths.Length} widths.");
    }

    private static IFormatProvider Numbers => System.Globalization.CultureInfo.InvariantCulture;
}
