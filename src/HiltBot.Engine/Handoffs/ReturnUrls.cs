namespace HiltBot.Engine.Handoffs;

/// <summary>
/// Addresses that a buyer is sent back to: http or https, at most 2,048 characters (contract 4.2).
/// </summary>
public static class ReturnUrls
{
    public const int LengthMax = 2048;

    public static bool IsGood(string url) =>
        url.Length <= LengthMax && Uri.TryCreate(url, UriKind.Absolute, out var uri) &&
        (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.Host.Length > 0 &&
        uri.UserInfo.Length == 0;
}
