using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <param name="TxSignature">The transaction that sent the money back.</param>
/// <param name="AmountMinorUnits">Null: all that was paid.</param>
/// <param name="EndsMembership">Whether access ends at once.</param>
public sealed record RefundNote(string TxSignature, long? AmountMinorUnits, string? Reason, bool EndsMembership)
{
    /// <summary>When access ends, where it does.</summary>
    public EndWhen EndsWhen { get; init; } = EndWhen.Now;
}

public abstract record RefundOutcome
{
    private RefundOutcome()
    {
    }

    /// <summary>Written down; the same transaction named again is the same note.</summary>
    public sealed record Noted(
        Payment Payment, long AmountMinorUnits, bool MembershipEnded, DateTimeOffset NotedAt) : RefundOutcome;

    public sealed record UnknownPayment : RefundOutcome;

    /// <summary>Nothing was paid.</summary>
    public sealed record NotPaid : RefundOutcome;

    public sealed record NotASignature : RefundOutcome;

    /// <summary>With what was sent back before, more than was paid.</summary>
    public sealed record TooMuch(Money Left) : RefundOutcome;
}

/// <summary>
/// Writes down that the merchant has sent money back from the own wallet: no key of ours could (design: zero custody).
/// It is the merchant's word and is marked so; books, receipt and payment stay as they are.
/// </summary>
public sealed class NoteRefund(Work work, BusinessTime businessTime, EndMembership end)
{
    private const string Noted = "refund_noted";

    public Task<RefundOutcome> HandleAsync(
        MerchantId merchantId, PaymentId paymentId, RefundNote note, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => NoteAsync(db, merchantId, paymentId, note, actor, cancellationToken), cancellationToken);

    /// <summary>What of a payment is neither sent back nor about to be, in minor units.</summary>
    internal static async Task<long> LeftAsync(HiltDb db, PaymentId paymentId, CancellationToken cancellationToken)
    {
        var amount = await db.Payments.Where(row => row.Id == paymentId).Select(row => row.AmountMinorUnits)
            .SingleAsync(cancellationToken);
        var open = await db.Refunds
            .Where(row => row.PaymentId == paymentId && row.Cause == RefundCause.Paid &&
                (row.State == RefundState.Prepared || row.State == RefundState.Signed))
            .SumAsync(row => row.AmountMinorUnits, cancellationToken);
        var noted = await NotedAsync(db, paymentId, cancellationToken);
        return checked(amount - open - noted.Sum(one => one.Facts.AmountMinorUnits));
    }

    private static async Task<List<(DateTimeOffset CreatedAt, RefundFacts Facts)>> NotedAsync(
        HiltDb db, PaymentId paymentId, CancellationToken cancellationToken) =>
        (await db.History
            .Where(row => row.Subject == Subject.Payment && row.SubjectId == paymentId.Value && row.EventType == Noted)
            .ToListAsync(cancellationToken))
        .ConvertAll(row => (row.CreatedAt, Facts.Read<RefundFacts>(row.PayloadJson)));

    private async Task<RefundOutcome> NoteAsync(
        HiltDb db, MerchantId merchantId, PaymentId paymentId, RefundNote note, Actor actor,
        CancellationToken cancellationToken)
    {
        // Two notes about one payment are one after the other.
        await db.Database.ExecuteSqlAsync(
            $"""
            update payments set version = version
            where id = {paymentId.Value} and merchant_id = {merchantId.Value}
            """,
            cancellationToken);
        var payment = await db.Payments.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == paymentId && row.MerchantId == merchantId, cancellationToken);
        if (payment is not { Status: PaymentStatus.Confirmed })
        {
            return payment is null ? new RefundOutcome.UnknownPayment() : new RefundOutcome.NotPaid();
        }

        if (!Signature.TryParse(note.TxSignature, out _))
        {
            return new RefundOutcome.NotASignature();
        }

        var before = await NotedAsync(db, paymentId, cancellationToken);
        if (before.Find(one => one.Facts.TxSignature == note.TxSignature) is { Facts: { } known } same)
        {
            return new RefundOutcome.Noted(payment, known.AmountMinorUnits, known.MembershipEnded, same.CreatedAt);
        }

        var left = payment.AmountMinorUnits - before.Sum(one => one.Facts.AmountMinorUnits);
        var amount = note.AmountMinorUnits ?? left;
        if (amount > left || amount <= 0)
        {
            return new RefundOutcome.TooMuch(payment.Price with { MinorUnits = left });
        }

        var now = businessTime.Now();
        var hasEnded = note.EndsMembership && payment.MembershipId is { } membershipId && await end.HandleAsync(
            merchantId, membershipId, new EndRequest(note.EndsWhen, note.Reason ?? "The payment was refunded."), actor,
            cancellationToken) is MembershipOutcome.Done;
        db.Remember(
            merchantId, Subject.Payment, paymentId.Value, Noted, actor, now,
            new RefundFacts(note.TxSignature, amount, note.Reason, hasEnded), paymentId);
        return new RefundOutcome.Noted(payment, amount, hasEnded, now);
    }

    private sealed record RefundFacts(
        string TxSignature, long AmountMinorUnits, string? Reason, bool MembershipEnded);
}
