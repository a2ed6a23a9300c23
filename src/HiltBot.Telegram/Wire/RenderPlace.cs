using HiltBot.Engine.Checkouts;

namespace HiltBot.Telegram.Wire;

/// <summary>Where a reply is shown: only private chats take Mini Apps.</summary>
/// <param name="PagesUrl">Where the addresses of checkout pages begin; null: no Mini Apps.</param>
public sealed record RenderPlace(bool IsPrivate, string? PagesUrl)
{
    public static RenderPlace Private(PublicAddress address) => new(true, address.To("/p/"));

    public static RenderPlace Shared { get; } = new(false, null);

    /// <summary>Whether an address is the checkout and can be opened inside of Telegram.</summary>
    public bool IsMiniApp(string url) => IsPrivate && PagesUrl is { } pages &&
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) &&
        url.StartsWith(pages, StringComparison.Ordinal);
}
