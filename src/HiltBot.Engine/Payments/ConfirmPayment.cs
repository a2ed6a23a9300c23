using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Payments;

/// <summary>
/// A payment whose price is complete becomes CONFIRMED, with its period, receipt, events and history, all in
/// the transaction that recorded the completing transfer (rules 1 and 2).
/// </summary>
public sealed partial class ConfirmPayment(
    ApplyPayment apply, IssueReceipt issue, Network network, TimeProvider time, ILogger<ConfirmPayment> logger)
{
    /// <param name="completing">The transfer that completed the price; allocated to the payment, perhaps not
    /// yet saved.
    /// </param>
    /// <param name="now">Business time.</param>
    public async Task InAsync(
        HiltDb db, Payment payment, Transfer completing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var namedPayer = payment.PayerWallet;
        payment.Status = PaymentStatus.Confirmed;
        payment.TxSignature = completing.Signature;
        payment.ConfirmedAt = now;
        payment.DueAt = null;
        payment.PayerWallet = completing.PayerWallet ?? payment.PayerWallet;
        if (payment.IdentityType is null or IdentityType.Wallet && payment.IdentityValue is null)
        {
            payment.IdentityType = IdentityType.Wallet;
            payment.IdentityValue = payment.PayerWallet;
            payment.IdentityFrom = IdentityOrigin.Payer;
        }

        // The receipt names every transfer of the payment, so they must stand in the database when it is
        // made.
        await db.SaveChangesAsync(cancellationToken);
        if (await apply.InAsync(db, payment, now, cancellationToken) is null)
        {
            await db.TellUnservedAsync(payment, now, time.Now(), cancellationToken);
        }

        await issue.InAsync(db, payment, now, cancellationToken);
        await KeepWalletAsync(db, payment, now, cancellationToken);
        db.OweEvent(
            payment.MerchantId, EventTypes.PaymentConfirmed, "payment", payment.Id.ToString(), EventLinks.Of(payment),
            network.IsLive, now, time.Now());
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "confirmed", Actor.System, now,
            new
            {
                signature = completing.Signature,
                received_minor_units = payment.ReceivedMinorUnits,
                fee_owed_minor_units = payment.FeeOwedMinorUnits,
                payer_wallet = payment.PayerWallet,
                named_payer = namedPayer,
            },
            payment.Id);
        await ProductCounts.AddAsync(db, payment, cancellationToken);
        Log.Confirmed(logger, payment.Id, completing.Signature, payment.ReceivedMinorUnits);
    }

    // A wallet belongs to the buyer it paid for first.
    private static async Task KeepWalletAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (payment is { BuyerId: { } buyer, PayerWallet: { } wallet })
        {
            await BuyerDirectory.RememberWalletAsync(
                db, payment.MerchantId, wallet, buyer, now, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "{PaymentId} was completed by {Signature} ({ReceivedMinorUnits} minor units in all).")]
        public static partial void Confirmed(
            ILogger logger, PaymentId paymentId, string signature, long receivedMinorUnits);
    }
}
