using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>What to change; null leaves, empty text takes away.</summary>
public sealed record MerchantEdit
{
    public string? Name { get; init; }

    public string? TimeZone { get; init; }

    public string? TermsText { get; init; }

    public string? SupportUrl { get; init; }
}

public abstract record MerchantEditOutcome
{
    private MerchantEditOutcome()
    {
    }

    public sealed record Saved(Merchant Merchant) : MerchantEditOutcome;

    public sealed record UnknownMerchant : MerchantEditOutcome;

    public sealed record NotAllowed(string Why) : MerchantEditOutcome;

    public sealed record Refused(string Field, string Why) : MerchantEditOutcome;
}

/// <summary>Changes the workspace: its name, zone, terms and support link. Owners only.</summary>
public sealed class EditMerchant(Work work, BusinessTime businessTime)
{
    public const int TermsLengthMax = 20_000;

    public Task<MerchantEditOutcome> HandleAsync(
        MerchantId merchantId, MerchantEdit edit, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(db => EditAsync(db, merchantId, edit, actor, cancellationToken), cancellationToken);

    private async Task<MerchantEditOutcome> EditAsync(
        HiltDb db, MerchantId merchantId, MerchantEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.EditWorkspace, cancellationToken))
        {
            return new MerchantEditOutcome.NotAllowed(StaffRights.Refusal(StaffAction.EditWorkspace));
        }

        if (Problem(edit) is { } problem)
        {
            return problem;
        }

        var merchant = await db.Merchants.SingleOrDefaultAsync(row => row.Id == merchantId, cancellationToken);
        if (merchant is null)
        {
            return new MerchantEditOutcome.UnknownMerchant();
        }

        merchant.Name = edit.Name?.Trim() ?? merchant.Name;
        merchant.TimeZone = edit.TimeZone ?? merchant.TimeZone;
        merchant.TermsText = Changed(merchant.TermsText, edit.TermsText);
        merchant.SupportUrl = Changed(merchant.SupportUrl, edit.SupportUrl);
        db.Remember(
            merchantId, Subject.Merchant, merchantId.Value, "edited", actor, businessTime.Now(),
            new { merchant.Name, merchant.TimeZone, TermsChanged = edit.TermsText is not null });
        return new MerchantEditOutcome.Saved(merchant);
    }

    private static string? Changed(string? known, string? wanted) =>
        wanted is null ? known : wanted.Length == 0 ? null : wanted;

    private static MerchantEditOutcome.Refused? Problem(MerchantEdit edit) => edit switch
    {
        { Name: { } name } when name.Trim().Length is 0 or > MakeMerchant.NameLengthMax =>
            new("name", $"A name has 1 to {MakeMerchant.NameLengthMax} characters."),
        { TimeZone: { } zone } when !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) =>
            new("timezone", $"\"{zone}\" is no time zone; Europe/Berlin is one."),
        { TermsText.Length: > TermsLengthMax } =>
            new("terms_text", $"Terms have at most {TermsLengthMax} characters."),
        { SupportUrl: { Length: > 0 } url } when !ReturnUrls.IsGood(url) =>
            new("support_url", "A support link starts with http:// or https:// and has at most 2048 characters."),
        _ => null,
    };
}
