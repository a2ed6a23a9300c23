using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Receipts;

/// <summary>One signed receipt per confirmed payment, in the transaction that confirms it (contract section 6).</summary>
public sealed class IssueReceipt
{
    /// <param name="now">Business time.</param>
    public Task<Receipt> InAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
