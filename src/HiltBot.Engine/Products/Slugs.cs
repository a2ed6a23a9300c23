using System.Security.Cryptography;
using System.Text;

namespace HiltBot.Engine.Products;

/// <summary>
/// URL-safe names of products: the title in kebab case (at most 48 letters) and 6 random ones (contract 4.1).
/// </summary>
public static class Slugs
{
    private const int TitleMax = 48;
    private const int RandomLength = 6;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    public static string New(string title) => $"{Kebab(title)}-{RandomNumberGenerator.GetString(Letters, RandomLength)}";

    public static string Kebab(string title)
    {
        var text = new StringBuilder(TitleMax);
        foreach (var letter in title.ToLowerInvariant())
        {
            if (text.Length == TitleMax)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(letter))
            {
                text.Append(letter);
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }
        }

        var kebab = text.ToString().TrimEnd('-');
        return kebab.Length == 0 ? "offer" : kebab;
    }
}
