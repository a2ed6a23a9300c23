using HiltBot.Engine.Outbox;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>Whether an account may be watched for a product.</summary>
public abstract record WatchOutcome
{
    private WatchOutcome()
    {
    }

    public sealed record Watched : WatchOutcome;

    /// <summary>
    /// Another merchant sells into this wallet; a second one needs the wallet's signature (rule 7).
    /// </summary>
    public sealed record WatchedByAnother(string Wallet) : WatchOutcome;
}

/// <summary>
/// Which receiving accounts are read, and for whom. Its methods run inside the transaction of the step that
/// edits the product; a refusal has changed nothing that matters, and the step ends with it.
/// </summary>
public sealed class Watches(TimeProvider time, BusinessTime business)
{
    /// <summary>
    /// How long an account is read after the product has moved to another (design section 4).
    /// </summary>
    public static readonly TimeSpan AfterMove = TimeSpan.FromDays(90);

    /// <summary>A ledger's clock may lag behind ours: a watch begins that much earlier by block time.</summary>
    public static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(10);

    /// <summary>Watches the product's receiving account from now on.</summary>
    /// <param name="isProven">The wallet itself has signed for this merchant, so another's watch does not
    /// matter.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<WatchOutcome> AddAsync(
        HiltDb db, Product product, CancellationToken cancellationToken, bool isProven = false)
    {
        var now = db.Dialect.Parameter(time.Now());
        var from = db.Dialect.Parameter(business.Now());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into receiving_accounts (address, wallet, token_mint, asset_symbol, asset_decimals, dust_count,
                dust_minor_units, watched_from, due_at, attempts, version)
            values ({product.ReceivingAccount}, {product.MerchantWallet}, {product.TokenMint}, {product.AssetSymbol},
                {product.AssetDecimals}, 0, 0, {from}, {now}, 0, 0)
            on conflict do nothing
            """,
            cancellationToken);

        // The insert above waits for a merchant who is naming the same account just now, so this look sees
        // them.
        if (!isProven && await IsWatchedByAnotherAsync(db, product, cancellationToken) &&
            !await HasSignedAsync(db, product, cancellationToken))
        {
            return new WatchOutcome.WatchedByAnother(product.MerchantWallet);
        }

        await BeginAsync(db, product, from, cancellationToken);

        // An account that nobody watched for a while starts afresh: its cursor may be years behind.
        await db.Database.ExecuteSqlAsync(
            $"""
            update receiving_accounts set due_at = {now}, cursor_slot = null, page_before = null, page_top_slot = null,
                page_top_at = null, watched_from = {from}, version = version + 1
            where address = {product.ReceivingAccount} and due_at is null
            """,
            cancellationToken);
        // A read that is just ending has not seen this watch and would put the account to rest.
        await HurryAsync(db, product.ReceivingAccount, cancellationToken);
        return new WatchOutcome.Watched();
    }

    // A watch that has not ended goes on. One that has is history: what arrived since may be somebody else's.
    private async Task BeginAsync(HiltDb db, Product product, object now, CancellationToken cancellationToken)
    {
        var goesOn = await db.Database.ExecuteSqlAsync(
            $"""
            update watches set until = null
            where product_id = {product.Id.Value} and account = {product.ReceivingAccount}
                and (until is null or until > {now})
            """,
            cancellationToken);
        if (goesOn == 0)
        {
            var since = db.Dialect.Parameter(business.Now() - ClockSlack);
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into watches (merchant_id, product_id, account, since)
                values ({product.MerchantId.Value}, {product.Id.Value}, {product.ReceivingAccount}, {since})
                """,
                cancellationToken);
        }
    }

    /// <summary>
    /// The product sells into another account now; the old one is watched for 90 more days.
    /// </summary>
    public async Task<WatchOutcome> MoveAsync(
        HiltDb db, Product product, string oldAccount, CancellationToken cancellationToken, bool isProven = false)
    {
        var outcome = await AddAsync(db, product, cancellationToken, isProven);
        if (outcome is WatchOutcome.Watched && oldAccount != product.ReceivingAccount)
        {
            var until = db.Dialect.Parameter(business.Now() + AfterMove);
            await db.Database.ExecuteSqlAsync(
                $"""
                update watches set until = {until}
                where product_id = {product.Id.Value} and account = {oldAccount} and until is null
                """,
                cancellationToken);
        }

        return outcome;
    }

    /// <summary>
    /// Has the account read at once: a session was opened, a signature was named, play money arrived.
    /// </summary>
    public async Task HurryAsync(HiltDb db, string account, CancellationToken cancellationToken)
    {
        var now = db.Dialect.Parameter(time.Now());

        // The version moves, so that a read that is just ending sees that news came meanwhile.
        await db.Database.ExecuteSqlAsync(
            $"""
            update receiving_accounts set due_at = {now}, version = version + 1
            where address = {account} and due_at is not null
            """,
            cancellationToken);
        db.Wake(Sweep.Settlement);
    }

    /// <summary>Whose products sell into the account now.</summary>
    /// <param name="now">Business time.</param>
    public static async Task<HashSet<MerchantId>> MerchantsAsync(
        HiltDb db, string account, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await db.Watches.IgnoreQueryFilters()
            .Where(watch => watch.Account == account && (watch.Until == null || watch.Until > now))
            .Select(watch => watch.MerchantId).Distinct().ToListAsync(cancellationToken)).ToHashSet();

    // An account has a wallet only when that wallet signed in to it.
    private static Task<bool> HasSignedAsync(HiltDb db, Product product, CancellationToken cancellationToken) =>
        db.Accounts.AnyAsync(
            row => row.MerchantId == product.MerchantId && row.WalletAddress == product.MerchantWallet,
            cancellationToken);

    private async Task<bool> IsWatchedByAnotherAsync(
        HiltDb db, Product product, CancellationToken cancellationToken)
    {
        var now = business.Now();
        return await db.Watches.IgnoreQueryFilters()
            .Where(watch => watch.MerchantId != product.MerchantId && (watch.Until == null || watch.Until > now))
            .Join(
                db.ReceivingAccounts.Where(account => account.Wallet == product.MerchantWallet),
                watch => watch.Account, account => account.Address, (watch, account) => account.Address)
            .AnyAsync(cancellationToken);
    }
}
