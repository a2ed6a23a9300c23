using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
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
    /// <param name="WalletProblem">Why the wallet was not taken after all; null when it was.</param>
    public sealed record Made(string BindCode, string WalletInGroups, string? WalletProblem) : SetupOutcome;

    public sealed record CodeRefused(CodeUse Why) : SetupOutcome;

    public sealed record Refused(string Field, string Why) : SetupOutcome;
}

/// <summary>
/// Makes the first workspace of an installation: the one-time code is spent, the wallet is looked at on the
/// ledger before, and the code that binds a community is given.
/// </summary>
internal sealed class SetUpWorkspace(
    Work work, OneTimeCodes codes, MakeMerchant make, ChangePayoutWallet changeWallet, IPaymentChain chain)
{
    private static readonly TimeSpan BindCodeLifetime = TimeSpan.FromDays(1);

    public async Task<SetupOutcome> HandleAsync(SetupWishes wishes, CancellationToken cancellationToken)
    {
        // The wallet first: a code that was spent for nothing helps nobody.
        var wallet = wishes.Wallet.Trim();
        if (WalletText.Problem(await chain.LookAtWalletAsync(wallet, cancellationToken)) is { } problem)
        {
            return new SetupOutcome.Refused("wallet", problem);
        }

        // All of it or nothing: a workspace without a wallet, or whose only way in nobody was shown, could not be mended.
        return await work.RunAsync(db => MakeAsync(db, wishes, wallet, cancellationToken), cancellationToken);
    }

    private async Task<SetupOutcome> MakeAsync(
        HiltDb db, SetupWishes wishes, string wallet, CancellationToken cancellationToken)
    {
        var made = await make.HandleAsync(
            new NewMerchant(wishes.Name, wishes.TimeZone) { SetupCode = wishes.Code }, Actor.System, cancellationToken);
        return made switch
        {
            MerchantOutcome.Made merchant => await FinishAsync(db, merchant.MerchantId, wallet, cancellationToken),
            MerchantOutcome.CodeRefused refused => new SetupOutcome.CodeRefused(refused.Why),
            MerchantOutcome.Refused refused => new SetupOutcome.Refused(refused.Field, refused.Why),
            _ => throw new InvalidOperationException($"No answer for {made.GetType().Name}."),
        };
    }

    private async Task<SetupOutcome> FinishAsync(
        HiltDb db, MerchantId merchantId, string wallet, CancellationToken cancellationToken)
    {
        var changed = await changeWallet.HandleAsync(merchantId, wallet, Actor.System, cancellationToken);
        var bindCode = await codes.IssueAsync(
            db, CodePurpose.BindCommunity, merchantId, null, BindCodeLifetime, cancellationToken);
        return new SetupOutcome.Made(
            bindCode, WalletText.InGroups(wallet),
            changed switch
            {
                WalletOutcome.Changed or WalletOutcome.Same => null,
                WalletOutcome.Refused refused => refused.Why,
                WalletOutcome.NotAllowed refused => refused.Why,
                _ => throw new InvalidOperationException($"No answer for {changed.GetType().Name}."),
            });
    }
}
