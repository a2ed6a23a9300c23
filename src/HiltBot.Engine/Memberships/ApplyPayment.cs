using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Memberships;

/// <summary>A confirmed payment becomes a period, in the transaction that confirms it (road, step 5).</summary>
public sealed class ApplyPayment
{
    /// <param name="now">Business time.</param>
    /// <returns>Null when the product makes no members.</returns>
    public Task<Membership?> InAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
