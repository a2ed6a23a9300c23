using System.Text.Json;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>
/// The limits of contract 4.1 and of the design's section 4, Billing. Pure; every problem is said at once.
/// </summary>
internal static class ProductRules
{
    public const int TitleMax = 120;
    public const int TextMax = 4000;
    public const int TermsMax = 20_000;
    public const int LabelMax = 160;
    public const int DaysMax = 3660;
    public const int MonthsMax = 120;
    public const int GraceDaysMax = 365;
    public const int RemindersMax = 10;
    public const int TargetsMax = 25;
    public const int TipPresetsMax = 20;

    /// <summary>
    /// A billion USDC, a million SOL: sums of what is paid stay far below what a database can hold.
    /// </summary>
    public const long AmountMax = 1_000_000_000_000_000;

    private const string Config = "membership_config.";

    /// <summary>The program that collects knows no longer period: 8,760 hours.</summary>
    public const int AutomaticDaysMax = 365;

    /// <param name="collects">Whether renewals are collected by themselves here.</param>
    public static IReadOnlyList<ProductProblem> Check(ProductDraft draft, bool collects) =>
        [.. Offer(draft), .. Texts(draft), .. Membership(draft), .. Renewal(draft, collects), .. Targets(draft)];

    private static IEnumerable<ProductProblem> Offer(ProductDraft draft)
    {
        if (draft is { ProductType: ProductType.PaymentLink, AmountMinorUnits: null })
        {
            yield return new("amount_minor_units", "A price is needed; only a tip jar has none.", IsMissing: true);
        }

        if (draft.AmountMinorUnits is <= 0 or > AmountMax)
        {
            yield return new("amount_minor_units", $"A price is more than nothing and at most {AmountMax} minor units.");
        }

        if (draft.PaymentsMax <= 0)
        {
            yield return new("max_payments", "A cap on sales is at least 1; leave it out to sell without one.");
        }

        if (draft.TipPresets is { } presets && (draft.ProductType != ProductType.TipJar ||
            presets.Count > TipPresetsMax || presets.Any(tip => tip is <= 0 or > AmountMax)))
        {
            yield return new(
                "tip_presets_lamports",
                $"Proposed tips belong to a tip jar: at most {TipPresetsMax}, each more than nothing and at most {AmountMax}.");
        }
    }

    private static IEnumerable<ProductProblem> Texts(ProductDraft draft)
    {
        if (draft.Title.Length is 0 or > TitleMax)
        {
            yield return new("title", $"A title has 1 to {TitleMax} characters.");
        }

        if (draft.Description?.Length > TextMax)
        {
            yield return new("description", $"A description has at most {TextMax} characters.");
        }

        if (draft.TermsText?.Length > TermsMax)
        {
            yield return new("terms_text", $"Terms have at most {TermsMax} characters.");
        }

        if (draft.ImageUrl is { } image && !ReturnUrls.IsGood(image))
        {
            yield return new("image_url", "An image address starts with http:// or https://.");
        }

        if (DeliveryProblem(draft) is { } delivery)
        {
            yield return new("delivery_value", delivery);
        }

        if (draft.IdentityLabel?.Length > LabelMax)
        {
            yield return new(Config + "identity_label", $"A label has at most {LabelMax} characters.");
        }

        if (!IsObject(draft.SettingsJson))
        {
            yield return new(Config + "settings_json", "Settings are a JSON object.");
        }
    }

    // What a paid buyer is sent to is safe from whoever sits between; an invite may come from the bot instead.
    private static string? DeliveryProblem(ProductDraft draft) => draft switch
    {
        { DeliveryValue.Length: > ReturnUrls.LengthMax } => $"A delivery has at most {ReturnUrls.LengthMax} characters.",
        { DeliveryType: DeliveryType.Redirect, DeliveryValue: null } =>
            "A redirect needs an address that starts with https://.",
        { DeliveryType: not DeliveryType.None, DeliveryValue: { } value } when
            !ReturnUrls.IsGood(value) || !value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) =>
            "An address to be sent to starts with https://.",
        _ => null,
    };

    private static IEnumerable<ProductProblem> Membership(ProductDraft draft)
    {
        if (draft.GracePeriodDays is < 0 or > GraceDaysMax)
        {
            yield return new(Config + "grace_period_days", $"A grace period has 0 to {GraceDaysMax} days.");
        }

        var offsets = draft.ReminderOffsetsDays;
        if (offsets.Count > RemindersMax || offsets.Any(days => days is < 1 or > DaysMax) ||
            offsets.Distinct().Count() != offsets.Count)
        {
            yield return new(
                Config + "renewal_reminder_offsets_days",
                $"Reminders are at most {RemindersMax} different numbers of days, each 1 to {DaysMax}.");
        }

        if (draft.Billing is not { } billing)
        {
            yield break;
        }

        var countMax = billing.Unit == BillingUnit.Month ? MonthsMax : DaysMax;
        if (billing.Unit != BillingUnit.Lifetime && (billing.Count < 1 || billing.Count > countMax))
        {
            yield return new(
                Config + "billing_interval_days", $"A period has 1 to {countMax} {EnumText.Of(billing.Unit)}s.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(billing.TimeZone, out _))
        {
            yield return new(
                Config + "settings_json.billing.time_zone",
                $"\"{billing.TimeZone}\" is no time zone; Europe/Berlin is one.");
        }

        if (billing.EndTime is { Second: not 0 } or { Millisecond: not 0 } or { Microsecond: not 0 })
        {
            yield return new(Config + "settings_json.billing.end_time", "Periods end at a full minute.");
        }
    }

    private static IEnumerable<ProductProblem> Renewal(ProductDraft draft, bool collects)
    {
        if (draft.RenewalMode != RenewalMode.Automatic)
        {
            yield break;
        }

        if (!draft.Enabled || draft.Billing?.Unit != BillingUnit.Day)
        {
            yield return new(
                Config + "billing_interval_days",
                "Automatic renewal needs an enabled membership with a period in days; months and lifetime are renewed by hand.");
        }

        if (draft.Asset.Symbol != "USDC")
        {
            yield return new("token_mint", "Automatic renewal is for USDC only.");
        }

        if (draft is { Billing: { Unit: BillingUnit.Day, Count: > AutomaticDaysMax } })
        {
            yield return new(
                Config + "billing_interval_days", $"What is collected by itself has periods of at most {AutomaticDaysMax} days.");
        }

        if (draft.AmountMinorUnits is null)
        {
            yield return new(Config + "renewal_mode", "Automatic renewal needs a price that does not change.");
        }

        if (!collects)
        {
            yield return new(
                Config + "renewal_mode",
                "Automatic renewal is not offered on this server: nothing here collects it. Choose ONE_OFF; members are " +
                "reminded and renew by hand.");
        }
    }

    private static IEnumerable<ProductProblem> Targets(ProductDraft draft)
    {
        const string field = Config + "settings_json.targets";
        if (draft.Targets.Count > TargetsMax)
        {
            yield return new(field, $"A product opens at most {TargetsMax} places.");
        }

        if (draft.Targets.DistinctBy(target => (target.Platform, target.TargetId)).Count() != draft.Targets.Count)
        {
            yield return new(field, "A place is named twice.");
        }

        foreach (var target in draft.Targets)
        {
            if (TargetText.Problem(target) is { } problem)
            {
                yield return new(field, problem);
            }
        }
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
