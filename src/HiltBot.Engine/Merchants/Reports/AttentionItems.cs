using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>What somebody of the workspace should look at now.</summary>
internal static class AttentionItems
{
    public static async Task<IReadOnlyList<Attention>> ReadAsync(
        HiltDb db, MerchantId merchantId, CancellationToken cancellationToken)
    {
        var failed = await db.Memberships.LongCountAsync(
            row => row.MerchantId == merchantId &&
                (row.Status == MembershipStatus.Active || row.Status == MembershipStatus.GracePeriod) &&
                (row.DeliveryStatus == DeliveryStatus.Failed || row.DeliveryStatus == DeliveryStatus.ManualReview),
            cancellationToken);
        var tickets = await db.Tickets.LongCountAsync(
            row => row.MerchantId == merchantId && row.Status == TicketStatus.Open, cancellationToken);
        var communities = await db.Communities.Where(row => row.MerchantId == merchantId)
            .Select(row => new { row.LostAt, row.RightsProblem }).ToListAsync(cancellationToken);
        var hasWallet = await db.Merchants.AnyAsync(
            row => row.Id == merchantId && row.PayoutWallet != null, cancellationToken);
        Attention[] items =
        [
            new("delivery_failed", failed, "Memberships whose access could not be given."),
            new("open_tickets", tickets, "People who wait for an answer."),
            new("community_lost", communities.LongCount(row => row.LostAt is not null),
                "Places that the bot was removed from: invite it again."),
            new("rights_missing", communities.LongCount(row => row.LostAt is null && row.RightsProblem is not null),
                "Places in which the bot lacks a right."),
            new("payout_wallet_missing", hasWallet ? 0 : 1, "Offers made in the chat need a payout wallet, and none is chosen."),
        ];
        return [.. items.Where(item => item.Count > 0)];
    }
}
