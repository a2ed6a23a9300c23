using System.Text.Json;
using HiltBot.Contracts.Products;
using HiltBot.Contracts.Wire;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;

namespace HiltBot.Web.Api.Products;

/// <summary>
/// Reads <c>membership_config</c> onto what stands (contract 4.1): a key that is not sent keeps it, null goes
/// back to the default. Pure.
/// </summary>
internal sealed class MembershipConfigReading
{
    /// <summary>Days of grace where none are named and renewals are collected: time to fill up a wallet.</summary>
    private const int AutomaticGraceDays = 3;

    private static readonly IReadOnlyList<int> DefaultOffsets = [7, 2, 1];

    private readonly List<FieldProblem> problems = [];
    private readonly MembershipConfigRequest sent;
    private readonly ProductView? known;

    private MembershipConfigReading(MembershipConfigRequest sent, ProductView? known)
    {
        this.sent = sent;
        this.known = known is { Product.HasMembershipConfig: true } ? known : null;
    }

    /// <param name="known">The product that is changed; null for a new one.</param>
    /// <returns>Everything said: nothing in it is left to a default of the engine.</returns>
    public static (MembershipTerms? Terms, bool TouchesTargets, IReadOnlyList<FieldProblem> Problems) Read(
        MembershipConfigRequest sent, ProductView? known)
    {
        var reading = new MembershipConfigReading(sent, known);
        var (terms, touches) = reading.Read();
        return reading.problems.Count > 0
            ? (null, false, reading.problems)
            : (terms, touches || known is { Product.HasMembershipConfig: false }, []);
    }

    private (MembershipTerms Terms, bool TouchesTargets) Read()
    {
        var product = known?.Product;
        var settings = Settings();
        var (targets, named, touches) = Targets(settings);
        var surface = targets.Count > 0 ? targets[0].Platform : named ?? Platform.Custom;
        var own = targets.Where(target => target.Platform == Platform.Custom).ToList();
        var renewal = Renewal(product);
        return (
            new MembershipTerms
            {
                Enabled = sent.Enabled ?? product?.MembershipEnabled ?? true,
                Platform = named,
                AccessMode = Word(sent.AccessMode, product?.AccessMode),
                IdentityType = Word(sent.IdentityType, product?.IdentityType) ?? (surface == Platform.Custom
                    ? IdentityType.Wallet
                    : Identities.TypeOn(surface)),
                IdentityRequired = sent.IdentityRequired.Or(product?.IdentityRequired) ?? surface != Platform.Custom,
                IdentityLabel = sent.IdentityLabel.Or(product?.IdentityLabel),
                AllowMultipleActive = sent.AllowMultipleActive.Or(product?.AllowMultipleActive) ?? false,
                RenewalMode = renewal,
                Billing = Billing(product?.Billing(), settings),
                GracePeriodDays = sent.GracePeriodDays.Or(StandingGrace(product)) ??
                    (renewal == RenewalMode.Automatic ? AutomaticGraceDays : 0),
                ReminderOffsetsDays =
                    sent.RenewalReminderOffsetsDays.Or(product?.ReminderOffsets()) ?? DefaultOffsets,
                Targets = [.. targets.Where(target => target.Platform != Platform.Custom)],
                FoundRule = Found(product, settings),
                SettingsJson = Free(product, settings, own),
            },
            touches);
    }

    // A product without a config has no grace of its own yet.
    private static int? StandingGrace(Product? product) =>
        product is { HasMembershipConfig: true } ? product.GracePeriodDays : null;

    // Nothing where none was sent, or null, which takes away what is free-form.
    private JsonElement? Settings() => sent.SettingsJson switch
    {
        { IsSent: true, Value: { ValueKind: JsonValueKind.Object } value } => value,
        _ => null,
    };

    private (IReadOnlyList<NewTarget> Targets, Platform? Named, bool Touches) Targets(JsonElement? settings)
    {
        var standing = known is null ? [] : ProductSettings.TargetsOf(known.Product, known.Targets);
        var platform = sent.Platform is { IsSent: true, Value: { } word }
            ? ProductSettings.PlatformOf(word)
            : sent.Platform.IsSent ? Platform.Custom : (Platform?)null;
        var named = sent.Platform.IsSent ? platform : known?.Product.NamedPlatform;
        var flat = sent.PlatformTargetId;
        if (settings is { } given && given.TryGetProperty(ProductSettings.TargetsKey, out var list))
        {
            IReadOnlyList<NewTarget> wanted = list.ValueKind == JsonValueKind.Null
                ? []
                : ProductSettings.ReadTargets(list, problems) is { } read ? InOrder(read) : standing;
            if (flat.Value is { } id && (wanted.Count == 0 || wanted[0].TargetId != id.Trim()))
            {
                Refuse("platform_target_id", "This is the first of settings_json.targets, and they differ.");
            }

            return (wanted, named, true);
        }

        if (flat.IsSent && flat.Value is null)
        {
            return ([.. standing.Skip(1)], named, standing.Count > 0);
        }

        if (flat.Value is { } targetId)
        {
            var meant = platform ?? (standing.Count > 0 ? WirePlatform.Meant(standing[0].Platform) : named) ??
                Platform.Custom;
            var first = ProductSettings.Target(meant, targetId, sent.PlatformTargetLabel.Or(
                standing.Count > 0 && standing[0].TargetId == targetId.Trim() ? standing[0].Label : null));
            if (first.TargetId.Length == 0)
            {
                Refuse("platform_target_id", "A target is not empty.");
            }

            return (InOrder([first, .. standing.Skip(1)]), named, true);
        }

        if (platform is { } other && standing.Count > 0 && other != WirePlatform.Meant(standing[0].Platform))
        {
            Refuse("platform", "Send the platform_target_id on that platform along.");
        }

        return sent.PlatformTargetLabel is { IsSent: true } label && standing.Count > 0
            ? ([standing[0] with { Label = label.Value?.Trim() }, .. standing.Skip(1)], named, true)
            : (standing, named, false);
    }

    private static IReadOnlyList<NewTarget> InOrder(IEnumerable<NewTarget> targets) =>
        [.. targets.OrderBy(target => target.Platform == Platform.Custom)];

    // The object is the truth where it is sent; days alone are days (design section 4, Billing).
    private Billing? Billing(Billing? standing, JsonElement? settings)
    {
        if (settings is { } given && given.TryGetProperty(ProductSettings.BillingKey, out var billing))
        {
            return billing.ValueKind == JsonValueKind.Null
                ? null
                : ProductSettings.ReadBilling(billing, standing, problems);
        }

        return sent.BillingIntervalDays switch
        {
            { IsSent: false } => standing,
            { Value: { } days } =>
                new Billing(BillingUnit.Day, days, standing?.TimeZone ?? "UTC", standing?.EndTime),
            _ => null,
        };
    }

    private RenewalMode Renewal(Product? product)
    {
        if (sent.RenewalMode is not { IsSent: true, Value: { } word })
        {
            return sent.RenewalMode.IsSent ? RenewalMode.OneOff : product?.RenewalMode ?? RenewalMode.OneOff;
        }

        var text = word.Trim().ToUpperInvariant();
        if (text == "MANUAL" || EnumText.TryParse<RenewalMode>(text, out _))
        {
            return text == "MANUAL" ? RenewalMode.OneOff : EnumText.Parse<RenewalMode>(text);
        }

        problems.Add(new FieldProblem(
            ["body", "membership_config", "renewal_mode"], "Input should be one of ONE_OFF, AUTOMATIC", "enum",
            null));
        return RenewalMode.OneOff;
    }

    private FoundRule Found(Product? product, JsonElement? settings)
    {
        if (settings is not { } given || !given.TryGetProperty(ProductSettings.FoundKey, out var found))
        {
            return product?.FoundRule ?? FoundRule.Keep;
        }

        if (found.ValueKind == JsonValueKind.String &&
            EnumText.TryParse<FoundRule>(found.GetString()!.Trim().ToUpperInvariant(), out var rule))
        {
            return rule;
        }

        if (found.ValueKind != JsonValueKind.Null)
        {
            Refuse("settings_json", "found_roles is keep or adopt.");
        }

        return FoundRule.Keep;
    }

    private string Free(Product? product, JsonElement? settings, List<NewTarget> own)
    {
        var isCleared = sent.SettingsJson.IsSent && settings is null;
        var free = isCleared || product is null ? [] : SettingsMerge.Read(product.SettingsJson);
        if (settings is { } given)
        {
            if (SettingsMerge.KeyWithSecret(given) is { } secret)
            {
                Refuse("settings_json", $"\"{secret}\" looks like a secret; those are not kept here.");
            }

            SettingsMerge.Into(free, given);
        }

        foreach (var key in ProductSettings.Keys)
        {
            free.Remove(key);
        }

        if (own.Count > 0)
        {
            free[ProductSettings.TargetsKey] = ProductSettings.TargetsOf(own);
        }

        var text = SettingsMerge.Write(free);
        if (text.Length > SettingsMerge.LengthMax)
        {
            Refuse("settings_json", $"Settings have at most {SettingsMerge.LengthMax} characters.");
        }

        return text;
    }

    private static TWord? Word<TWord>(Patch<string> given, TWord? standing)
        where TWord : struct, Enum => given switch
        {
            { IsSent: false } => standing,
            { Value: { } word } => EnumText.Parse<TWord>(word.Trim().ToUpperInvariant()),
            _ => null,
        };

    private void Refuse(string key, string why) =>
        problems.Add(ProductSettings.Problem(["body", "membership_config", key], why));
}
