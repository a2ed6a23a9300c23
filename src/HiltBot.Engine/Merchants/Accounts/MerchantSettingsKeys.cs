using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiltBot.Engine.Handoffs;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// The keys of <c>merchant_settings</c> that the product knows (contract 5.1). Four of them are columns of the workspace;
/// what else a client keeps there is kept for it.
/// </summary>
public static partial class MerchantSettingsKeys
{
    public const string BrandName = "brand_name";
    public const string PayoutWallet = "payout_wallet";
    public const string SupportUrl = "support_url";
    public const string TermsText = "terms_text";
    public const string RedirectUrl = "default_redirect_url";

    private const string AccentColor = "accent_color";

    private static readonly string[] Columns = [BrandName, PayoutWallet, SupportUrl, TermsText];

    private static readonly string[] Urls = ["logo_url", "hero_image_url", RedirectUrl];

    /// <summary>Everything together, as it is read.</summary>
    public static JsonObject Of(Merchant merchant)
    {
        var settings = SettingsMerge.Read(merchant.SettingsJson);
        settings[BrandName] = merchant.Name;
        settings[PayoutWallet] = merchant.PayoutWallet;
        settings[SupportUrl] = merchant.SupportUrl;
        settings[TermsText] = merchant.TermsText;
        return settings;
    }

    internal static JsonElement Without(JsonElement settings) => JsonSerializer.SerializeToElement(
        settings.EnumerateObject().Where(property => !Columns.Contains(property.Name))
            .ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal));

    internal static (string Key, string Why)? Problem(JsonElement settings)
    {
        if (SettingsMerge.KeyWithSecret(settings) is { } secret)
        {
            return (secret, "Bot tokens and other secrets are not kept here: the server's own configuration has them.");
        }

        foreach (var property in settings.EnumerateObject())
        {
            if (Problem(property.Name, property.Value) is { } why)
            {
                return (property.Name, why);
            }
        }

        return null;
    }

    private static string? Problem(string key, JsonElement value)
    {
        var isKnown = Columns.Contains(key) || Urls.Contains(key) || key == AccentColor;
        return (key, value.ValueKind) switch
        {
            (PayoutWallet, JsonValueKind.Null) => "The payout wallet can be changed and not taken away.",
            (BrandName, JsonValueKind.Null) => "A workspace has a name.",
            (_, JsonValueKind.Null) => null,
            _ when !isKnown => null,
            (_, not JsonValueKind.String) => "Input should be a valid string",
            _ when Urls.Contains(key) && !ReturnUrls.IsGood(value.GetString()!) =>
                "An address starts with http:// or https:// and has at most 2048 characters.",
            (AccentColor, _) when !Color().IsMatch(value.GetString()!) => "A colour is written #rrggbb.",
            _ => null,
        };
    }

    [GeneratedRegex(@"\A#[0-9A-Fa-f]{6}\z")]
    private static partial Regex Color();
}
