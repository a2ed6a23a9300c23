using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// When something happens next by itself: a reminder, an end, a checkout that runs out, a repeated question.
/// </summary>
public sealed class NextEvent(Work work, BusinessTime business)
{
    /// <returns>Business time; null when nothing lies ahead.</returns>
    public Task<DateTimeOffset?> HandleAsync(CancellationToken cancellationToken)
    {
        var now = business.Now();
        return work.ReadAsync(
            async db =>
            {
                // The last look at an ended checkout is nothing that anybody would wait for.
                DateTimeOffset?[] next =
                [
                    await db.Memberships.Where(row => row.DueAt > now)
                        .MinAsync(row => row.DueAt, cancellationToken),
                    await db.Brakes.Where(row => row.DueAt > now).MinAsync(row => row.DueAt, cancellationToken),
                    await db.Payments.Where(row => row.DueAt > now && row.Status != PaymentStatus.Failed)
                        .MinAsync(row => row.DueAt, cancellationToken),
                ];
                return next.Min();
            },
            cancellationToken);
    }
}
