using System.Globalization;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Pages of lists; the page number stands in the button.</summary>
internal static class Paging
{
    private const int PageMax = 9999;

    public static int Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page <= PageMax ? page : 0;

    public static IReadOnlyList<ChatButton?> Buttons(
        string verb, MerchantId merchantId, int page, bool hasMore, string prefix = "") =>
    [
        page > 0 ? ChatButton.Press("Back", ActionId.Write(verb, merchantId, prefix + Number(page - 1))) : null,
        hasMore ? ChatButton.Press("More", ActionId.Write(verb, merchantId, prefix + Number(page + 1))) : null,
    ];

    private static string Number(int page) => page.ToString(CultureInfo.InvariantCulture);
}
