using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Checkouts;

/// <summary>What a buyer agrees to by paying: the product's own terms, else those of the workspace.</summary>
public static class Terms
{
    public static string? Of(Product product, Merchant merchant) => product.TermsText ?? merchant.TermsText;

    /// <summary>SHA-256 of the UTF-8 text, lower-case hex: kept with the acceptance.</summary>
    public static string? HashOf(string? text) =>
        text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
