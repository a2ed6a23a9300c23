using System.Globalization;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Wire;

/// <summary>Reads an instant that a caller wrote: ISO 8601, UTC where it names no offset.</summary>
internal static class InstantText
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd",
    ];

    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        var isRead = DateTimeOffset.TryParseExact(
            text?.Trim(), Forms, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
        instant = isRead ? instant.Cut() : instant;
        return isRead;
    }
}
