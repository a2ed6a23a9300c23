using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Accounts;

public abstract record AccountCodeOutcome
{
    private AccountCodeOutcome()
    {
    }

    /// <param name="Code">Shown this once; only its hash is kept.</param>
    /// <param name="Until">Real time.</param>
    public sealed record Given(string Code, DateTimeOffset Until) : AccountCodeOutcome;

    public sealed record NotAllowed(string Why) : AccountCodeOutcome;
}

/// <summary>
/// Gives a one-time code with which the workspace gets its account at the API, where registration is closed. Owners only:
/// whoever uses it may do everything.
/// </summary>
public sealed class GiveAccountCode(Work work, OneTimeCodes codes, BusinessTime businessTime, TimeProvider time)
{
    /// <summary>Real time.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public Task<AccountCodeOutcome> HandleAsync(
        MerchantId merchantId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<AccountCodeOutcome>(
            async db =>
            {
                if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.EditWorkspace, cancellationToken))
                {
                    return new AccountCodeOutcome.NotAllowed(StaffRights.Refusal(StaffAction.EditWorkspace));
                }

                var code = await codes.IssueAsync(
                    db, CodePurpose.Account, merchantId, null, Lifetime, cancellationToken);
                db.Remember(
                    merchantId, Subject.Merchant, merchantId.Value, "account_code_given", actor, businessTime.Now());
                return new AccountCodeOutcome.Given(code, time.Now() + Lifetime);
            },
            cancellationToken);
}
