using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Access;

/// <summary>What came of trying to open a member's places once more.</summary>
public abstract record RetryOutcome
{
    private RetryOutcome()
    {
    }

    /// <param name="Status">PENDING where a platform had not answered yet.</param>
    /// <param name="AttemptedAt">Real time of the newest attempt; null: none was made.</param>
    /// <param name="Value">The product's fixed invite or address, where it has one.</param>
    public sealed record Tried(
        MembershipView View, DeliveryStatus Status, DateTimeOffset? AttemptedAt, string? Value) : RetryOutcome;

    public sealed record Unknown : RetryOutcome;

    /// <summary>It gives no access now, so there is nothing to deliver.</summary>
    public sealed record NoAccess(string Why) : RetryOutcome;

    /// <summary>The product opens no place.</summary>
    public sealed record NothingToDeliver : RetryOutcome;
}

/// <summary>
/// The push by hand next to the rescue that runs by itself (contract 3.2, section 5): sets the member's seats due and
/// works on them at once, as the sweep would; what the platform has not answered within a few seconds goes on without
/// the caller.
/// </summary>
public sealed partial class RetryDelivery(
    Work work, IServiceScopeFactory scopes, BusinessTime business, TimeProvider time, ILogger<RetryDelivery> logger)
{
    /// <summary>How long the caller waits for platforms.</summary>
    public static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    public async Task<RetryOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken)
    {
        var refusal = await work.RunAsync(
            db => ArmAsync(db, merchantId, membershipId, actor, cancellationToken), cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        try
        {
            await PushAsync(membershipId, cancellationToken).WaitAsync(WaitTime, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The call goes on and records itself; the answer below says that it is pending.
        }

        return await work.ReadAsync(db => TellAsync(db, membershipId, cancellationToken), cancellationToken);
    }

    private async Task<RetryOutcome?> ArmAsync(
        HiltDb db, MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken)
    {
        var membership = await db.Memberships.SingleOrDefaultAsync(
            row => row.Id == membershipId && row.MerchantId == merchantId, cancellationToken);
        if (membership is null)
        {
            return new RetryOutcome.Unknown();
        }

        if (!membership.GivesAccess)
        {
            return new RetryOutcome.NoAccess(membership.PausedAt is null ? "It has ended." : "It is paused.");
        }

        if (!await db.ProductTargets.AnyAsync(row => row.ProductId == membership.ProductId, cancellationToken))
        {
            return new RetryOutcome.NothingToDeliver();
        }

        db.Remember(membership, "delivery_retried", actor, business.Now());
        await Seats.ArmAsync(db, membership, time.Now(), cancellationToken);
        return null;
    }

    // Somebody else's sweep may have been faster; then its claim is waited for. What comes of it is caused by the caller,
    // so it is as live as their key.
    private async Task PushAsync(MembershipId membershipId, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Work>().IsSandboxCall = work.IsSandboxCall;
            var reconcile = scope.ServiceProvider.GetRequiredService<ReconcileAccess>();
            var looks = 0;
            while (await DueAsync(membershipId, cancellationToken) is { Count: > 0 } due &&
                   ++looks <= WaitTime / LookInterval)
            {
                if (await reconcile.HandleAsync(due, cancellationToken) == 0)
                {
                    await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
                }
            }
        }
#pragma warning disable CA1031 // The seats stay due whatever breaks here, and the sweep takes them.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.PushBroke(logger, exception, membershipId);
        }
    }

    private async Task<List<SeatId>> DueAsync(MembershipId membershipId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.Now();
        return await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync(
            db => SeatsOf(db, membershipId).Where(seat => seat.DueAt <= now).Select(seat => seat.Id)
                .ToListAsync(cancellationToken),
            cancellationToken);
    }

    private async Task<RetryOutcome> TellAsync(
        HiltDb db, MembershipId membershipId, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var membership = await db.Memberships.SingleAsync(row => row.Id == membershipId, cancellationToken);
        var seats = await SeatsOf(db, membershipId).Select(seat => new { seat.Id, seat.DueAt })
            .ToListAsync(cancellationToken);
        var seatIds = seats.ConvertAll(seat => seat.Id);
        var attempt = await db.AccessAttempts.Where(row => seatIds.Contains(row.SeatId))
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        var value = await db.Products.Where(row => row.Id == membership.ProductId).Select(row => row.DeliveryValue)
            .SingleAsync(cancellationToken);
        return new RetryOutcome.Tried(
            await MembershipViews.LoadAsync(db, membership, cancellationToken),
            seats.Any(seat => seat.DueAt <= now) ? DeliveryStatus.Pending : membership.DeliveryStatus,
            attempt?.At, value);
    }

    private static IQueryable<Seat> SeatsOf(HiltDb db, MembershipId membershipId) =>
        from membership in db.Memberships
        join target in db.ProductTargets on membership.ProductId equals target.ProductId
        join seat in db.Seats
            on new { membership.MerchantId, membership.BuyerId, target.Platform, target.TargetId }
            equals new { seat.MerchantId, seat.BuyerId, seat.Platform, seat.TargetId }
        where membership.Id == membershipId
        select seat;

    private static partial class Log
    {
        [LoggerMessage(6020, LogLevel.Warning, "The push for {MembershipId} broke; the sweep goes on with it.")]
        public static partial void PushBroke(ILogger logger, Exception exception, MembershipId membershipId);
    }
}
