using System.Globalization;

namespace HiltBot.Engine.Values;

/// <summary>Instants on the wire: <c>2026-05-04T13:42:11Z</c> (contract section 2.9).</summary>
public static class WireTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Of(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture);

    public static string? Of(DateTimeOffset? instant) => instant is { } at ? Of(at) : null;
}
