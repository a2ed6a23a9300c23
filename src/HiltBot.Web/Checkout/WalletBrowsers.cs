using HiltBot.Web.Pages;

namespace HiltBot.Web.Checkout;

/// <summary>
/// Links that open a page in a wallet's own browser on the phone, where that wallet is at hand. Their form is each wallet's
/// documentation of its deep link "browse".
/// </summary>
public static class WalletBrowsers
{
    private static readonly (string Name, string Start)[] Known =
    [
        ("Phantom", "https://phantom.app/ul/browse/"),
        ("Solflare", "https://solflare.com/ul/v1/browse/"),
        ("Backpack", "https://backpack.app/ul/v1/browse/"),
    ];

    /// <summary>Wallets open only pages that are reached by https.</summary>
    /// <param name="page">The whole address of the page.</param>
    public static IReadOnlyList<PageLink> Of(Uri page) => page.Scheme != Uri.UriSchemeHttps
        ? []
        :
        [
            .. Known.Select(wallet => new PageLink(
                wallet.Name,
                wallet.Start + Uri.EscapeDataString(page.AbsoluteUri) + "?ref=" +
                Uri.EscapeDataString(page.GetLeftPart(UriPartial.Authority)))),
        ];
}
