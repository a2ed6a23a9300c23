using System.Globalization;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>Whole days on the calendar of a zone, both ends included.</summary>
public sealed record DayRange(DateOnly First, DateOnly Last, TimeZoneInfo Zone)
{
    /// <summary>A year and a leap day.</summary>
    public const int DaysMax = 366;

    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2199, 12, 31);

    public DateTimeOffset From => Midnight(First, Zone);

    /// <summary>The first instant that does not belong to it.</summary>
    public DateTimeOffset Until => Midnight(Last.AddDays(1), Zone);

    public IEnumerable<DateOnly> Days =>
        Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays);

    public static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>Null for what is no YYYY-MM-DD of these two centuries.</summary>
    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) &&
        day >= Earliest && day <= Latest
            ? day
            : null;

    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The last days of it.</summary>
    public DayRange TakeLast(int days) =>
        this with { First = Last.AddDays(1 - days) > First ? Last.AddDays(1 - days) : First };

    // Where the clock skips midnight the day begins when the clock goes on.
    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
