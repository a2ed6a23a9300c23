using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

public abstract record BindCodeOutcome
{
    private BindCodeOutcome()
    {
    }

    /// <param name="Code">Shown this once; only its hash is kept.</param>
    /// <param name="Until">Real time.</param>
    public sealed record Given(string Code, DateTimeOffset Until) : BindCodeOutcome;

    public sealed record NotAllowed(string Why) : BindCodeOutcome;
}

/// <summary>
/// Gives a fresh one-time code that connects a server or group to the workspace. Owners only.
/// </summary>
public sealed class GiveBindCode(Work work, OneTimeCodes codes, BusinessTime businessTime, TimeProvider time)
{
    /// <summary>
    /// Real time: long enough to invite the bot first, and to ask somebody who manages the place.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public Task<BindCodeOutcome> HandleAsync(
        MerchantId merchantId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<BindCodeOutcome>(
            async db =>
            {
                if (!await StaffRights.MayAsync(
                        db, merchantId, actor, StaffAction.ManageCommunities, cancellationToken))
                {
                    return new BindCodeOutcome.NotAllowed(StaffRights.Refusal(StaffAction.ManageCommunities));
                }

                var code = await codes.IssueAsync(
                    db, CodePurpose.BindCommunity, merchantId, null, Lifetime, cancellationToken);
                db.Remember(
                    merchantId, Subject.Merchant, merchantId.Value, "bind_code_given", actor,
                    businessTime.Now());
                return new BindCodeOutcome.Given(code, time.Now() + Lifetime);
            },
            cancellationToken);
}
