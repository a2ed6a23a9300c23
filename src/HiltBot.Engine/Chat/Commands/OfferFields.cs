using System.Globalization;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>The five fields of an offer's form, and what was typed into them.</summary>
internal sealed record OfferFields(
    string Title, string? Description, Money Price, BillingUnit Unit, int Count, int GraceDays)
{
    private const int TitleMax = 80;

    private const int DescriptionMax = 1000;

    private const int GraceMax = 365;

    public static ChatForm Form(string actionId, string title, Product? known) => new(
        actionId, title,
        [
            new ChatField("title", "Name of the offer", Value: known?.Title, LengthMax: TitleMax),
            new ChatField(
                "description", "What members get", IsRequired: false, IsLong: true, Value: known?.Description,
                LengthMax: DescriptionMax),
            new ChatField("price", "Price, for example 29 USDC", Value: known?.Price?.ToString(), LengthMax: 40),
            new ChatField(
                "period", "Period: 30 days, 1 month, lifetime",
                Value: known is null ? null : Period(known), LengthMax: 20),
            new ChatField(
                "grace", "Days of grace after the end", IsRequired: false,
                Value: known is null ? "3" : known.GracePeriodDays.ToString(CultureInfo.InvariantCulture), LengthMax: 10),
        ]);

    /// <summary>Everything that is wrong is said at once, with what to write instead.</summary>
    public static (OfferFields? Fields, IReadOnlyList<string> Problems) Read(CommandWords words, Assets assets)
    {
        var problems = new List<string>();
        var title = words.Line("title", TitleMax);
        if (title.Length == 0)
        {
            problems.Add("Give the offer a name.");
        }

        if (!ReadWords.TryPrice(words.Line("price"), assets.All, out var price))
        {
            var symbols = Texts.List(assets.All.Select(asset => asset.Symbol).ToList());
            problems.Add($"\"{words.Line("price", 40)}\" is no price. Write an amount and its asset, for example " +
                $"29 {assets.Default.Symbol}. This server sells in {symbols}.");
        }

        if (!ReadWords.TryPeriod(words.Line("period"), out var period))
        {
            problems.Add($"\"{words.Line("period", 40)}\" is no period. Write 30 days, 1 month or lifetime.");
        }

        var grace = 0;
        if (words.Has("grace") && !ReadWords.TryDays(words.Line("grace"), GraceMax, out grace))
        {
            problems.Add($"\"{words.Line("grace", 40)}\" is no number of days. Write 0 to {GraceMax}.");
        }

        var description = words.Body("description", DescriptionMax);
        return problems.Count > 0
            ? (null, problems)
            : (new OfferFields(
                title, description.Length == 0 ? null : description, price, period.Unit, period.Count, grace), []);
    }

    /// <summary>Keeps the end time and zone that an offer has; a new one takes the workspace's zone.</summary>
    public Billing Billing(Product? known, string timeZone) =>
        new(Unit, Count, known?.BillingTimeZone ?? timeZone, known?.BillingEndTime);

    private static string Period(Product known) => known.BillingUnit is BillingUnit.Day or BillingUnit.Month
        ? Texts.Period(known.BillingUnit, known.BillingCount)
        : "lifetime";
}
