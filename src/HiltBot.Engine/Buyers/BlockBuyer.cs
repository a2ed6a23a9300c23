using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

public abstract record BlockOutcome
{
    private BlockOutcome()
    {
    }

    /// <summary>As wanted now, also when it was before.</summary>
    public sealed record Done(Buyer Buyer) : BlockOutcome;

    public sealed record UnknownBuyer : BlockOutcome;

    public sealed record NotAllowed(string Why) : BlockOutcome;
}

/// <summary>
/// Sells nothing more to somebody: they hear it before they pay. Memberships that run are not touched; ending
/// them is a decision of its own.
/// </summary>
public sealed class BlockBuyer(Work work, BusinessTime businessTime)
{
    public Task<BlockOutcome> HandleAsync(
        MerchantId merchantId, BuyerId buyerId, string? reason, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => SetAsync(db, merchantId, buyerId, businessTime.Now(), true, reason, actor, cancellationToken),
            cancellationToken);

    internal static async Task<BlockOutcome> SetAsync(
        HiltDb db, MerchantId merchantId, BuyerId buyerId, DateTimeOffset now, bool isBlocked, string? reason,
        Actor actor, CancellationToken cancellationToken)
    {
        if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.Revoke, cancellationToken))
        {
            return new BlockOutcome.NotAllowed(StaffRights.Refusal(StaffAction.Revoke));
        }

        var buyer = await db.Buyers.SingleOrDefaultAsync(
            row => row.Id == buyerId && row.MerchantId == merchantId, cancellationToken);
        if (buyer is null)
        {
            return new BlockOutcome.UnknownBuyer();
        }

        if (buyer.BlockedAt is not null != isBlocked)
        {
            buyer.BlockedAt = isBlocked ? now : null;
            buyer.BlockedReason = isBlocked ? reason : null;
            db.Remember(
                merchantId, Subject.Buyer, buyerId.Value, isBlocked ? "blocked" : "unblocked", actor, now,
                new { reason });
        }

        return new BlockOutcome.Done(buyer);
    }
}
