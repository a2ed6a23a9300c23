using System.Globalization;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>How access targets are written (design section 4, Targets).</summary>
public static class TargetText
{
    public const int LengthMax = 160;
    public const string SimPrefix = "sim:";

    /// <summary>
    /// The platform's own id of the community that a target stands in; null on a simulated platform, which
    /// has one place.
    /// </summary>
    public static string? CommunityOf(Platform platform, string targetId) => platform switch
    {
        Platform.Discord => targetId.Split('/')[0],
        Platform.Telegram => targetId,
        _ => null,
    };

    /// <summary>
    /// The platform that is meant by a wire's word: a simulated target reads CUSTOM there. CUSTOM itself is a text of
    /// the merchant's own, which nothing here opens.
    /// </summary>
    public static Platform PlatformOf(Platform named, string targetId) => named == Platform.Custom
        ? SimWorld.Places.FirstOrDefault(place => place.FindTarget(targetId) is not null)?.Platform ?? Platform.Custom
        : named;

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public static string? Problem(NewTarget target) => target switch
    {
        { TargetId.Length: 0 or > LengthMax } or { Label.Length: > LengthMax } =>
            $"A target and its label have at most {LengthMax} characters.",
        { Platform: Platform.Discord } when !IsGuildAndRole(target.TargetId) =>
            "A Discord target is written guildId/roleId, both numbers.",
        { Platform: Platform.Telegram } when
            !long.TryParse(target.TargetId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
            "A Telegram target is the number of a chat.",
        { Platform: Platform.SimServer or Platform.SimGroup } when
            !target.TargetId.StartsWith(SimPrefix, StringComparison.Ordinal) =>
            "A simulated target is written sim:channel.",
        { Platform: Platform.Custom } => "Access can be opened on Discord and Telegram.",
        _ => null,
    };

    private static bool IsGuildAndRole(string targetId)
    {
        var parts = targetId.Split('/');
        return parts.Length == 2 && parts.All(part =>
            ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
