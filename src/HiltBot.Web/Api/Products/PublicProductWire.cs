using System.Text.Json.Nodes;
using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Web.Checkout;

namespace HiltBot.Web.Api.Products;

/// <summary>Products and handoffs as the contract spells them.</summary>
internal static class PublicProductWire
{
    /// <param name="connect">How a visitor of the hosted page says who they are; null where nobody can be asked.</param>
    public static PublicProductResponse Public(OfferView offer, ConnectOffer? connect, PublicAddress address)
    {
        var product = offer.Product;
        var platform = offer.Targets.Count > 0
            ? offer.Targets[0].Platform
            : product.NamedPlatform ?? Platform.Custom;
        return new PublicProductResponse
        {
            Id = product.Id.Value,
            Slug = product.Slug,
            ProductType = EnumText.Of(product.ProductType),
            Status = EnumText.Of(product.Status),
            Title = product.Title,
            Description = product.Description,
            ImageUrl = product.ImageUrl,
            AmountMinorUnits = product.AmountMinorUnits,
            TokenMint = product.TokenMint,
            MerchantWallet = product.MerchantWallet,
            CreatedAt = product.CreatedAt,
            TipPresetsLamports = product.ProductType == ProductType.TipJar
                ? product.TipPresets() ?? []
                : null,
            MembershipEnabled = product.HasMembershipConfig && product.MembershipEnabled,
            MembershipPlatform = WirePlatform.Of(platform),
            MembershipIdentityType = EnumText.Of(product.IdentityType),
            MembershipIdentityLabel = product.IdentityLabel,
            MembershipIdentityRequired = product.IdentityRequired,
            MembershipRenewalMode = EnumText.Of(product.RenewalMode),
            MembershipBillingIntervalDays = ProductWords.IntervalDays(product),
            CheckoutConfig = Config(
                product, offer.Merchant,
                connect is null
                    ? null
                    : new IdentityConnectPayload(
                        connect.Provider, connect.Label,
                        connect.Url ?? address.To($"/p/{Uri.EscapeDataString(product.Slug)}/connect"))),
        };
    }

    public static HandoffResponse Handoff(HandoffClaim claim, string slug) => new()
    {
        ExpiresAt = claim.ExpiresAt,
        HandoffToken = null,
        IdentityType = EnumText.Of(claim.IdentityType),
        IdentityValue = claim.IdentityValue,
        IdentityDisplay = claim.IdentityDisplay,
        ReturnUrl = claim.ReturnUrl,
        CheckoutUrl = null,
        ProductId = claim.ProductId.Value,
        Slug = slug,
    };

    public static CheckoutConfigPayload Config(
        Product product, Merchant merchant, IdentityConnectPayload? connect)
    {
        var brand = SettingsMerge.Read(merchant.SettingsJson);
        return new CheckoutConfigPayload
        {
            DefaultRoute = "wallet",
            PaymentAsset = product.AssetSymbol,
            IdentityConnect = connect,
            BrandName = merchant.Name,
            LogoUrl = Text(brand, "logo_url"),
            HeroImageUrl = Text(brand, "hero_image_url"),
            AccentColor = Text(brand, "accent_color"),
            SuccessUrl = Text(brand, MerchantSettingsKeys.RedirectUrl),
            AvailableRoutes = ["wallet", "transfer"],
            AutomaticRenewal = product.RenewalMode == RenewalMode.Automatic,
        };
    }

    private static string? Text(JsonObject settings, string key) =>
        settings[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
