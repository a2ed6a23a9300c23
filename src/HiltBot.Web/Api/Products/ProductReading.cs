using HiltBot.Contracts.Products;
using HiltBot.Contracts.Wire;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Api.Products;

/// <summary>Requests about products as the engine's wishes.</summary>
internal static class ProductReading
{
    public static (NewProduct? Wanted, Refusal? Refusal) New(CreateProductRequest sent)
    {
        if (!EnumText.TryParse<ProductType>(sent.ProductType.Trim().ToUpperInvariant(), out var type))
        {
            return (null, new Refusal(
                StatusCodes.Status400BadRequest, "Unsupported product_type: it is PAYMENT_LINK or TIP_JAR."));
        }

        var (terms, _, problems) = sent.MembershipConfig is { } config
            ? MembershipConfigReading.Read(config, null)
            : (null, false, []);
        return problems.Count > 0
            ? (null, Refusal.Invalid(problems))
            : (new NewProduct(type, sent.Title)
            {
                Description = sent.Description,
                ImageUrl = sent.ImageUrl,
                AmountMinorUnits = sent.AmountMinorUnits,

                TokenMint = sent.TokenMint is { IsSent: true, Value: null }
                    ? Asset.Sol.Symbol
                    : sent.TokenMint.Value,
                MerchantWallet = sent.MerchantWallet,
                PaymentsMax = sent.MaxPayments,
                DeliveryType = Delivery(sent.DeliveryType) ?? DeliveryType.None,
                DeliveryValue = sent.DeliveryValue,
                TipPresetsMinorUnits = sent.TipPresetsLamports,
                TermsText = sent.TermsText,
                Membership = terms,
            }, null);
    }

    public static (ProductEdit? Wanted, Refusal? Refusal) Edit(UpdateProductRequest sent, ProductView known)
    {
        var edit = new ProductEdit
        {
            Version = known.Product.Version,
            Status = sent.Status is { } status
                ? EnumText.Parse<ProductStatus>(status.Trim().ToUpperInvariant())
                : null,
            Title = sent.Title,
            Description = Said(sent.Description),
            ImageUrl = Said(sent.ImageUrl),
            AmountMinorUnits = sent.AmountMinorUnits,
            MerchantWallet = sent.MerchantWallet,
            PaymentsMax = sent.MaxPayments.IsSent
                ? sent.MaxPayments.Value is > 0 and var cap ? cap : (int?)null
                : default(Change<int?>),
            DeliveryType = Delivery(sent.DeliveryType),
            DeliveryValue = Said(sent.DeliveryValue),
            TipPresetsMinorUnits = sent.TipPresetsLamports.IsSent
                ? sent.TipPresetsLamports.Value?.ToArray()
                : default(Change<long[]?>),
            TermsText = Said(sent.TermsText),
        };
        if (!sent.MembershipConfig.IsSent)
        {
            return (edit, null);
        }

        if (sent.MembershipConfig.Value is not { } config)
        {
            return (edit with { HasMembershipConfig = false, MembershipEnabled = false }, null);
        }

        var (terms, touchesTargets, problems) = MembershipConfigReading.Read(config, known);
        return terms is null
            ? (null, Refusal.Invalid(problems))
            : (edit with
            {
                HasMembershipConfig = true,
                MembershipEnabled = terms.Enabled,
                Platform = terms.Platform,
                AccessMode = terms.AccessMode,
                IdentityType = terms.IdentityType,
                IdentityRequired = terms.IdentityRequired,
                IdentityLabel = terms.IdentityLabel,
                AllowMultipleActive = terms.AllowMultipleActive,
                RenewalMode = terms.RenewalMode,
                Billing = terms.Billing,
                GracePeriodDays = terms.GracePeriodDays,
                ReminderOffsetsDays = terms.ReminderOffsetsDays,
                Targets = touchesTargets ? terms.Targets : null,
                FoundRule = terms.FoundRule,
                SettingsJson = terms.SettingsJson,
            }, null);
    }

    private static DeliveryType? Delivery(string? sent) =>
        sent is null ? null : EnumText.Parse<DeliveryType>(sent.Trim().ToUpperInvariant());

    private static Change<string?> Said(Patch<string> sent) =>
        sent.IsSent ? sent.Value : default(Change<string?>);
}
