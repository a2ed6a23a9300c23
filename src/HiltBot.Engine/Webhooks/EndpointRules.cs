using System.Net;

namespace HiltBot.Engine.Webhooks;

/// <summary>What an endpoint may be (contract 8.5).</summary>
public static class EndpointRules
{
    public const int LabelMin = 2;
    public const int LabelMax = 120;
    public const int UrlMax = 2048;

    /// <summary>Hooks of integrations that are active at once in a workspace (contract 12.1).</summary>
    public const int ActiveHooksMax = 50;

    /// <summary>
    /// What is wrong with an address as it is written; where a name leads is looked at with every attempt.
    /// </summary>
    /// <param name="allowPrivate"><see cref="WebhookOptions.AllowPrivateAddresses"/>.</param>
    /// <returns>Null when it is fine.</returns>
    public static string? UrlProblem(string text, bool allowPrivate)
    {
        if (text.Length > UrlMax)
        {
            return $"A URL has at most {UrlMax} characters.";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 ||
            (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return "This is no https URL.";
        }

        if (url.Scheme != Uri.UriSchemeHttps && !allowPrivate)
        {
            return "The URL must start with https://.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "A URL carries no user name and no password here: events are signed instead.";
        }

        return allowPrivate || !IsPrivate(url) ? null : "This address is not on the public internet.";
    }

    private static bool IsPrivate(Uri url)
    {
        // As it will be connected to.
        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address)
            ? !AddressRule.IsPublic(address)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
                host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
