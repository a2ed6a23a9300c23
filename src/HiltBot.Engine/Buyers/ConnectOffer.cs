using HiltBot.Engine.Chat;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>How the page lets a visitor say who they are; the contract's <c>identity_connect</c>.</summary>
/// <param name="Provider"><c>discord</c>, <c>telegram</c>, or <c>simulator</c> where that plays them.</param>
/// <param name="Url">Null: our own page of the product that begins it.</param>
public sealed record ConnectOffer(Platform Platform, string Provider, string Label, string? Url)
{
    /// <summary>Pure. Null where nobody has to be named, or where no platform can be asked.</summary>
    /// <param name="proving">Platforms that tell a browser who it is.</param>
    /// <param name="linking">Platforms whose bot is opened by a link.</param>
    public static ConnectOffer? Of(
        Product product, IReadOnlyList<ProductTarget> targets, IReadOnlySet<Platform> proving,
        IReadOnlySet<Platform> linking)
    {
        var platform = product.IdentityType switch
        {
            IdentityType.DiscordUserId => Platform.Discord,
            IdentityType.TelegramUserId => Platform.Telegram,
            IdentityType.Custom when targets is [var first, ..] => first.Platform,
            _ => Platform.Custom,
        };
        return platform switch
        {
            _ when proving.Contains(platform) || linking.Contains(platform) =>
                new ConnectOffer(platform, ProviderOf(platform), $"Connect {Texts.PlatformName(platform)}", null),
            Platform.Discord when ServerOf(targets) is { } server =>
                new ConnectOffer(platform, ProviderOf(platform), "Ask the bot in Discord", server),
            _ => null,
        };
    }

    private static string ProviderOf(Platform platform) => platform switch
    {
        Platform.Discord => "discord",
        Platform.Telegram => "telegram",
        _ => "simulator",
    };

    // The server of the role that is sold: whoever is in it meets the bot there.
    private static string? ServerOf(IReadOnlyList<ProductTarget> targets) => targets
        .Where(target => target.Platform == Platform.Discord).Select(target => target.TargetId.Split('/')[0])
        .Where(server => server.Length > 0 && server.All(char.IsAsciiDigit))
        .Select(server => $"https://discord.com/channels/{server}").FirstOrDefault();
}
