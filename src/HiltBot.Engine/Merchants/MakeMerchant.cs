using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <param name="TimeZone">IANA name; staff read dates in it.</param>
public sealed record NewMerchant(string Name, string TimeZone = "UTC")
{
    /// <summary>
    /// The code of the set-up link of an empty installation; it is spent here. Null when the host itself
    /// asks.
    /// </summary>
    public string? SetupCode { get; init; }

    public string? TermsText { get; init; }

    public string? SupportUrl { get; init; }

    /// <summary>The first owner, when they are known by a platform account already.</summary>
    public StaffAccount? Owner { get; init; }
}

/// <summary>Somebody on a platform.</summary>
public sealed record StaffAccount(Platform Platform, string AccountId, string Display);

public abstract record MerchantOutcome
{
    private MerchantOutcome()
    {
    }

    public sealed record Made(MerchantId MerchantId) : MerchantOutcome;

    public sealed record CodeRefused(CodeUse Why) : MerchantOutcome;

    /// <param name="Field">Contract spelling.</param>
    public sealed record Refused(string Field, string Why) : MerchantOutcome;
}

/// <summary>Makes a workspace, with its first owner when one is named.</summary>
public sealed class MakeMerchant(Work work, OneTimeCodes codes, BusinessTime businessTime)
{
    public const int NameLengthMax = 120;

    public Task<MerchantOutcome> HandleAsync(
        NewMerchant wanted, Actor actor, CancellationToken cancellationToken)
    {
        MerchantOutcome? refusal = wanted switch
        {
            _ when wanted.Name.Trim().Length is 0 or > NameLengthMax =>
                new MerchantOutcome.Refused("name", $"A name has 1 to {NameLengthMax} characters."),
            _ when !TimeZoneInfo.TryFindSystemTimeZoneById(wanted.TimeZone, out _) =>
                new MerchantOutcome.Refused("timezone", $"\"{wanted.TimeZone}\" is no time zone; Europe/Berlin is one."),
            _ => null,
        };
        return refusal is null
            ? work.RunAsync(db => MakeAsync(db, wanted, actor, cancellationToken), cancellationToken)
            : Task.FromResult(refusal);
    }

    private async Task<MerchantOutcome> MakeAsync(
        HiltDb db, NewMerchant wanted, Actor actor, CancellationToken cancellationToken)
    {
        if (wanted.SetupCode is { } code)
        {
            var use = await codes.UseAsync(db, code, CodePurpose.FirstWorkspace, cancellationToken);
            if (use is not CodeUse.Used)
            {
                return new MerchantOutcome.CodeRefused(use);
            }
        }

        var now = businessTime.Now();
        var merchant = new Merchant
        {
            Id = MerchantId.New(now),
            Name = wanted.Name.Trim(),
            TimeZone = wanted.TimeZone,
            TermsText = wanted.TermsText,
            SupportUrl = wanted.SupportUrl,
            CreatedAt = now,
        };
        db.Merchants.Add(merchant);
        if (wanted.Owner is { } owner)
        {
            db.Staff.Add(new StaffMember
            {
                Id = StaffId.New(now),
                MerchantId = merchant.Id,
                Platform = owner.Platform,
                AccountId = owner.AccountId,
                Display = owner.Display,
                Role = StaffRole.Owner,
                CreatedAt = now,
            });
        }

        db.Remember(merchant.Id, Subject.Merchant, merchant.Id.Value, "created", actor, now, new { merchant.Name });
        return new MerchantOutcome.Made(merchant.Id);
    }
}
