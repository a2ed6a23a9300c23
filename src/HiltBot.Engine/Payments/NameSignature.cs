using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>What naming a signature led to (contract 4.3, broadcast and confirm).</summary>
public abstract record NameOutcome
{
    private NameOutcome()
    {
    }

    /// <summary>It is noted; the status is the payment's own, since only the ledger confirms.</summary>
    public sealed record Named(PaymentStatus Status) : NameOutcome;

    public sealed record UnknownPayment : NameOutcome;

    /// <summary>
    /// The session is tied to another transaction, or this transaction counts for another payment.
    /// </summary>
    public sealed record TiedToAnother : NameOutcome;

    public sealed record SessionExpired : NameOutcome;

    public sealed record NotASignature : NameOutcome;

    public sealed record NotAWallet : NameOutcome;
}

/// <summary>
/// Somebody says that a transaction pays a session. It is a hint (rule 2): the payment waits for
/// confirmation, its account is read at once, and one look by reference is owed for what the account cannot
/// show. A name that leads nowhere is freed again (<see cref="NamedFate"/>).
/// </summary>
public sealed class NameSignature(Work work, Watches watches, BusinessTime business, Network network)
{
    private const string Event = "signature_named";

    /// <summary>A named transaction is final within this time, or the look finds out why not.</summary>
    private static readonly TimeSpan FinalTime = TimeSpan.FromSeconds(20);

    public Task<NameOutcome> HandleAsync(
        PaymentId paymentId, string signature, string? payerWallet, CancellationToken cancellationToken)
    {
        if (Unreadable(signature, payerWallet) is { } unreadable)
        {
            return Task.FromResult(unreadable);
        }

        var (text, payer) = (signature.Trim(), payerWallet?.Trim());
        return work.RunAsync(db => NameAsync(db, paymentId, text, payer, cancellationToken), cancellationToken);
    }

    /// <summary>Null when both can be what they should be; for whoever does something else with them first.</summary>
    public static NameOutcome? Unreadable(string signature, string? payerWallet)
    {
        if (!Signature.TryParse(signature.Trim(), out var parsed) || parsed.IsMissing)
        {
            return new NameOutcome.NotASignature();
        }

        return payerWallet is null || Address.TryParse(payerWallet.Trim(), out _) ? null : new NameOutcome.NotAWallet();
    }

    /// <summary>Whether somebody named this signature for this session.</summary>
    internal static async Task<bool> WasNamedAsync(
        HiltDb db, PaymentId paymentId, string signature, CancellationToken cancellationToken) =>
        (await db.History
            .Where(row => row.Subject == Subject.Payment && row.SubjectId == paymentId.Value && row.EventType == Event)
            .Select(row => row.PayloadJson).ToListAsync(cancellationToken))
        .Exists(payload => payload.Contains($"\"{signature}\"", StringComparison.Ordinal));

    private async Task<NameOutcome> NameAsync(
        HiltDb db, PaymentId paymentId, string signature, string? payerWallet, CancellationToken cancellationToken)
    {
        var now = business.Now();
        var payment = await db.Payments.SingleOrDefaultAsync(row => row.Id == paymentId, cancellationToken);
        if (payment is null)
        {
            return new NameOutcome.UnknownPayment();
        }

        if (payment.NamedSignature == signature || payment.TxSignature == signature)
        {
            // The ledger may be faster than the page; that the page named it is told by the history alone.
            if (!await WasNamedAsync(db, paymentId, signature, cancellationToken))
            {
                db.Remember(
                    payment.MerchantId, Subject.Payment, payment.Id.Value, Event, ActorOf(payment), now,
                    new { signature }, payment.Id);
            }

            return new NameOutcome.Named(payment.Status);
        }

        if (payment.Status == PaymentStatus.Failed || (payment.IsOpen && now > payment.ExpiresAt + Allocation.LateTime))
        {
            return new NameOutcome.SessionExpired();
        }

        if (!payment.IsOpen || await IsTiedAsync(db, payment, signature, cancellationToken))
        {
            return new NameOutcome.TiedToAnother();
        }

        payment.NamedSignature = signature;
        payment.NamedValidHeight = null;
        payment.LostSignature = null;
        payment.Status = PaymentStatus.PendingConfirmation;
        payment.PayerWallet ??= payerWallet;
        payment.DueAt = network.IsSandbox ? now : now + FinalTime;
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, Event, ActorOf(payment), now,
            new { signature }, payment.Id);
        await watches.HurryAsync(db, payment.ReceivingAccount, cancellationToken);
        return new NameOutcome.Named(payment.Status);
    }

    // A transaction that failed on chain ties nothing: the buyer tries again and names another one.
    private static async Task<bool> IsTiedAsync(
        HiltDb db, Payment payment, string signature, CancellationToken cancellationToken)
    {
        if (payment.NamedSignature is { } earlier && !await db.Transfers.AnyAsync(
                row => row.Signature == earlier && row.Verdict == Verdict.TransactionFailed, cancellationToken))
        {
            return true;
        }

        return await db.Transfers.AnyAsync(
            row => row.Signature == signature && row.PaymentId != null && row.PaymentId != payment.Id,
            cancellationToken);
    }

    private static Actor ActorOf(Payment payment) =>
        payment.BuyerId is { } buyer ? Actor.Buyer(buyer.ToString()) : Actor.System;
}
