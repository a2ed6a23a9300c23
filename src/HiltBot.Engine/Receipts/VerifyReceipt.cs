using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>Recomputes a receipt's hash and checks its signature.</summary>
public sealed class VerifyReceipt(Work work)
{
    /// <returns>Null when there is no such receipt.</returns>
    public Task<ReceiptProof?> HandleAsync(ReceiptId receiptId, CancellationToken cancellationToken) =>
        work.ReadAsync<ReceiptProof?>(
            _ => throw new NotSupportedException(receiptId.ToString()), cancellationToken);
}
