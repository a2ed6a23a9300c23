using HiltBot.Engine.Buyers;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Finds who a payment or gift is for, and makes a buyer when nobody is known by that account or wallet. An
/// account and a wallet belong to one buyer per merchant; the insert decides who was first.
/// </summary>
internal static class MemberBuyers
{
    public static async Task<BuyerId> ByAccountAsync(
        HiltDb db, MerchantId merchantId, Platform platform, string accountId, string display,
        DateTimeOffset now,
        DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var buyerId = BuyerId.New(realNow);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into buyer_accounts (merchant_id, platform, account_id, buyer_id, display, connected_at)
            values ({merchantId.Value}, {EnumText.Of(platform)}, {accountId}, {buyerId.Value}, {display},
                {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken);
        if (added == 0)
        {
            return await db.BuyerAccounts.AsNoTracking()
                .Where(row => row.MerchantId == merchantId && row.Platform == platform && row.AccountId == accountId)
                .Select(row => row.BuyerId).SingleAsync(cancellationToken);
        }

        Make(db, buyerId, merchantId, display, now);
        return buyerId;
    }

    public static async Task<BuyerId> ByWalletAsync(
        HiltDb db, MerchantId merchantId, string wallet, DateTimeOffset now, DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        var buyerId = BuyerId.New(realNow);
        if (await RememberWalletAsync(db, merchantId, wallet, buyerId, now, cancellationToken))
        {
            Make(db, buyerId, merchantId, Shorten(wallet), now);
            return buyerId;
        }

        return await db.BuyerWallets.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && row.Address == wallet)
            .Select(row => row.BuyerId).SingleAsync(cancellationToken);
    }

    /// <summary>
    /// Notes that this wallet paid for this buyer; a wallet that is somebody else's already stays theirs.
    /// </summary>
    public static async Task<bool> RememberWalletAsync(
        HiltDb db, MerchantId merchantId, string wallet, BuyerId buyerId, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into buyer_wallets (merchant_id, address, buyer_id, first_seen_at)
            values ({merchantId.Value}, {wallet}, {buyerId.Value}, {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken) == 1;

    public static BuyerId Make(
        HiltDb db, MerchantId merchantId, string display, DateTimeOffset now, DateTimeOffset realNow)
    {
        var buyerId = BuyerId.New(realNow);
        Make(db, buyerId, merchantId, display, now);
        return buyerId;
    }

    private static void Make(HiltDb db, BuyerId id, MerchantId merchantId, string display, DateTimeOffset now)
    {
        db.Buyers.Add(new Buyer { Id = id, MerchantId = merchantId, Display = display, CreatedAt = now });
        db.Remember(merchantId, Subject.Buyer, id.Value, "created", Actor.System, now);
    }

    private static string Shorten(string wallet) =>
        wallet.Length <= 11 ? wallet : $"{wallet[..4]}...{wallet[^4..]}";
}
