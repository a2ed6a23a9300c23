using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// What was told about one payment or membership, oldest first; the newest of it where there is more than was
/// asked for.
/// </summary>
public sealed class ReadTimeline(Work work)
{
    /// <returns>Null when nothing of this merchant goes by these ids.</returns>
    public Task<IReadOnlyList<EventView>?> HandleAsync(
        MerchantId merchantId, PaymentId? paymentId, MembershipId? membershipId, int eventsMax,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var rows = db.WebhookEvents.Where(row => row.MerchantId == merchantId && row.Payload != null);
                rows = paymentId is { } payment ? rows.Where(row => row.PaymentId == payment) : rows;
                rows = membershipId is { } membership
                    ? rows.Where(row => row.MembershipId == membership) : rows;
                var newest = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row =>
                    row.Id)
                    .Take(eventsMax).ToListAsync(cancellationToken);
                newest.Reverse();
                return newest.Count == 0 && !await AreKnownAsync(
                    db, merchantId, paymentId, membershipId, cancellationToken)
                    ? null
                    : (IReadOnlyList<EventView>)await DeliveryViews.OfEventsAsync(db, newest,
                        cancellationToken);
            },
            cancellationToken);

    private static async Task<bool> AreKnownAsync(
        HiltDb db, MerchantId merchantId, PaymentId? paymentId, MembershipId? membershipId,
        CancellationToken cancellationToken) =>
        (paymentId is not { } payment || await db.Payments.AnyAsync(
            row => row.Id == payment && row.MerchantId == merchantId, cancellationToken)) &&
        (membershipId is not { } membership || await db.Memberships.AnyAsync(
            row => row.Id == membership && row.MerchantId == merchantId, cancellationToken));
}
