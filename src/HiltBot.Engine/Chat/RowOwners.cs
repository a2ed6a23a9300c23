using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat;

/// <summary>Whose row an action names; null when there is no such row.</summary>
internal static class RowOwners
{
    public static async Task<MerchantId?> FindAsync(
        HiltDb db, About about, ActionId action, CancellationToken cancellationToken) => about switch
        {
            About.Merchant when action.Names<MerchantId>(out var id) =>
                await db.Merchants.Where(row => row.Id == id).Select(row => (MerchantId?)row.Id)
                    .SingleOrDefaultAsync(cancellationToken),
            About.Product when action.Names<ProductId>(out var id) =>
                await OwnerAsync(db.Products.Where(row => row.Id == id), cancellationToken),
            About.Membership when action.Names<MembershipId>(out var id) =>
                await OwnerAsync(db.Memberships.Where(row => row.Id == id), cancellationToken),
            About.Buyer when action.Names<BuyerId>(out var id) =>
                await OwnerAsync(db.Buyers.Where(row => row.Id == id), cancellationToken),
            About.Ticket when action.Names<TicketId>(out var id) =>
                await OwnerAsync(db.Tickets.Where(row => row.Id == id), cancellationToken),
            About.Brake when action.Names<BrakeId>(out var id) =>
                await OwnerAsync(db.Brakes.Where(row => row.Id == id), cancellationToken),
            About.Community when action.Names<CommunityId>(out var id) =>
                await OwnerAsync(db.Communities.Where(row => row.Id == id), cancellationToken),
            About.Seat when action.Names<SeatId>(out var id) =>
                await OwnerAsync(db.Seats.Where(row => row.Id == id), cancellationToken),
            _ => null,
        };

    private static Task<MerchantId?> OwnerAsync(
        IQueryable<IOwnedByMerchant> rows, CancellationToken cancellationToken) =>
        rows.Select(row => (MerchantId?)row.MerchantId).SingleOrDefaultAsync(cancellationToken);
}
