using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>How an account on a platform is named as an identity, and back.</summary>
public static class Identities
{
    public static IdentityType TypeOn(Platform platform) => platform switch
    {
        Platform.Discord => IdentityType.DiscordUserId,
        Platform.Telegram => IdentityType.TelegramUserId,
        _ => IdentityType.Custom,
    };

    /// <summary>
    /// The platform on which an identity's value is an account; null where it is none. Where it was asked for
    /// says it best: a simulated account reads CUSTOM.
    /// </summary>
    public static Platform? PlatformOf(IdentityType? type, Platform? askedOn) => (type, askedOn) switch
    {
        (IdentityType.DiscordUserId, null) => Platform.Discord,
        (IdentityType.TelegramUserId, null) => Platform.Telegram,
        ({ } known, { } platform) when TypeOn(platform) == known => platform,
        (IdentityType.DiscordUserId, _) => Platform.Discord,
        (IdentityType.TelegramUserId, _) => Platform.Telegram,
        _ => null,
    };
}
