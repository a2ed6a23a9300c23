using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <param name="TimeZone">IANA name; staff read dates in it.</param>
public sealed record NewMerchant(string Name, string TimeZone = "UTC")
{
    /// <summary>Null: a fresh one.</summary>
    public MerchantId? Id { get; init; }

    /// <summary>
    /// The code of the set-up link of an empty installation; it is spent here. Null when the host itself
    /// asks.
    /// </summary>
    public string? SetupCode { get; init; }

    public string? TermsText { get; init; }

    public string? SupportUrl { get; init; }

    /// <summary>Where its money goes from the beginning; null: an owner says it later.</summary>
    public PayoutLook.Good? Payout { get; init; }

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
        NewMerchant wanted, Actor actor, CancellationToken cancellationToken) =>
        Problems(wanted) is [var problem, ..]
            ? Task.FromResult<MerchantOutcome>(problem)
            : work.RunAsync(db => MakeAsync(db, wanted, actor, cancellationToken), cancellationToken);

    /// <summary>Everything that is wrong with the words, so that a form can say it all at once.</summary>
    public static IReadOnlyList<MerchantOutcome.Refused> Problems(NewMerchant wanted)
    {
        var problems = new List<MerchantOutcome.Refused>();
        if (wanted.Name.Trim().Length is 0 or > NameLengthMax)
        {
            problems.Add(new MerchantOutcome.Refused("name", $"A name has 1 to {NameLengthMax} characters."));
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(wanted.TimeZone, out _))
        {
            problems.Add(new MerchantOutcome.Refused(
                "timezone",
                wanted.TimeZone.Length == 0
                    ? "Name a time zone; Europe/Berlin is one."
                    : $"\"{wanted.TimeZone}\" is no time zone; Europe/Berlin is one."));
        }

        return problems;
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
            Id = wanted.Id ?? MerchantId.New(now),
            Name = wanted.Name.Trim(),
            TimeZone = wanted.TimeZone,
            TermsText = wanted.TermsText,
            SupportUrl = wanted.SupportUrl,
            PayoutWallet = wanted.Payout?.Wallet,
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

        db.Remember(merchant.Id, Subject.Merchant, merchant.Id.Value, "created", actor, now,
            new { merchant.Name, merchant.PayoutWallet });
        return new MerchantOutcome.Made(merchant.Id);
    }
}
