using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// Signs what the ledger shows of a transaction (contract section 6, <c>POST /v1/receipt</c>): finalized, and credited
/// to a wallet of this merchant. Once per transaction: asked again it answers with the receipt that stands, whether
/// this step issued it or settlement did.
/// </summary>
public sealed class SignTransaction(
    Work work, IPaymentChain chain, KeyRing keys, BusinessTime businessTime, TimeProvider time, Network network)
{
    /// <summary>Callers give up after 20 seconds (contract 2.3).</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <exception cref="ChainUnreadableException">The ledger does not answer; nothing was changed.</exception>
    public async Task<SignOutcome> HandleAsync(
        MerchantId merchantId, TransactionClaim claim, Actor actor, CancellationToken cancellationToken)
    {
        if (await work.ReadAsync(db => StandingAsync(db, merchantId, claim, cancellationToken), cancellationToken)
            is { } standing)
        {
            return standing;
        }

        ChainTransaction? transaction;
        try
        {
            transaction = await AskAsync(token => ReadAsync(claim.TxSig, token), cancellationToken);
        }
        catch (ChainUnreadableException exception) when (exception.Signature is not null)
        {
            return new SignOutcome.Unreadable();
        }

        if (transaction is null)
        {
            return new SignOutcome.NotFinal();
        }

        var sources = await work.ReadAsync(
            db => SourcesAsync(db, merchantId, transaction, cancellationToken), cancellationToken);
        if (transaction.HasFailed)
        {
            return new SignOutcome.Failed();
        }

        return CreditFinding.Of(transaction, claim, sources.Wallets, sources.Assets.Keys.ToHashSet()) switch
        {
            CreditFinding.NotCredited => new SignOutcome.NotCredited(),
            CreditFinding.Differs differs => new SignOutcome.Differs(differs.Field),
            CreditFinding.Found found => await SignAsync(
                merchantId, claim, transaction, found.Credit,
                sources.Assets.GetValueOrDefault(found.Credit.Account) ??
                    await AssetAsync(found.Credit, cancellationToken),
                actor, cancellationToken),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private async Task<ChainTransaction?> ReadAsync(string signature, CancellationToken cancellationToken) =>
        (await chain.ReadAsync([signature], cancellationToken))[0];

    // An asset that nobody sells in here: the ledger knows how many places it has.
    private async Task<Asset> AssetAsync(Credit credit, CancellationToken cancellationToken) =>
        (await AskAsync(
            token => chain.FindReceivingPlaceAsync(credit.Wallet, credit.TokenMint, token), cancellationToken))?.Asset
        ?? throw new ChainUnreadableException($"The ledger does not say what {credit.TokenMint} is.");

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(AnswerTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChainUnreadableException("The ledger took too long to answer.", exception);
        }
    }

    private Task<SignOutcome> SignAsync(
        MerchantId merchantId, TransactionClaim claim, ChainTransaction transaction, Credit credit, Asset asset,
        Actor actor, CancellationToken cancellationToken) => work.RunAsync<SignOutcome>(
        async db =>
        {
            if (await IsPartAsync(db, merchantId, transaction, credit, cancellationToken))
            {
                return new SignOutcome.PartOfAPayment();
            }

            var now = businessTime.Now();
            var issuer = await db.Merchants.Where(row => row.Id == merchantId).Select(row => row.Name)
                .SingleAsync(cancellationToken);
            var id = await ReceiptRows.InsertAsync(
                db, await keys.ActiveAsync(db, KeyPurpose.Receipt, cancellationToken), merchantId,
                StatementOf(transaction, credit, asset, issuer), credit.Account, null, now, time.Now(),
                cancellationToken);
            if (id is not { } added)
            {
                // Settlement, or another call, was faster.
                return await StandingAsync(db, merchantId, claim, cancellationToken) ??
                    throw new InvalidOperationException("A receipt stands that nobody finds.");
            }

            ReceiptRows.OweCreated(db, merchantId, added, new EventLinks(), network.IsLive, now, time.Now());
            db.Remember(merchantId, Subject.Receipt, added.Value, "signed", actor, now, new { tx_sig = claim.TxSig });
            return new SignOutcome.Signed(
                await db.Receipts.SingleAsync(row => row.Id == added, cancellationToken));
        },
        cancellationToken);

    private static ReceiptStatement StatementOf(
        ChainTransaction transaction, Credit credit, Asset asset, string issuer) => new(
        null, null, transaction.Signature, credit.PayerWallet, credit.Wallet, new Money(credit.AmountMinorUnits, asset),
        credit.AmountMinorUnits, TransferRows.MemoOf(transaction), transaction.BlockTime, issuer,
        [
            new StatedTransfer(
                transaction.Signature, credit.Account, credit.PayerWallet, credit.AmountMinorUnits,
                transaction.BlockTime),
        ]);

    /// <summary>
    /// A receipt of a part would become the receipt of the whole once the payment settles, and say too little.
    /// </summary>
    private static async Task<bool> IsPartAsync(
        HiltDb db, MerchantId merchantId, ChainTransaction transaction, Credit credit,
        CancellationToken cancellationToken)
    {
        var marks = await Marks.FindAsync(db, [transaction], cancellationToken);
        var marked = marks[transaction.Signature].Sessions;
        var counted = db.Transfers
            .Where(row => row.Signature == transaction.Signature && row.Account == credit.Account)
            .Select(row => row.PaymentId);
        return await db.Payments.AnyAsync(
            row => row.MerchantId == merchantId && (marked.Contains(row.Id) || counted.Contains(row.Id)) &&
                (row.Status == PaymentStatus.PendingSignature || row.Status == PaymentStatus.PendingConfirmation) &&
                (row.ReceivedMinorUnits > 0 || row.MerchantAmountMinorUnits > credit.AmountMinorUnits),
            cancellationToken);
    }

    // The receipt of the transaction itself, oldest first; else that of the payment which it is a part of.
    private static async Task<SignOutcome?> StandingAsync(
        HiltDb db, MerchantId merchantId, TransactionClaim claim, CancellationToken cancellationToken)
    {
        var payments = db.Transfers.Where(row => row.Signature == claim.TxSig && row.PaymentId != null)
            .Select(row => row.PaymentId);
        var receipts = await db.Receipts.AsNoTracking()
            .Where(row => row.MerchantId == merchantId &&
                (row.TxSig == claim.TxSig || payments.Contains(row.PaymentId)))
            .OrderByDescending(row => row.TxSig == claim.TxSig).ThenBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .Take(10).ToListAsync(cancellationToken);
        if (receipts.Count == 0)
        {
            return null;
        }

        return receipts.Find(row => StatedDifference.Of(row, claim) is null) is { } meant
            ? new SignOutcome.Standing(meant)
            : new SignOutcome.Differs(StatedDifference.Of(receipts[0], claim)!);
    }

    private static async Task<(IReadOnlySet<string> Wallets, IReadOnlyDictionary<string, Asset> Assets)> SourcesAsync(
        HiltDb db, MerchantId merchantId, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        // What arrived outside a merchant's watches is not that merchant's: a wallet that it names today, or left
        // long ago, may have been somebody else's then.
        var at = transaction.BlockTime;
        var named = transaction.Keys.ToList();
        var wallets = transaction.Changes.Select(change => change.Wallet).Distinct().ToList();
        var accounts = await db.Watches
            .Where(watch => watch.MerchantId == merchantId && (at == null || watch.Since <= at) &&
                (watch.Until == null || watch.Until >= at))
            .Join(db.ReceivingAccounts, watch => watch.Account, account => account.Address, (_, account) => account)
            .Where(account => wallets.Contains(account.Wallet) || named.Contains(account.Address))
            .Select(account => new
            {
                account.Address,
                account.Wallet,
                account.TokenMint,
                account.AssetSymbol,
                account.AssetDecimals,
            })
            .Distinct().ToListAsync(cancellationToken);
        return (
            accounts.Select(account => account.Wallet).ToHashSet(),
            accounts.ToDictionary(
                account => account.Address,
                account => new Asset(account.TokenMint, account.AssetSymbol, account.AssetDecimals)));
    }
}
