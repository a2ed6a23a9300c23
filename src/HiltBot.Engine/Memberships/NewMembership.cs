using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>Whom a membership is for, as the product names its members.</summary>
internal sealed record Member(
    BuyerId BuyerId, IdentityType IdentityType, string IdentityValue, string? IdentityDisplay,
    Platform Platform);

/// <summary>
/// Finds or makes the row of (product, identity). The insert that may lose decides who makes it (rule 3); the
/// one who finds it waits for whoever is writing it, so that payments at the same moment stack instead of
/// racing.
/// </summary>
internal static class NewMembership
{
    public static async Task<(Membership Membership, bool IsNew)> FindOrMakeAsync(
        HiltDb db, Product product, Member member, DateTimeOffset now, DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        var id = MembershipId.New(realNow);
        var sibling = product.AllowMultipleActive ? id.ToString() : string.Empty;
        var parameter = db.Dialect.Parameter(now);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into memberships (id, merchant_id, product_id, buyer_id, identity_type, identity_value,
                identity_display, sibling, platform, status, current_period_start_at, grace_period_days,
                reminder_offsets_days, renewal_count, delivery_status, metadata_json, created_at, updated_at, attempts,
                version)
            values ({id.Value}, {product.MerchantId.Value}, {product.Id.Value}, {member.BuyerId.Value},
                {EnumText.Of(member.IdentityType)}, {member.IdentityValue}, {member.IdentityDisplay}, {sibling},
                {EnumText.Of(member.Platform)}, {EnumText.Of(MembershipStatus.Expired)}, {parameter}, 0, '', 0,
                {EnumText.Of(DeliveryStatus.Pending)}, {"{}"}, {parameter}, {parameter}, 0, 0)
            on conflict do nothing
            """,
            cancellationToken);
        if (added == 1)
        {
            return (await db.Memberships.SingleAsync(row => row.Id == id, cancellationToken), true);
        }

        var existing =
            await IdOfAsync(db, product, member.IdentityType, member.IdentityValue, cancellationToken);
        return (await TakeAsync(db, existing!.Value, cancellationToken), false);
    }

    /// <summary>The membership that a payment of this identity extends; null when there is none.</summary>
    public static async Task<MembershipId?> IdOfAsync(
        HiltDb db, Product product, IdentityType identityType, string identityValue,
        CancellationToken cancellationToken) => await db.Memberships.AsNoTracking()
            .Where(row => row.MerchantId == product.MerchantId && row.ProductId == product.Id &&
                row.IdentityType == identityType && row.IdentityValue == identityValue && row.Sibling == "")
            .Select(row => (MembershipId?)row.Id).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Loads a membership that nobody else changes before this transaction ends.</summary>
    public static async Task<Membership> TakeAsync(
        HiltDb db, MembershipId membershipId, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"update memberships set version = version where id = {membershipId.Value}", cancellationToken);
        var known = db.Memberships.Local.SingleOrDefault(row => row.Id == membershipId);
        if (known is not null)
        {
            await db.Entry(known).ReloadAsync(cancellationToken);
            return known;
        }

        return await db.Memberships.SingleAsync(row => row.Id == membershipId, cancellationToken);
    }

    /// <summary>The same, where it is this merchant's; else null, and nothing was held.</summary>
    public static async Task<Membership?> TakeOwnAsync(
        HiltDb db, MerchantId merchantId, MembershipId membershipId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update memberships set version = version
            where id = {membershipId.Value} and merchant_id = {merchantId.Value}
            """,
            cancellationToken) == 0
            ? null
            : await db.Memberships.SingleAsync(row => row.Id == membershipId, cancellationToken);
}
