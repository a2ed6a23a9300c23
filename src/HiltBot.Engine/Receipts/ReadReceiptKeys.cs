using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// A key that receipts are or were signed with. <paramref name="PublicKey"/> is base64 of 32 bytes.
/// </summary>
public sealed record ReceiptKey(KeyId Id, string PublicKey, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);

/// <summary>The published receipt keys, newest first; retired ones stay (rule 10).</summary>
public sealed class ReadReceiptKeys(Work work)
{
    public Task<IReadOnlyList<ReceiptKey>> HandleAsync(CancellationToken cancellationToken) =>
        work.ReadAsync<IReadOnlyList<ReceiptKey>>(
            async db => await db.StoredKeys
                .Where(row => row.Purpose == KeyPurpose.Receipt && row.PublicKey != null)
                .OrderByDescending(row => row.CreatedAt)
                .Select(row => new ReceiptKey(row.Id, row.PublicKey!, row.CreatedAt, row.RetiredAt))
                .ToListAsync(cancellationToken),
            cancellationToken);
}
