using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>Money without a mark that a proven wallet sent.</summary>
public sealed record ClaimableMoney(TransferId Id, Money Amount, DateTimeOffset At, string Signature);

public abstract record ClaimOutcome
{
    private ClaimOutcome()
    {
    }

    /// <summary>It counts for the session, which may be complete now.</summary>
    public sealed record Counted(PaymentId PaymentId, bool Completes) : ClaimOutcome;

    /// <summary>The session had ended; the money made a payment of its own.</summary>
    public sealed record SettledLate(PaymentId PaymentId) : ClaimOutcome;

    /// <summary>It is known whose it is, and the merchant decides.</summary>
    public sealed record MerchantDecides : ClaimOutcome;

    /// <summary>The wallet has not proven itself for this session, or too long ago.</summary>
    public sealed record NotProven : ClaimOutcome;

    /// <summary>It counts already, goes back, or is no such money.</summary>
    public sealed record NotClaimable : ClaimOutcome;
}

/// <summary>
/// The buyer claims money that came without a memo by signing with the wallet that sent it. One transfer counts
/// once: the database decides, behind the same lock as when a merchant settles or returns it.
/// </summary>
public sealed class ClaimMoney(
    Work work, CountMoney count, BusinessTime business, TimeProvider time)
{
    /// <summary>Money that came this much before the session was opened may be meant for it.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromHours(1);

    /// <summary>And this much after its end.</summary>
    public static readonly TimeSpan After = TimeSpan.FromHours(24);

    private const int OffersMax = 20;

    /// <summary>Proves the wallet, and shows what it sent.</summary>
    /// <returns>Null when the proof does not count.</returns>
    public Task<IReadOnlyList<ClaimableMoney>?> ProveAsync(
        PaymentId paymentId, MoneyProofId proofId, byte[]? signature, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db => await MoneyProof.TakeAsync(db, proofId, signature, time.Now(), cancellationToken) is { } proof &&
                proof.PaymentId == paymentId
                    ? await OffersAsync(db, proof, cancellationToken)
                    : null,
            cancellationToken);

    public Task<ClaimOutcome> HandleAsync(
        PaymentId paymentId, MoneyProofId proofId, TransferId transferId, CancellationToken cancellationToken) =>
        work.RunAsync(db => ClaimAsync(db, paymentId, proofId, transferId, cancellationToken), cancellationToken);

    private static async Task<IReadOnlyList<ClaimableMoney>> OffersAsync(
        HiltDb db, MoneyProof proof, CancellationToken cancellationToken)
    {
        var payment = await db.Payments.AsNoTracking().SingleAsync(row => row.Id == proof.PaymentId, cancellationToken);
        var found = await Claimable(db, payment, proof.Wallet).AsNoTracking()
            .OrderBy(row => row.RecordedAt).Take(OffersMax).ToListAsync(cancellationToken);
        return
        [
            .. found.Select(row => new ClaimableMoney(
                row.Id, new Money(row.AmountMinorUnits, payment.Asset), row.BlockTime ?? row.RecordedAt, row.Signature)),
        ];
    }

    private async Task<ClaimOutcome> ClaimAsync(
        HiltDb db, PaymentId paymentId, MoneyProofId proofId, TransferId transferId, CancellationToken cancellationToken)
    {
        var proof = await db.MoneyProofs.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == proofId && row.PaymentId == paymentId, cancellationToken);
        if (proof?.ProvenAt is not { } provenAt || provenAt + MoneyProof.TimeToUse <= time.Now())
        {
            return new ClaimOutcome.NotProven();
        }

        await db.Database.ExecuteSqlAsync(
            $"update transfers set allocated_at = allocated_at where id = {transferId.Value}", cancellationToken);
        var payment = await db.Payments.SingleAsync(row => row.Id == paymentId, cancellationToken);
        var transfer = await Claimable(db, payment, proof.Wallet)
            .SingleOrDefaultAsync(row => row.Id == transferId, cancellationToken);
        if (transfer is null)
        {
            return new ClaimOutcome.NotClaimable();
        }

        var now = business.Now();
        transfer.PayerProvenAt = now;
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "money_claimed", Actor.Buyer(proof.Wallet), now,
            new { signature = transfer.Signature, wallet = proof.Wallet }, payment.Id);
        return await CountAsync(db, payment, transfer, now, cancellationToken);
    }

    private async Task<ClaimOutcome> CountAsync(
        HiltDb db, Payment payment, Transfer transfer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fee = await db.Transfers.Where(row => row.PaymentId == payment.Id)
            .SumAsync(row => row.FeeMinorUnits, cancellationToken);
        var arrival = new Arrival(
            transfer.Account, transfer.TokenMint, transfer.AmountMinorUnits, false, false,
            transfer.BlockTime ?? transfer.RecordedAt, transfer.PayerWallet, CarriesMemo: true,
            new HashSet<MerchantId> { payment.MerchantId }, transfer.Wallet, IsWatched: true);
        switch (Allocation.Of(arrival, [MarkedSession.Of(payment, fee, 0)], 0))
        {
            case Allocated.Counted counted:
                await count.InAsync(db, payment, transfer, counted, now, cancellationToken);
                return new ClaimOutcome.Counted(payment.Id, counted.Completes);
            case Allocated.SetAside aside:
                transfer.Verdict = aside.Verdict;
                transfer.ConcernsPaymentId = payment.Id;
                transfer.ConcernsMerchantId = payment.MerchantId;
                await count.SetAsideAsync(db, transfer, payment, arrival.Merchants, now, cancellationToken);
                return transfer.PaymentId is { } settled
                    ? new ClaimOutcome.SettledLate(settled)
                    : new ClaimOutcome.MerchantDecides();
            default:
                return new ClaimOutcome.NotClaimable();
        }
    }

    // Other income of the session's own account, from this wallet, around the session.
    private static IQueryable<Transfer> Claimable(HiltDb db, Payment payment, string wallet)
    {
        var (since, until) = (payment.CreatedAt - Before, payment.ExpiresAt + After);
        return db.Transfers.Where(row => row.Account == payment.ReceivingAccount && row.PayerWallet == wallet &&
            row.TokenMint == payment.TokenMint && row.PaymentId == null && row.Verdict == Verdict.OtherIncome &&
            row.ConcernsPaymentId == null && row.AmountMinorUnits > 0 &&
            (row.BlockTime ?? row.RecordedAt) >= since && (row.BlockTime ?? row.RecordedAt) <= until &&
            !db.Refunds.Any(refund => refund.TransferId == row.Id && refund.State != RefundState.Withdrawn));
    }
}
