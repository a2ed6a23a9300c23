using System.Globalization;

namespace HiltBot.Web.Pages;

/// <summary>Dates and other small words on pages; always with their zone.</summary>
internal static class PageText
{
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
