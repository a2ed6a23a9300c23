using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>Finds the buyer behind an account or a wallet; works inside the caller's transaction.</summary>
public static class BuyerDirectory
{
    public const int DisplayMax = 160;

    /// <summary>
    /// The buyer behind this account, made when there is none yet. An account belongs to one buyer per
    /// merchant; of two who make it at the same moment, one is told about the other's.
    /// </summary>
    /// <param name="display">
    /// As the platform calls them now; a buyer who is known is called so from here on.
    /// </param>
    /// <param name="now">Business time.</param>
    public static Task<Buyer> FindOrMakeAsync(
        HiltDb db, MerchantId merchantId, Platform platform, string accountId, string display,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        FindOrMakeAsync(db, merchantId, platform, accountId, display, now, isFromPlatform: true,
            cancellationToken);

    /// <param name="isFromPlatform">
    /// False where somebody else wrote the name, or an id stands in for it: only a buyer who is made now is
    /// called so.
    /// </param>
    public static async Task<Buyer> FindOrMakeAsync(
        HiltDb db, MerchantId merchantId, Platform platform, string accountId, string display, DateTimeOffset now,
        bool isFromPlatform, CancellationToken cancellationToken)
    {
        var name = Cut(display);
        var buyerId = BuyerId.New(now);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into buyer_accounts (merchant_id, platform, account_id, buyer_id, display, connected_at)
            values ({merchantId.Value}, {EnumText.Of(platform)}, {accountId}, {buyerId.Value}, {name},
                {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken);
        if (added == 0)
        {
            return await FindAgainAsync(
                db, merchantId, platform, accountId, isFromPlatform ? name : null, cancellationToken);
        }

        var buyer = Make(db, buyerId, merchantId, name, now, new { Platform = EnumText.Of(platform) });
        await db.SaveChangesAsync(cancellationToken);
        return buyer;
    }

    /// <summary>
    /// The buyer that this wallet pays for, made when there is none yet: where the identity is the wallet.
    /// </summary>
    public static async Task<Buyer> FindOrMakeByWalletAsync(
        HiltDb db, MerchantId merchantId, string wallet, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var buyerId = BuyerId.New(now);
        if (!await RememberWalletAsync(db, merchantId, wallet, buyerId, now, cancellationToken))
        {
            return (await FindByWalletAsync(db, merchantId, wallet, cancellationToken))!;
        }

        var buyer = Make(db, buyerId, merchantId, Shorten(wallet), now, null);
        await db.SaveChangesAsync(cancellationToken);
        return buyer;
    }

    /// <summary>A buyer whom neither an account nor a wallet names.</summary>
    public static Buyer Make(HiltDb db, MerchantId merchantId, string display, DateTimeOffset now) =>
        Make(db, BuyerId.New(now), merchantId, Cut(display), now, null);

    /// <summary>
    /// Notes that this wallet paid for this buyer; a wallet that is somebody else's already stays theirs.
    /// </summary>
    /// <returns>Whether it was nobody's before.</returns>
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

    /// <summary>The buyer behind this account; null when there is none.</summary>
    public static Task<Buyer?> FindAsync(
        HiltDb db, MerchantId merchantId, Platform platform, string accountId, CancellationToken cancellationToken) =>
        db.BuyerAccounts
            .Where(row => row.MerchantId == merchantId && row.Platform == platform && row.AccountId == accountId)
            .Join(db.Buyers, account => account.BuyerId, buyer => buyer.Id, (account, buyer) => buyer)
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The buyer that this wallet paid for before; null when there is none.</summary>
    public static Task<Buyer?> FindByWalletAsync(
        HiltDb db, MerchantId merchantId, string wallet, CancellationToken cancellationToken) =>
        db.BuyerWallets.Where(row => row.MerchantId == merchantId && row.Address == wallet)
            .Join(db.Buyers, known => known.BuyerId, buyer => buyer.Id, (known, buyer) => buyer)
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// The buyer that an identity names, by account or by wallet; null when nobody is known by it.
    /// </summary>
    public static Task<Buyer?> FindByIdentityAsync(
        HiltDb db, MerchantId merchantId, IdentityType type, string value, Platform? askedOn,
        CancellationToken cancellationToken) =>
        Identities.PlatformOf(type, askedOn) is { } platform
            ? FindAsync(db, merchantId, platform, value, cancellationToken)
            : type == IdentityType.Wallet
                ? FindByWalletAsync(db, merchantId, value, cancellationToken)
                : Task.FromResult<Buyer?>(null);

    // A person who asked to be forgotten is not named again while access still needs their account.
    private static async Task<Buyer> FindAgainAsync(
        HiltDb db, MerchantId merchantId, Platform platform, string accountId, string? display,
        CancellationToken cancellationToken)
    {
        var account = await db.BuyerAccounts.SingleAsync(
            row => row.MerchantId == merchantId && row.Platform == platform && row.AccountId == accountId,
            cancellationToken);
        var buyer = await db.Buyers.SingleAsync(row => row.Id == account.BuyerId, cancellationToken);
        if (display is not null && buyer.ForgottenAt is null && account.Display != display)
        {
            buyer.Display = buyer.Display == account.Display ? display : buyer.Display;
            account.Display = display;
        }

        return buyer;
    }

    private static Buyer Make(
        HiltDb db, BuyerId id, MerchantId merchantId, string display, DateTimeOffset now, object? facts)
    {
        var buyer = new Buyer { Id = id, MerchantId = merchantId, Display = display, CreatedAt = now };
        db.Buyers.Add(buyer);
        db.Remember(merchantId, Subject.Buyer, id.Value, "created", Actor.Buyer(id.ToString()), now, facts);
        return buyer;
    }

    private static string Cut(string display) =>
        display.Length > DisplayMax ? display[..DisplayMax] : display;

    private static string Shorten(string wallet) =>
        wallet.Length <= 11 ? wallet : $"{wallet[..4]}...{wallet[^4..]}";
}
