using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

#pragma warning disable MA0011 // It becomes lower(): the database compares, and no culture of this process.
namespace HiltBot.Engine.Memberships;

/// <summary>What is known of a member; several narrow each other.</summary>
/// <param name="Identity">Account id, display name or identity value.</param>
/// <param name="TxSignature">Of any period.</param>
public sealed record MembershipClues(ProductId? ProductId, string? Wallet, string? Identity, string? TxSignature);

/// <summary>Finds memberships by exactly what is known of them, newest first.</summary>
public sealed class LookUpMemberships(Work work)
{
    /// <summary>Found by one clue; nobody has as many.</summary>
    public const int CountMax = 200;

    private static readonly List<Platform> AllPlatforms = [.. Enum.GetValues<Platform>()];

    public Task<IReadOnlyList<MembershipView>> HandleAsync(
        MerchantId merchantId, MembershipClues clues, CancellationToken cancellationToken) =>
        work.ReadAsync<IReadOnlyList<MembershipView>>(
            async db =>
            {
                var found = new List<IReadOnlyCollection<MembershipId>>();
                if (clues.Wallet is { } wallet)
                {
                    found.Add(await Newest(db.Memberships.Where(
                        row => row.MerchantId == merchantId && row.PayerWallet == wallet), cancellationToken));
                }

                if (clues.TxSignature is { } signature)
                {
                    found.Add(await db.MembershipPeriods
                        .Where(row => row.MerchantId == merchantId && row.TxSignature == signature)
                        .Select(row => row.MembershipId).Take(CountMax).ToListAsync(cancellationToken));
                }

                if (clues.Identity is { } identity)
                {
                    found.Add(await ByIdentityAsync(db, merchantId, identity, cancellationToken));
                }

                var ids = found.Aggregate(
                    (IEnumerable<MembershipId>?)null, (all, some) => all?.Intersect(some) ?? some)?.Distinct().ToList();
                if (ids is null or [])
                {
                    return [];
                }

                var rows = await db.Memberships.AsNoTracking()
                    .Where(row => ids.Contains(row.Id) && row.MerchantId == merchantId).ToListAsync(cancellationToken);
                var wanted = rows.Where(row => clues.ProductId is not { } productId || row.ProductId == productId)
                    .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id.Value).ToList();
                return await MembershipViews.LoadAsync(db, merchantId, wanted, cancellationToken);
            },
            cancellationToken);

    // Each clue by its own index; one query for all of them would walk the merchant's members.
    private static async Task<HashSet<MembershipId>> ByIdentityAsync(
        HiltDb db, MerchantId merchantId, string identity, CancellationToken cancellationToken)
    {
        var names = SearchText.Handle(identity);
        HashSet<MembershipId> ids =
        [
            .. await Newest(
                db.Memberships.Where(
                    row => row.MerchantId == merchantId && names.Contains(row.IdentityValue.ToLower())),
                cancellationToken),
            .. await Newest(
                db.Memberships.Where(
                    row => row.MerchantId == merchantId && names.Contains(row.IdentityDisplay!.ToLower())),
                cancellationToken),
        ];

        // Platforms' ids have no case, and an account may be connected beside the identity.
        var account = identity.Trim();
        var buyers = await db.BuyerAccounts
            .Where(row => row.MerchantId == merchantId && AllPlatforms.Contains(row.Platform) &&
                row.AccountId == account)
            .Select(row => row.BuyerId).ToListAsync(cancellationToken);
        if (buyers.Count > 0)
        {
            ids.UnionWith(await Newest(
                db.Memberships.Where(row => row.MerchantId == merchantId && buyers.Contains(row.BuyerId)),
                cancellationToken));
        }

        return ids;
    }

    private static Task<List<MembershipId>> Newest(
        IQueryable<Membership> rows, CancellationToken cancellationToken) =>
        rows.OrderByDescending(row => row.CreatedAt).Select(row => row.Id).Take(CountMax)
            .ToListAsync(cancellationToken);
}
