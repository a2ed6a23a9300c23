using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Transactions;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>What a payer can do about their renewals, each by a signature of their wallet.</summary>
public enum RenewalAct
{
    /// <summary>Nothing more is collected; what is paid for stays.</summary>
    Cancel,

    /// <summary>Takes a cancellation back before it has expired.</summary>
    Resume,

    /// <summary>Gives the approval anew.</summary>
    Approve,
}

/// <summary>How a renewal stands, for its page.</summary>
/// <param name="Acts">What the payer's wallet may sign now.</param>
/// <param name="PaidUntil">Null: it does not end.</param>
public sealed record RenewalView(
    AuthorizationId Id, string ProductTitle, string MerchantName, string PayerWallet, Money Price, int PeriodHours,
    AuthorizationStatus Status, CollectionTrouble? Trouble, DateTimeOffset? PaidUntil, DateTimeOffset? NextAt,
    string? TimeZone, string PlanAccount, IReadOnlyList<RenewalAct> Acts);

/// <summary>
/// The payer's side of a renewal: looked at by whoever has the page's address, changed only by what the payer's wallet has
/// signed.
/// </summary>
public sealed class RenewalAgreement(
    Work work, IEnumerable<IRenewalChain> chains, IPaymentChain ledger, EndAuthorization end, BusinessTime business)
{
    private static readonly TimeSpan LookAgainTime = TimeSpan.FromSeconds(20);

    private readonly IRenewalChain? chain = chains.FirstOrDefault();

    /// <summary>Null: there is none.</summary>
    public Task<RenewalView?> ReadAsync(AuthorizationId id, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var found = await (
                from row in db.RenewalAuthorizations.IgnoreQueryFilters()
                join plan in db.RenewalPlans.IgnoreQueryFilters() on row.PlanId equals plan.Id
                join product in db.Products.IgnoreQueryFilters() on row.ProductId equals product.Id
                join merchant in db.Merchants.IgnoreQueryFilters() on row.MerchantId equals merchant.Id
                where row.Id == id
                select new { row, plan, product, merchant.Name, merchant.TimeZone }).AsNoTracking()
                .SingleOrDefaultAsync(cancellationToken);
            if (found is null)
            {
                return null;
            }

            var member = await db.Memberships.IgnoreQueryFilters().AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == found.row.MembershipId, cancellationToken);
            var asset = new Asset(found.plan.TokenMint, found.product.AssetSymbol, found.product.AssetDecimals);
            return new RenewalView(
                found.row.Id, found.product.Title, found.Name, found.row.PayerWallet,
                new Money(found.row.AmountMinorUnits, asset), found.row.PeriodHours, found.row.Status, found.row.Trouble,
                member?.CurrentPeriodEndAt, found.row.NextCollectionDueAt, found.TimeZone, found.plan.PlanAccount,
                chain is null ? [] : ActsOf(found.row.Status, member));
        },
        cancellationToken);

    /// <summary>The transaction for the payer's wallet; null: that is not possible now.</summary>
    /// <exception cref="ChainUnreadableException">The ledger cannot be asked now.</exception>
    public async Task<PreparedPayment?> PrepareAsync(
        AuthorizationId id, RenewalAct act, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is not { } view || !view.Acts.Contains(act))
        {
            return null;
        }

        var plan = await work.ReadAsync(db => AuthorizationRows.PlanOfAsync(db, id, cancellationToken), cancellationToken);
        var addresses = chain!.AddressesOf(plan.PlanAccount, view.PayerWallet, plan.TokenMint, plan.TokenProgram);
        var seen = (await chain.LookAsync([addresses], cancellationToken))[0];
        WalletInstruction? instruction = (act, seen.Subscription) switch
        {
            (RenewalAct.Approve, _) => chain.Approve(plan, view.PayerWallet),
            (RenewalAct.Cancel, { ExpiresAt: null }) => chain.Cancel(plan, view.PayerWallet),
            (RenewalAct.Resume, { ExpiresAt: { } at }) when at > seen.ClockAt => chain.Resume(plan, view.PayerWallet, at),
            (RenewalAct.Resume, { ExpiresAt: null }) => chain.Approve(plan, view.PayerWallet),
            _ => null,
        };
        return instruction is null
            ? null
            : await chain.PrepareAsync(view.PayerWallet, [instruction], InWords(act, view), cancellationToken);
    }

    /// <summary>Sends what the payer's wallet signed, and acts on it: their signature is their will.</summary>
    public async Task<SendAnswer> SendAsync(
        AuthorizationId id, RenewalAct act, ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken)
    {
        var view = await ReadAsync(id, cancellationToken);
        if (view is null || !view.Acts.Contains(act) ||
            !IsOurs(signedTransaction, view.PayerWallet, chain!.ProgramId))
        {
            return new SendAnswer.Refused("This is not what the page asked the wallet to sign.");
        }

        var answer = await ledger.SendAsync(signedTransaction, cancellationToken);
        if (answer is not SendAnswer.Refused)
        {
            await (act switch
            {
                RenewalAct.Cancel => end.IntendAsync(id, "The payer cancelled.", atPeriodEnd: true, cancellationToken),
                RenewalAct.Resume => end.ResumeAsync(id, cancellationToken),
                _ => LookSoonAsync(id, cancellationToken),
            });
        }

        return answer;
    }

    /// <summary>We send what this wallet signed for the program, and nothing else: our nodes are nobody's relay.</summary>
    internal static bool IsOurs(ReadOnlyMemory<byte> bytes, string wallet, string programId) =>
        TransactionDecoder.TryDecode(bytes, out var transaction) &&
        transaction.Message.AccountKeys[0].ToString() == wallet &&
        transaction.Message.AccountKeys.Any(key => key.ToString() == programId);

    private static IReadOnlyList<RenewalAct> ActsOf(AuthorizationStatus status, Membership? member) => status switch
    {
        AuthorizationStatus.Active => [RenewalAct.Cancel],
        AuthorizationStatus.RequiresReapproval => [RenewalAct.Approve, RenewalAct.Cancel],
        AuthorizationStatus.CancelPending or AuthorizationStatus.Cancelled when
            member is { Status: MembershipStatus.Active, CurrentPeriodEndAt: not null } =>
            status == AuthorizationStatus.CancelPending ? [RenewalAct.Resume, RenewalAct.Cancel] : [RenewalAct.Resume],
        _ => [],
    };

    private static List<string> InWords(RenewalAct act, RenewalView view) => act switch
    {
        RenewalAct.Cancel =>
        [
            $"Ends the subscription to {view.ProductTitle} with the period that is running.", "Nothing more is collected.",
        ],
        RenewalAct.Resume => [$"Lets {view.ProductTitle} renew by itself again: {view.Price} a period, as agreed."],
        _ =>
        [
            "Gives the approval anew that your subscriptions of this token stand on. Wallets call it unlimited: it names the " +
            $"program and no sum, and the plan lets it take {view.Price} a period and no more.",
        ],
    };

    private async Task<EndedAuthorization?> LookSoonAsync(AuthorizationId id, CancellationToken cancellationToken)
    {
        await work.RunAsync(
            async db =>
            {
                var row = await db.RenewalAuthorizations.IgnoreQueryFilters()
                    .SingleAsync(known => known.Id == id, cancellationToken);
                row.DueAt = business.Now() + LookAgainTime;
                row.WarnedForAt = null;
            },
            cancellationToken);
        return null;
    }
}
