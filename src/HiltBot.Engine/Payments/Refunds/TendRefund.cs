using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments.Refunds;

public abstract record TendRefundOutcome
{
    private TendRefundOutcome()
    {
    }

    public sealed record Done(RefundView Refund) : TendRefundOutcome;

    public sealed record UnknownRefund : TendRefundOutcome;

    /// <summary>It was sent, or was withdrawn: nothing can be changed any more.</summary>
    public sealed record Over(RefundView Refund) : TendRefundOutcome;

    /// <summary>A signed transaction may land yet.</summary>
    public sealed record OnItsWay(RefundView Refund) : TendRefundOutcome;

    public sealed record NotASignature : TendRefundOutcome;
}

/// <summary>What staff does on the page of a refund: choose, withdraw, name the signature.</summary>
public sealed class TendRefund(Work work, Watches watches, BusinessTime business)
{
    public Task<TendRefundOutcome> ChooseAccessAsync(
        string staffKey, RefundAccess access, CancellationToken cancellationToken) => ChangeAsync(
        staffKey,
        (_, refund) =>
        {
            refund.Access = refund.Cause == RefundCause.Paid ? access : RefundAccess.Keep;
            return Task.FromResult<TendRefundOutcome?>(null);
        },
        cancellationToken);

    /// <summary>Not while a signed one may land: it would be sent and look kept.</summary>
    public Task<TendRefundOutcome> WithdrawAsync(string staffKey, CancellationToken cancellationToken) => ChangeAsync(
        staffKey,
        async (db, refund) =>
        {
            if (refund.State == RefundState.Signed)
            {
                return new TendRefundOutcome.OnItsWay(await ViewAsync(db, refund, cancellationToken));
            }

            refund.State = RefundState.Withdrawn;
            refund.WithdrawnAt = business.Now();
            db.Remember(
                refund.MerchantId, Subject.Transfer, refund.TransferId.Value, "refund_withdrawn", refund.PreparedBy,
                business.Now(), new { refund = refund.Id }, refund.PaymentId);
            return null;
        },
        cancellationToken);

    /// <param name="validHeight">Past it the transaction can never land.</param>
    public Task<TendRefundOutcome> NameAsync(
        string staffKey, string signature, long validHeight, CancellationToken cancellationToken) =>
        !Signature.TryParse(signature.Trim(), out var parsed) || parsed.IsMissing
            ? Task.FromResult<TendRefundOutcome>(new TendRefundOutcome.NotASignature())
            : ChangeAsync(
                staffKey,
                async (db, refund) =>
                {
                    if (refund.State == RefundState.Signed && refund.Signature != signature.Trim())
                    {
                        return new TendRefundOutcome.OnItsWay(await ViewAsync(db, refund, cancellationToken));
                    }

                    refund.State = RefundState.Signed;
                    refund.Signature = signature.Trim();
                    refund.ValidHeight = validHeight;
                    refund.SignedAt = business.Now();
                    await watches.HurryAsync(db, refund.FromAccount, cancellationToken);
                    return null;
                },
                cancellationToken);

    /// <summary>A named transaction that can never land any more is forgotten, so that another may be signed.</summary>
    internal Task<TendRefundOutcome> FreeAsync(
        string staffKey, string signature, CancellationToken cancellationToken) => ChangeAsync(
        staffKey,
        (_, refund) =>
        {
            if (refund.State == RefundState.Signed && refund.Signature == signature)
            {
                (refund.State, refund.Signature, refund.ValidHeight) = (RefundState.Prepared, null, null);
            }

            return Task.FromResult<TendRefundOutcome?>(null);
        },
        cancellationToken);

    private Task<TendRefundOutcome> ChangeAsync(
        string staffKey, Func<HiltDb, Refund, Task<TendRefundOutcome?>> change, CancellationToken cancellationToken) =>
        work.RunAsync<TendRefundOutcome>(
            async db =>
            {
                var refund = await db.Refunds.SingleOrDefaultAsync(row => row.StaffKey == staffKey, cancellationToken);
                if (refund is null)
                {
                    return new TendRefundOutcome.UnknownRefund();
                }

                if (!refund.IsOpen)
                {
                    return new TendRefundOutcome.Over(await ViewAsync(db, refund, cancellationToken));
                }

                if (await change(db, refund) is { } refusal)
                {
                    return refusal;
                }

                await db.SaveChangesAsync(cancellationToken);
                return new TendRefundOutcome.Done(await ViewAsync(db, refund, cancellationToken));
            },
            cancellationToken);

    private static async Task<RefundView> ViewAsync(HiltDb db, Refund refund, CancellationToken cancellationToken) =>
        (await ReadRefund.ViewAsync(db, db.Refunds.Where(row => row.Id == refund.Id), cancellationToken))!;
}
