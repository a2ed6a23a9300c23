using HiltBot.Web.Pdf;

namespace HiltBot.Web.Receipts;

/// <summary>Configuration section <c>HiltBot:Receipts</c>.</summary>
public sealed class ReceiptOptions
{
    public const string Section = "HiltBot:Receipts";

    /// <summary>
    /// A TrueType file for letters beyond western European ones on PDF receipts; null: they are replaced by question
    /// marks.
    /// </summary>
    public string? FontFile { get; set; }

    /// <returns>Why the file cannot be used; null when it can.</returns>
    public static string? FontProblem(string path)
    {
        try
        {
            TrueTypeFont.Open(path);
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return exception is InvalidDataException ? exception.Message : "it cannot be read";
        }
    }
}
