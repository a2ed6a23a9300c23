using System.Globalization;
using System.Text;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Arms seats inside the transaction of whatever happened: makes the rows that are missing and sets all of
/// them due, so that <c>ReconcileAccess</c> computes anew what should be. Arming twice, or for nothing,
/// changes nothing else.
/// </summary>
public static class Seats
{
    private const int RowsPerInsert = 200;
    private const int ColumnsPerRow = 8;

    /// <summary>A membership began, was extended, paused, resumed, lapsed or may be removed.</summary>
    /// <param name="realNow">Real time: when the seats are due.</param>
    public static async Task ArmAsync(
        HiltDb db, Membership membership, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        // The statements below must see what the caller has in hand.
        await db.SaveChangesAsync(cancellationToken);
        var places = await Places(db, membership.ProductId)
            .Where(place => place.BuyerId == membership.BuyerId).ToListAsync(cancellationToken);
        if (membership.GivesAccess)
        {
            await InsertAsync(db, places, realNow, cancellationToken);
        }

        foreach (var place in places)
        {
            await RearmAsync(db, place, membership.GivesAccess, realNow, cancellationToken);
        }

        db.Wake(Sweep.Access);
    }

    /// <summary>The targets of a product changed: those of its present members open or close.</summary>
    public static async Task ArmProductAsync(
        HiltDb db, ProductId productId, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var merchantId = await db.Products.Where(row => row.Id == productId).Select(row => row.MerchantId)
            .SingleAsync(cancellationToken);
        var places = await Missing(db, PlacesOfMembers(db, merchantId, productId)).Distinct()
            .ToListAsync(cancellationToken);
        await InsertAsync(db, places, realNow, cancellationToken);

        // The merchant goes first: so the indexes are laid out.
        await db.Database.ExecuteSqlAsync(
            $"""
            update seats set due_at = {db.Dialect.Parameter(realNow)}, version = version + 1, attempts = 0,
                delivery_status = case when delivery_status = 'MANUAL_REVIEW' then 'PENDING' else delivery_status end
            where merchant_id = {merchantId.Value} and buyer_id in (
                select buyer_id from memberships
                where merchant_id = {merchantId.Value} and product_id = {productId.Value})
            """,
            cancellationToken);
        db.Wake(Sweep.Access);
    }

    /// <summary>An account was connected, or the buyer changed in another way.</summary>
    public static async Task ArmBuyerAsync(
        HiltDb db, BuyerId buyerId, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var memberships = await db.Memberships.AsNoTracking()
            .Where(row => row.BuyerId == buyerId &&
                row.MerchantId == db.Buyers.First(buyer => buyer.Id == buyerId).MerchantId)
            .ToListAsync(cancellationToken);
        foreach (var productId in memberships.Where(row => row.GivesAccess).Select(row => row.ProductId).Distinct())
        {
            var places = await Places(db, productId).Where(place => place.BuyerId == buyerId)
                .ToListAsync(cancellationToken);
            await InsertAsync(db, places, realNow, cancellationToken);
            foreach (var place in places)
            {
                await RearmAsync(db, place, givesAccess: true, realNow, cancellationToken);
            }
        }

        await RearmWhereAsync(
            db, "buyer_id = {1} and merchant_id = (select merchant_id from buyers where id = {1})", buyerId.Value,
            realNow, cancellationToken);
    }

    /// <summary>
    /// The bot came back, or got its rights back: what stood still in this community is tried again.
    /// </summary>
    public static async Task ArmCommunityAsync(
        HiltDb db, CommunityId communityId, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await RearmWhereAsync(
            db, "community_id = {1} and (shown is null or intent is not null or last_error is not null)",
            communityId.Value, realNow, cancellationToken);
    }

    /// <summary>
    /// A seat of this community got through where others stopped: those that nobody holds are tried again.
    /// </summary>
    public static async Task ArmStoppedAsync(
        HiltDb db, CommunityId communityId, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await RearmWhereAsync(
            db, "community_id = {1} and last_error is not null and due_at is null and claim_id is null",
            communityId.Value, realNow, cancellationToken);
    }

    private static IQueryable<Place> Places(HiltDb db, ProductId productId) =>
        from target in db.ProductTargets
        join account in db.BuyerAccounts
            on new { target.MerchantId, target.Platform } equals new { account.MerchantId, account.Platform }
        where target.ProductId == productId
        select new Place
        {
            MerchantId = target.MerchantId,
            BuyerId = account.BuyerId,
            CommunityId = target.CommunityId,
            Platform = target.Platform,
            TargetId = target.TargetId,
            AccountId = account.AccountId,
        };

    private static IQueryable<Place> PlacesOfMembers(HiltDb db, MerchantId merchantId, ProductId productId) =>
        from membership in db.Memberships
        join target in db.ProductTargets on membership.ProductId equals target.ProductId
        join account in db.BuyerAccounts
            on new { membership.MerchantId, membership.BuyerId, target.Platform }
            equals new { account.MerchantId, account.BuyerId, account.Platform }
        where membership.MerchantId == merchantId && membership.ProductId == productId &&
            membership.PausedAt == null && membership.Status != MembershipStatus.Expired
        select new Place
        {
            MerchantId = membership.MerchantId,
            BuyerId = membership.BuyerId,
            CommunityId = target.CommunityId,
            Platform = target.Platform,
            TargetId = target.TargetId,
            AccountId = account.AccountId,
        };

    private static IQueryable<Place> Missing(HiltDb db, IQueryable<Place> places) =>
        places.Where(place => !db.Seats.Any(seat => seat.Platform == place.Platform &&
            seat.TargetId == place.TargetId && seat.AccountId == place.AccountId));

    private static async Task InsertAsync(
        HiltDb db, IReadOnlyList<Place> places, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var due = db.Dialect.Parameter(realNow);
        foreach (var chunk in places.Chunk(RowsPerInsert))
        {
            var values = new List<object> { due };
            var sql = new StringBuilder(
                """
                insert into seats (id, merchant_id, buyer_id, community_id, platform, target_id, account_id,
                    delivery_status, created_at, audited_at, due_at, attempts, version) values
                """);
            foreach (var place in chunk)
            {
                var first = values.Count;
                sql.Append(values.Count == 1 ? " (" : ", (");
                sql.AppendJoin(", ", Enumerable.Range(first, ColumnsPerRow).Select(Hole))
                    .Append(", {0}, {0}, {0}, 0, 0)");
                values.AddRange([
                    SeatId.New(realNow).Value, place.MerchantId.Value, place.BuyerId.Value,
                    place.CommunityId.Value,
                    EnumText.Of(place.Platform), place.TargetId, place.AccountId,
                    EnumText.Of(DeliveryStatus.Pending),
                ]);
            }

            sql.Append(" on conflict do nothing");
            await db.Database.ExecuteSqlRawAsync(sql.ToString(), values, cancellationToken);
        }
    }

    // A paid period answers every exception that was made while nobody paid.
    private static Task<int> RearmAsync(
        HiltDb db, Place place, bool givesAccess, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var opens = givesAccess ? 1 : 0;
        return db.Database.ExecuteSqlAsync(
            $"""
            update seats set due_at = {db.Dialect.Parameter(realNow)}, version = version + 1, attempts = 0,
                buyer_id = {place.BuyerId.Value},
                exception = case when {opens} = 1 then null else exception end,
                delivery_status = case when delivery_status = 'MANUAL_REVIEW' then 'PENDING'
                    when delivery_status = 'REVOKED' and {opens} = 1 then 'PENDING' else delivery_status end
            where platform = {EnumText.Of(place.Platform)} and target_id = {place.TargetId}
                and account_id = {place.AccountId} and merchant_id = {place.MerchantId.Value}
            """,
            cancellationToken);
    }

    private static async Task RearmWhereAsync(
        HiltDb db, string condition, Guid id, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var sql =
            "update seats set due_at = {0}, version = version + 1, attempts = 0, delivery_status = case when " +
            "delivery_status = 'MANUAL_REVIEW' then 'PENDING' else delivery_status end where " + condition;
        await db.Database.ExecuteSqlRawAsync(sql, [db.Dialect.Parameter(realNow), id], cancellationToken);
        db.Wake(Sweep.Access);
    }

    private static string Hole(int index) => string.Create(CultureInfo.InvariantCulture, $"{{{index}}}");

    private sealed class Place
    {
        public MerchantId MerchantId { get; init; }

        public BuyerId BuyerId { get; init; }

        public CommunityId CommunityId { get; init; }

        public Platform Platform { get; init; }

        public required string TargetId { get; init; }

        public required string AccountId { get; init; }
    }
}
