using System.Buffers.Text;
using System.Security.Cryptography;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments.Refunds;

/// <summary>What is to go back.</summary>
public abstract record RefundWish
{
    private RefundWish()
    {
    }

    /// <summary>All of money that counts for nothing, or what was more than the price.</summary>
    public sealed record OfTransfer(TransferId TransferId) : RefundWish;

    /// <summary>The money that completed a payment.</summary>
    public sealed record OfPayment(PaymentId PaymentId) : RefundWish;
}

public abstract record PrepareRefundOutcome
{
    private PrepareRefundOutcome()
    {
    }

    /// <param name="IsNew">False: it was prepared before, and is open still.</param>
    public sealed record Prepared(RefundView Refund, bool IsNew) : PrepareRefundOutcome;

    /// <summary>Unknown, or somebody else's money.</summary>
    public sealed record UnknownMoney : PrepareRefundOutcome;

    /// <summary>Nothing came, nothing is left of it, or it went back already.</summary>
    public sealed record NothingToReturn : PrepareRefundOutcome;
}

/// <summary>
/// Prepares money to go back from the wallet that received it: at most one open refund of a transfer, and
/// never more than came. The database decides both, behind the lock on the transfer.
/// </summary>
public sealed class PrepareRefund(Work work, BusinessTime business, TimeProvider time, PublicAddress address)
{
    private const int KeyLength = 16;

    public Task<PrepareRefundOutcome> HandleAsync(
        MerchantId merchantId, RefundWish wish, Actor actor, CancellationToken cancellationToken) => work.RunAsync(
        db => PrepareAsync(db, merchantId, wish, actor, cancellationToken), cancellationToken);

    private async Task<PrepareRefundOutcome> PrepareAsync(
        HiltDb db, MerchantId merchantId, RefundWish wish, Actor actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, merchantId, wish, cancellationToken) is not { } transferId)
        {
            return new PrepareRefundOutcome.UnknownMoney();
        }

        // Whoever settles or returns this transfer is one after the other.
        await db.Database.ExecuteSqlAsync(
            $"update transfers set allocated_at = allocated_at where id = {transferId.Value}", cancellationToken);
        var transfer = await db.Transfers.AsNoTracking().SingleAsync(row => row.Id == transferId, cancellationToken);
        if (!await OwnTransfers.IsOwnAsync(db, merchantId, transfer, cancellationToken))
        {
            return new PrepareRefundOutcome.UnknownMoney();
        }

        var before = await db.Refunds.AsNoTracking()
            .Where(row => row.TransferId == transferId && row.State != RefundState.Withdrawn)
            .ToListAsync(cancellationToken);
        if (before.Find(row => row.IsOpen) is { } open)
        {
            return new PrepareRefundOutcome.Prepared(await ViewAsync(db, open.Id, cancellationToken), IsNew: false);
        }

        var isWhole = wish is RefundWish.OfPayment;
        if (RefundRule.PartOf(transfer, before, isWhole) is not { } part)
        {
            return new PrepareRefundOutcome.NothingToReturn();
        }

        if (part.Cause == RefundCause.Paid)
        {
            var left = await NoteRefund.LeftAsync(db, transfer.PaymentId!.Value, cancellationToken);
            part.AmountMinorUnits = Math.Min(part.AmountMinorUnits, left);
            if (part.AmountMinorUnits <= 0)
            {
                return new PrepareRefundOutcome.NothingToReturn();
            }
        }

        var refund = await MakeAsync(db, merchantId, transfer, part, actor, cancellationToken);
        db.Refunds.Add(refund);
        await AfterAsync(db, refund, actor, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new PrepareRefundOutcome.Prepared(await ViewAsync(db, refund.Id, cancellationToken), IsNew: true);
    }

    private async Task<Refund> MakeAsync(
        HiltDb db, MerchantId merchantId, Transfer transfer, (RefundCause Cause, long AmountMinorUnits) part, Actor actor,
        CancellationToken cancellationToken)
    {
        var known = await db.ReceivingAccounts.Where(row => row.TokenMint == transfer.TokenMint)
            .Select(row => new { row.AssetSymbol, row.AssetDecimals }).FirstOrDefaultAsync(cancellationToken);
        var paymentId = transfer.PaymentId ?? transfer.ConcernsPaymentId;
        var wasNamed = paymentId is not null && transfer.PayerSigned &&
            await NameSignature.WasNamedAsync(db, paymentId.Value, transfer.Signature, cancellationToken);
        var address = RefundRule.AddressOf(transfer, wasNamed);
        return new Refund
        {
            Id = RefundId.New(time.Now()),
            MerchantId = merchantId,
            TransferId = transfer.Id,
            PaymentId = paymentId is { } id && await db.Payments.AnyAsync(
                row => row.Id == id && row.MerchantId == merchantId, cancellationToken) ? id : null,
            Cause = part.Cause,
            State = RefundState.Prepared,
            AmountMinorUnits = part.AmountMinorUnits,
            TokenMint = transfer.TokenMint,
            // Of an asset that nobody sells in here only the base units are known for certain.
            AssetSymbol = known?.AssetSymbol ?? $"base units of {transfer.TokenMint[..4]}",
            AssetDecimals = known?.AssetDecimals ?? 0,
            FromWallet = transfer.Wallet,
            FromAccount = transfer.Account,
            ToWallet = address?.Wallet,
            ToFrom = address?.From,
            Access = RefundAccess.Keep,
            Reference = SettledPayment.NewReference(),
            StaffKey = NewKey(),
            AddressKey = NewKey(),
            PreparedByType = actor.Type,
            PreparedById = actor.Id,
            CreatedAt = business.Now(),
        };
    }

    // A buyer who has to name an address is asked for it.
    private async Task AfterAsync(HiltDb db, Refund refund, Actor actor, CancellationToken cancellationToken)
    {
        var now = business.Now();
        db.Remember(
            refund.MerchantId, Subject.Transfer, refund.TransferId.Value, "refund_prepared", actor, now,
            new { refund = refund.Id, amount_minor_units = refund.AmountMinorUnits, to = refund.ToWallet },
            refund.PaymentId);
        if (refund.ToWallet is null)
        {
            await db.AskForAddressAsync(
                refund, address.To($"/refund/to/{refund.AddressKey}"), now, time.Now(), cancellationToken);
        }
    }

    private static async Task<TransferId?> FindAsync(
        HiltDb db, MerchantId merchantId, RefundWish wish, CancellationToken cancellationToken) => wish switch
        {
            RefundWish.OfTransfer one => await db.Transfers.Where(row => row.Id == one.TransferId)
                .Select(row => (TransferId?)row.Id).SingleOrDefaultAsync(cancellationToken),
            RefundWish.OfPayment one => await db.Transfers
                .Where(row => row.PaymentId == one.PaymentId && db.Payments.Any(payment =>
                    payment.Id == one.PaymentId && payment.MerchantId == merchantId &&
                    payment.Status == PaymentStatus.Confirmed))
                .OrderByDescending(row => row.AmountMinorUnits).ThenBy(row => row.Slot)
                .Select(row => (TransferId?)row.Id).FirstOrDefaultAsync(cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(wish), wish, "A wish without money."),
        };

    private static async Task<RefundView> ViewAsync(HiltDb db, RefundId id, CancellationToken cancellationToken) =>
        (await ReadRefund.ViewAsync(db, db.Refunds.Where(row => row.Id == id), cancellationToken))!;

    private static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyLength));
}
