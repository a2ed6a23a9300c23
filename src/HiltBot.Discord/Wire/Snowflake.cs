using System.Globalization;

namespace HiltBot.Discord.Wire;

/// <summary>Discord's ids: numbers that grow with time, as text.</summary>
internal static class Snowflake
{
    /// <summary>For the order of ids, the oldest first; 0 for what is none.</summary>
    public static ulong Age(string id) =>
        ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
