using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Setup;

/// <summary>What the first owner wrote.</summary>
public sealed record SetupWishes(string Code, string Name, string TimeZone, string Wallet);

public abstract record SetupOutcome
{
    private SetupOutcome()
    {
    }

    /// <param name="BindCode">To be entered with <c>/setup</c> in the community; shown this once.</param>
    /// <param name="AccountCode">To be sent as <c>setup_code</c> when registering at the API; shown this once.</param>
    public sealed record Made(string BindCode, string AccountCode, string WalletInGroups) : SetupOutcome;

    public sealed record CodeRefused(CodeUse Why) : SetupOutcome;

    /// <param name="Problems">Every field that is wrong, in the order of the form.</param>
    public sealed record Refused(IReadOnlyList<SetupProblem> Problems) : SetupOutcome;
}

/// <param name="Field">As the form calls it.</param>
public sealed record SetupProblem(string Field, string Why);

/// <summary>
/// Makes the first workspace of an installation: the one-time code is spent, the wallet is looked at on the
/// ledger before, and the code that binds a community is given.
/// </summary>
internal sealed class SetUpWorkspace(
    Work work, OneTimeCodes codes, MakeMerchant make, LookAtPayoutWallet lookAt, GiveBindCode giveCode,
    GiveAccountCode giveAccountCode)
{
    public async Task<SetupOutcome> HandleAsync(SetupWishes wishes, CancellationToken cancellationToken)
    {
        // A link that does not work any more is said before anything about the form, and costs no look at the
        // ledger.
        var use = await work.ReadAsync(
            db => codes.LookAsync(db, wishes.Code, CodePurpose.FirstWorkspace, cancellationToken),
            cancellationToken);
        if (use is not CodeUse.Used)
        {
            return new SetupOutcome.CodeRefused(use);
        }

        // The wallet before the code: one that was spent for nothing helps nobody.
        var wanted = new NewMerchant(wishes.Name, wishes.TimeZone.Trim()) { SetupCode = wishes.Code };
        var look = await lookAt.HandleAsync(wishes.Wallet, cancellationToken);
        var problems = MakeMerchant.Problems(wanted).Select(problem =>
            new SetupProblem(FieldOf(problem.Field), problem.Why))
            .ToList();
        if (look is PayoutLook.Bad bad)
        {
            problems.Add(new SetupProblem("wallet", bad.Why));
        }

        return look is PayoutLook.Good good && problems.Count == 0
            ? await work.RunAsync(
                _ => MakeAsync(wanted with { Payout = good }, cancellationToken), cancellationToken)
            : new SetupOutcome.Refused(problems);
    }

    // All of it or nothing: a workspace whose only way in nobody was shown would be hard to mend.
    private async Task<SetupOutcome> MakeAsync(NewMerchant wanted, CancellationToken cancellationToken) =>
        await make.HandleAsync(wanted, Actor.System, cancellationToken) switch
        {
            MerchantOutcome.Made merchant => await FinishAsync(
                merchant.MerchantId, wanted.Payout!.Wallet, cancellationToken),
            MerchantOutcome.CodeRefused refused => new SetupOutcome.CodeRefused(refused.Why),
            MerchantOutcome.Refused refused => new SetupOutcome.Refused(
                [new SetupProblem(FieldOf(refused.Field), refused.Why)]),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private async Task<SetupOutcome> FinishAsync(
        MerchantId merchantId, string wallet, CancellationToken cancellationToken) =>
        await giveCode.HandleAsync(merchantId, Actor.System, cancellationToken) switch
        {
            BindCodeOutcome.Given given => new SetupOutcome.Made(
                given.Code, await AccountCodeAsync(merchantId, cancellationToken), WalletText.InGroups(wallet)),
            BindCodeOutcome.NotAllowed refused =>
                throw new InvalidOperationException($"The house itself may always give a code: {refused.Why}"),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private async Task<string> AccountCodeAsync(MerchantId merchantId, CancellationToken cancellationToken) =>
        await giveAccountCode.HandleAsync(merchantId, Actor.System, cancellationToken) switch
        {
            AccountCodeOutcome.Given given => given.Code,
            AccountCodeOutcome.NotAllowed refused =>
                throw new InvalidOperationException($"The house itself may always give a code: {refused.Why}"),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private static string FieldOf(string contractField) =>
        contractField == "timezone" ? "time_zone" : contractField;
}
