using System.Text.Json;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Memberships;

/// <summary>Lists, lookups and reports read what they show, not everybody: by the databases' own plans.</summary>
public sealed class MembershipsAreFoundByIndexTests(ITestOutputHelper output)
{
    private const int Members = 20_000;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Nothing_is_read_through_from_end_to_end(string provider)
    {
        var explain = new Explain("merchant_id", provider);
        await using var store = await Store.CreateAsync(
            provider, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(explain)));
        var club = await Club.OpenAsync(store);
        var paid = (await club.PayAsync("@Ann"))!;
        var rare = await FillAsync(store, club, provider);
        explain.IsOn = true;
        var merchantId = club.Merchant.Id;
        foreach (var filter in (MembershipFilter[])[
            new(null, null, null, null), new(rare, null, null, null), new(null, MembershipStatus.GracePeriod, null, null),
            new(club.Product.Id, MembershipStatus.Active, [Platform.SimServer], null)])
        {
            await store.InScopeAsync<ListMemberships, IReadOnlyList<MembershipView>>(list =>
                list.HandleAsync(merchantId, filter, 0, 50, default));
        }

        foreach (var clues in (MembershipClues[])[
            new(null, paid.PayerWallet, null, null), new(null, null, "ANN", null), new(null, null, null, paid.LatestTxSignature)])
        {
            var found = await store.InScopeAsync<LookUpMemberships, IReadOnlyList<MembershipView>>(lookUp =>
                lookUp.HandleAsync(merchantId, clues, default));
            Assert.Equal(paid.Id, Assert.Single(found).Membership.Id);
        }

        Assert.NotNull(await store.InScopeAsync<ReadMembership, MembershipDetail?>(read =>
            read.HandleAsync(merchantId, paid.Id, default)));
        var lists = explain.Plans.Count;
        await store.InScopeAsync<ReadRenewals, RenewalReport>(read => read.HandleAsync(merchantId, 7, 60, default));
        explain.IsOn = false;
        output.WriteLine(string.Join("\n\n", explain.Plans));
        Assert.True(lists >= 15, $"{lists} plans");
        var scan = provider == Store.Sqlite ? "SCAN" : "Seq Scan on";
        foreach (var table in (string[])["memberships", "membership_periods", "buyer_accounts", "history"])
        {
            Assert.DoesNotContain(explain.Plans.Take(lists), plan => plan.Contains($"{scan} {table}", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(explain.Plans, plan => plan.Contains($"{scan} history", StringComparison.Ordinal));
        foreach (var index in (string[])[
            "ix_memberships_identity_lower", "ix_memberships_display_lower", "memberships_merchant_id_payer_wallet",
            "membership_periods_merchant_id_tx_signature", "memberships_merchant_id_product_id_created_at",
            "memberships_merchant_id_status_created_at"])
        {
            Assert.Contains(explain.Plans, plan => plan.Contains(index, StringComparison.Ordinal));
        }
    }

    // One in five hundred has another product. Everybody came a second after the one before.
    private static async Task<ProductId> FillAsync(Store store, Club club, string provider)
    {
        var (series, id, at) = provider == Store.Sqlite
            ? ("with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < {3})",
                "'00000000-0000-7000-8000-' || substr('000000000000' || i, -12)", "{2} + i * 1000000")
            : ("with numbers as (select i from generate_series(1, {3}) as i)",
                "('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid", "{2}::timestamptz + i * interval '1 second'");
        var rare = ProductId.New(store.Now.AddMinutes(1));
        var copy = JsonSerializer.SerializeToNode(club.Product)!;
        copy["Id"]!["Value"] = rare.Value;
        copy["Slug"] = "rare";
        await store.WriteAsync(async db =>
        {
            db.Products.Add(copy.Deserialize<Product>()!);
            object[] values = [club.Merchant.Id.Value, club.Product.Id.Value, db.Dialect.Parameter(store.Now.AddDays(-1)), Members, rare.Value];
            foreach (var (table, row) in ((string, string)[])[
                ("memberships (id, merchant_id, product_id, buyer_id, identity_type, identity_value, identity_display, sibling, platform, " +
                    "payer_wallet, status, current_period_start_at, grace_period_days, reminder_offsets_days, renewal_count, " +
                    "delivery_status, metadata_json, created_at, updated_at, attempts, version)",
                    $"{id}, {{0}}, case when i % 500 = 0 then {{4}} else {{1}} end, {id}, 'CUSTOM', 'm' || i, 'M' || i, '', 'SIM_SERVER', " +
                    $"'w' || i, 'ACTIVE', {at}, 3, '7', 0, 'SENT', '{{{{}}}}', {at}, {at}, 0, 0"),
                ("membership_periods (id, merchant_id, membership_id, tx_signature, amount_minor_units, token_mint, status, " +
                    "period_start_at, activated_at, created_at)",
                    $"{id}, {{0}}, {id}, 's' || i, 1, 'mint', 'active', {at}, {at}, {at}"),
                ("history (merchant_id, subject, subject_id, event_type, actor_type, payload_json, created_at)",
                    $"{{0}}, 'MEMBERSHIP', {id}, 'activated', 'system', '{{{{}}}}', {at}"),
                ("buyer_accounts (merchant_id, platform, account_id, buyer_id, display, connected_at)",
                    $"{{0}}, 'SIM_SERVER', 'm' || i, {id}, 'm', {at}")])
            {
                var insert = $"insert into {table} {series} select {row} from numbers where i > 0 or {{1}} is null or {{4}} is null";
                await db.Database.ExecuteSqlRawAsync(insert, values);
            }

            await db.Database.ExecuteSqlRawAsync("analyze");
        });
        return rare;
    }
}
