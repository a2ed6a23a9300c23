using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// Recomputes a receipt's hash and checks its signature with the published key that it names. Anybody may ask
/// about any receipt; a tampered row is an answer, not an error.
/// </summary>
public sealed class VerifyReceipt(Work work)
{
    /// <returns>Null when there is no such receipt.</returns>
    public Task<ReceiptProof?> HandleAsync(ReceiptId receiptId, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var receipt = await db.Receipts.SingleOrDefaultAsync(row => row.Id == receiptId, cancellationToken);
                if (receipt is null)
                {
                    return null;
                }

                var publicKey = await db.StoredKeys
                    .Where(row => row.Id == receipt.KeyId && row.Purpose == KeyPurpose.Receipt)
                    .Select(row => row.PublicKey).SingleOrDefaultAsync(cancellationToken);
                return ReceiptProof.Of(receipt, Convert.FromBase64String(publicKey ?? string.Empty));
            },
            cancellationToken);
}
