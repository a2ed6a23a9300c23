using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments.Refunds;

public abstract record RefundTransactionOutcome
{
    private RefundTransactionOutcome()
    {
    }

    public sealed record Made(PreparedPayment Transaction, OutgoingMoney Money) : RefundTransactionOutcome;

    public sealed record UnknownRefund : RefundTransactionOutcome;

    /// <summary>It was sent, or was withdrawn.</summary>
    public sealed record Over : RefundTransactionOutcome;

    /// <summary>Nobody has said where it goes.</summary>
    public sealed record NoAddress : RefundTransactionOutcome;

    /// <summary>An earlier one may land yet; another would send the money twice.</summary>
    public sealed record OnItsWay : RefundTransactionOutcome;
}

/// <summary>
/// Builds the transfer for the merchant's wallet, unsigned. Never while an earlier one may land: the ledger is
/// asked by the refund's own reference, and what it shows closes the refund.
/// </summary>
public sealed class PrepareRefundTransaction(
    Work work, TendRefund tend, CloseRefunds close, IPaymentChain chain, IOutgoingChain outgoing)
{
    private const int SeenMax = 10;

    /// <exception cref="ChainUnreadableException">Nothing was decided.</exception>
    public async Task<RefundTransactionOutcome> HandleAsync(string staffKey, CancellationToken cancellationToken)
    {
        var refund = await FindAsync(staffKey, cancellationToken);
        if (refund is { IsOpen: true })
        {
            await LookAsync(refund, cancellationToken);
            if (refund is { State: RefundState.Signed, Signature: { } named } && NamedFate.Of(
                    await chain.FindAsync(named, cancellationToken), refund.ValidHeight) is NamedFate.Lost)
            {
                await tend.FreeAsync(staffKey, named, cancellationToken);
            }

            refund = await FindAsync(staffKey, cancellationToken);
        }

        return refund switch
        {
            null => new RefundTransactionOutcome.UnknownRefund(),
            { IsOpen: false } => new RefundTransactionOutcome.Over(),
            { State: RefundState.Signed } => new RefundTransactionOutcome.OnItsWay(),
            { ToWallet: null } => new RefundTransactionOutcome.NoAddress(),
            _ => await MakeAsync(OutgoingMoney.Of(refund), cancellationToken),
        };
    }

    private async Task<RefundTransactionOutcome> MakeAsync(OutgoingMoney money, CancellationToken cancellationToken) =>
        new RefundTransactionOutcome.Made(await outgoing.PrepareAsync(money, cancellationToken), money);

    private async Task LookAsync(Refund refund, CancellationToken cancellationToken)
    {
        var seen = await chain.ListAsync(refund.Reference, null, SeenMax, cancellationToken);
        if (seen.Count == 0)
        {
            return;
        }

        var read = await chain.ReadAsync([.. seen.Select(one => one.Signature)], cancellationToken);
        foreach (var transaction in read.OfType<ChainTransaction>())
        {
            await work.RunAsync(
                db => close.InAsync(db, [refund.Id], transaction, cancellationToken), cancellationToken);
        }
    }

    private Task<Refund?> FindAsync(string staffKey, CancellationToken cancellationToken) => work.ReadAsync(
        db => db.Refunds.AsNoTracking().SingleOrDefaultAsync(row => row.StaffKey == staffKey, cancellationToken),
        cancellationToken);
}
