using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>Notes in the receipt's history that it left by mail; not to whom.</summary>
public sealed class RecordProofSent(Work work, BusinessTime businessTime)
{
    public Task HandleAsync(Receipt receipt, Actor actor, CancellationToken cancellationToken) => work.RunAsync(
        db =>
        {
            db.Remember(
                receipt.MerchantId, Subject.Receipt, receipt.Id.Value, "proof_sent", actor, businessTime.Now(), null,
                receipt.PaymentId);
            return Task.CompletedTask;
        },
        cancellationToken);
}
