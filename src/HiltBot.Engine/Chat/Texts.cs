using System.Globalization;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>How dates, periods, lists and counts are said: once, the same at every door.</summary>
public static class Texts
{
    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];

    /// <summary>For example <c>2 March 2026, 10:30 CET (Europe/Berlin)</c>; an unknown zone is shown as UTC.</summary>
    public static string Date(DateTimeOffset instant, string? timeZone)
    {
        if (timeZone is null or "UTC" or "Etc/UTC" || !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
        {
            return Local(instant.ToUniversalTime()) + " UTC";
        }

        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return $"{Local(local)} {Abbreviation(zone, local)} ({timeZone})";
    }

    /// <summary>The day alone, for lists: <c>2 March 2026</c>.</summary>
    public static string Day(DateTimeOffset instant, string? timeZone)
    {
        var local = timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            ? TimeZoneInfo.ConvertTime(instant, zone)
            : instant.ToUniversalTime();
        return DayOf(local);
    }

    /// <summary>When something ends; null means that it does not.</summary>
    public static string Until(DateTimeOffset? end, string? timeZone) =>
        end is { } instant ? Date(instant, timeZone) : "without end";

    /// <summary>How long one payment lasts: <c>30 days</c>, <c>1 month</c>, <c>for ever</c>.</summary>
    public static string Period(BillingUnit? unit, int count) => unit switch
    {
        BillingUnit.Day => Count(count, "day"),
        BillingUnit.Month => Count(count, "month"),
        _ => "for ever",
    };

    /// <summary>Price with what it buys: <c>29.00 USDC for 30 days</c>, <c>99.00 USDC once, for ever</c>.</summary>
    public static string Price(Money? price, BillingUnit? unit, int count)
    {
        var amount = price is { } money ? money.ToString() : "an amount of your choice";
        return unit is BillingUnit.Day or BillingUnit.Month
            ? $"{amount} for {Period(unit, count)}"
            : $"{amount} once, for ever";
    }

    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? string.Empty : "s")}");

    /// <summary>Names in a sentence: <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nothing",
        1 => names[0],
        _ => string.Join(", ", names.Take(names.Count - 1)) + " and " + names[^1],
    };

    /// <summary>A wallet in groups of four, so that a person can compare it.</summary>
    public static string Wallet(string address) => string.Join(' ', address.Chunk(4).Select(group => new string(group)));

    /// <summary>A signature or address cut for a list: enough to recognise, not to copy.</summary>
    public static string Short(string text) => text.Length <= 12 ? text : $"{text[..4]}…{text[^4..]}";

    /// <summary>After "is" or "are".</summary>
    public static string Role(StaffRole role) => role switch
    {
        StaffRole.Owner => "an owner",
        StaffRole.Manager => "a manager",
        _ => "on the support staff",
    };

    public static string PlatformName(Platform platform) => platform switch
    {
        Platform.Discord => "Discord",
        Platform.Telegram => "Telegram",
        Platform.SimServer => "the simulated server",
        Platform.SimGroup => "the simulated group",
        _ => "another place",
    };

    private static string Local(DateTimeOffset local) =>
        string.Create(CultureInfo.InvariantCulture, $"{DayOf(local)}, {local:HH:mm}");

    private static string DayOf(DateTimeOffset local) =>
        string.Create(CultureInfo.InvariantCulture, $"{local.Day} {Months[local.Month - 1]} {local.Year}");

    // Zones without letters of their own are named by their offset in the time-zone data ("-03").
    private static string Abbreviation(TimeZoneInfo zone, DateTimeOffset local)
    {
        var name = zone.IsDaylightSavingTime(local) ? zone.DaylightName : zone.StandardName;
        if (name.Length is > 0 and <= 5 && name.All(char.IsAsciiLetterUpper))
        {
            return name;
        }

        var sign = local.Offset < TimeSpan.Zero ? "-" : "+";
        return string.Create(CultureInfo.InvariantCulture, $"UTC{sign}{local.Offset:hh\\:mm}");
    }
}
