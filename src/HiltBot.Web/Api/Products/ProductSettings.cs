using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;

namespace HiltBot.Web.Api.Products;

/// <summary>
/// The keys of <c>settings_json</c> that mean something here (design section 4, Billing and Targets): they
/// have columns and rows of their own and are put together again when they are read.
/// </summary>
internal static class ProductSettings
{
    public const string BillingKey = "billing";
    public const string TargetsKey = "targets";
    public const string FoundKey = "found_roles";

    private const string TimeForm = "HH:mm";
    private const int TargetsMax = 50;

    public static readonly IReadOnlyList<string> Keys = [BillingKey, TargetsKey, FoundKey];

    /// <summary>What the contract calls <c>settings_json</c>.</summary>
    public static JsonObject Of(Product product, IReadOnlyList<NewTarget> targets)
    {
        var settings = SettingsMerge.Read(product.SettingsJson);
        if (product.Billing() is { } billing)
        {
            settings[BillingKey] = new JsonObject
            {
                ["unit"] = EnumText.Of(billing.Unit).ToLowerInvariant(),
                ["count"] = billing.Unit == BillingUnit.Lifetime ? null : billing.Count,
                ["time_zone"] = billing.TimeZone,
                ["end_time"] = billing.EndTime?.ToString(TimeForm, CultureInfo.InvariantCulture),
            };
        }

        if (targets.Count > 0)
        {
            settings[TargetsKey] = TargetsOf(targets);
        }

        if (product.FoundRule == FoundRule.Adopt)
        {
            settings[FoundKey] = EnumText.Of(product.FoundRule).ToLowerInvariant();
        }

        return settings;
    }

    public static JsonArray TargetsOf(IEnumerable<NewTarget> targets) =>
    [
        .. targets.Select(target => (JsonNode)new JsonObject
        {
            ["platform"] = WirePlatform.Of(target.Platform),
            ["target_id"] = target.TargetId,
            ["label"] = target.Label,
        }),
    ];

    /// <summary>Places that open, then texts of the merchant's own.</summary>
    public static IReadOnlyList<NewTarget> TargetsOf(Product product, IReadOnlyList<ProductTarget> targets) =>
    [
        .. targets.Select(row => new NewTarget(row.Platform, row.TargetId, row.Label)),
        .. SettingsMerge.Read(product.SettingsJson)[TargetsKey] is JsonArray own
            ? own.Select(one => new NewTarget(
                Platform.Custom, one!["target_id"]!.GetValue<string>(), one["label"]?.GetValue<string>()))
            : [],
    ];

    public static Billing? ReadBilling(JsonElement sent, Billing? known, List<FieldProblem> problems)
    {
        var loc = Loc(BillingKey);
        if (sent.ValueKind != JsonValueKind.Object)
        {
            problems.Add(Problem(loc, "Billing is an object with unit, count, time_zone and end_time."));
            return known;
        }

        if (!EnumText.TryParse<BillingUnit>(Text(sent, "unit")?.Trim().ToUpperInvariant(), out var unit))
        {
            problems.Add(Problem([.. loc, "unit"], "Input should be one of day, month, lifetime"));
            return known;
        }

        var count = 0;
        if (unit != BillingUnit.Lifetime && !(sent.TryGetProperty("count", out var number) &&
            number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out count)))
        {
            problems.Add(Problem([.. loc, "count"], "Input should be a valid integer"));
        }

        TimeOnly? endTime = null;
        if (IsSent(sent, "end_time"))
        {
            if (TimeOnly.TryParseExact(
                Text(sent, "end_time"), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                endTime = time;
            }
            else
            {
                problems.Add(Problem([.. loc, "end_time"], "A time of day is written HH:mm."));
            }
        }

        if (IsSent(sent, "time_zone") && Text(sent, "time_zone") is null)
        {
            problems.Add(Problem([.. loc, "time_zone"], "Input should be a valid string"));
        }

        return new Billing(unit, count, Text(sent, "time_zone")?.Trim() ?? known?.TimeZone ?? "UTC", endTime);
    }

    public static List<NewTarget>? ReadTargets(JsonElement sent, List<FieldProblem> problems)
    {
        if (sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > TargetsMax)
        {
            problems.Add(Problem(Loc(TargetsKey), "Targets are a list of {platform, target_id, label}."));
            return null;
        }

        var targets = new List<NewTarget>();
        foreach (var one in sent.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Object || PlatformOf(one) is not { } platform ||
                Text(one, "target_id")?.Trim() is not { Length: > 0 and <= TargetText.LengthMax } id ||
                (IsSent(one, "label") && Text(one, "label") is not { Length: <= TargetText.LengthMax }))
            {
                problems.Add(Problem(
                    [.. Loc(TargetsKey), targets.Count],
                    "A target is {platform, target_id, label}: platform is one of TELEGRAM, DISCORD, CUSTOM, and the " +
                    $"texts have at most {TargetText.LengthMax} characters."));
                return null;
            }

            targets.Add(Target(platform, id, Text(one, "label")));
        }

        return targets;
    }

    /// <summary>Null for a word that is none.</summary>
    public static Platform? PlatformOf(string word) => word.Trim().ToUpperInvariant() switch
    {
        "TELEGRAM" => Platform.Telegram,
        "DISCORD" => Platform.Discord,
        "CUSTOM" => Platform.Custom,
        _ => null,
    };

    private static Platform? PlatformOf(JsonElement target) => !IsSent(target, "platform")
        ? Platform.Custom
        : Text(target, "platform") is { } word ? PlatformOf(word) : null;

    /// <summary>A target as it is meant: a simulated one reads CUSTOM on the wire.</summary>
    public static NewTarget Target(Platform platform, string targetId, string? label) =>
        new(TargetText.PlatformOf(platform, targetId.Trim()), targetId.Trim(), label?.Trim());

    public static FieldProblem Problem(IReadOnlyList<object> loc, string why) => new(loc, why, "value_error", null);

    private static IReadOnlyList<object> Loc(string key) => ["body", "membership_config", "settings_json", key];

    private static bool IsSent(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
