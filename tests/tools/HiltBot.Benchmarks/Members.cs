using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Benchmarks;

/// <summary>A product with many members, of whom some have a due look, written straight into the tables.</summary>
internal static class Members
{
    public static async Task FillAsync(Store store, int count, int due)
    {
        var now = store.Now;
        var merchant = new Merchant
        {
            Id = MerchantId.New(now),
            Name = "Harbor House",
            TimeZone = "UTC",
            CreatedAt = now,
        };
        var product = Product(merchant.Id, now);
        await store.WriteAsync(db =>
        {
            db.AddRange(merchant, product);
            return Task.CompletedTask;
        });
        await store.WriteAsync(db => InsertAsync(db, store, merchant.Id, product.Id, count, due));
    }

    private static Product Product(MerchantId merchantId, DateTimeOffset now) => new()
    {
        Id = ProductId.New(now),
        MerchantId = merchantId,
        Slug = "inner-circle",
        ProductType = ProductType.PaymentLink,
        Status = ProductStatus.Active,
        Title = "Inner circle",
        AmountMinorUnits = 9_000_000,
        TokenMint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
        AssetSymbol = "USDC",
        AssetDecimals = 6,
        MerchantWallet = FakeChain.Wallet("merchant"),
        ReceivingAccount = FakeChain.Wallet("account"),
        MembershipEnabled = true,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static async Task InsertAsync(
        HiltDb db, Store store, MerchantId merchantId, ProductId productId, int count, int due)
    {
        var isPostgres = store.Provider == Store.Postgres;
        var numbers = isPostgres
            ? $"generate_series(1, {count}) as n(i)"
            : $"(with recursive s(i) as (select 1 union all select i + 1 from s where i < {count}) select i from s) as n";
        var id = isPostgres
            ? "('00000000-0000-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid"
            : "upper(printf('00000000-0000-7000-8000-%012x', n.i))";
        const string empty = "'{{}}'";
        var endsAt = $"case when n.i % {count / due} = 0 then {{3}} else {{4}} end";
        var sql =
            $$"""
            insert into memberships (id, merchant_id, product_id, buyer_id, identity_type, identity_value, sibling,
                platform, status, current_period_start_at, current_period_end_at, grace_period_days,
                reminder_offsets_days, renewal_count, delivery_status, metadata_json, created_at, updated_at, due_at,
                attempts, version)
            select {{id}}, {0}, {1}, {{id}}, 'CUSTOM', 'member' || n.i, '', 'SIM_SERVER', 'ACTIVE', {2},
                {{endsAt}}, 3, '7,2,1', 0, 'SENT', {{empty}}, {2}, {2}, {{endsAt}}, 0, 0
            from {{numbers}}
            """;
        var dialect = db.Dialect;
        await db.Database.ExecuteSqlRawAsync(
            sql, merchantId.Value, productId.Value, dialect.Parameter(store.Now.AddDays(-30)),
            dialect.Parameter(store.Now.AddSeconds(-1)), dialect.Parameter(store.Now.AddDays(20)));
        await db.Database.ExecuteSqlRawAsync("analyze");
    }
}
