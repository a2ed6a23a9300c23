using System.Text.Json;
using System.Text.RegularExpressions;
using HiltBot.Doors.Tests.Memberships;
using HiltBot.Engine.Merchants.Export;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Web;

/// <summary>A merchant takes everything along, and nothing of anybody else's and no secret.</summary>
public sealed partial class ExportTests
{
    // Named like secrets and none: what they are stands beside.
    private static readonly HashSet<string> NoSecrets =
    [
        "products.token_mint", "payments.token_mint", "membership_periods.token_mint", "transfers.token_mint", "receipts.token_mint", // assets
        "refunds.token_mint", "renewal_plans.token_mint", "renewal_plans.token_program", // assets too
        "renewal_authorizations.payer_token_account", // an address of the ledger
        "payments.terms_hash", "receipts.hash", "receipts.key_id", // what was agreed to; the proof and whose key it is of
        "payments.nonce", // the memo on the ledger
        "api_keys.key_prefix", "webhook_endpoints.secret_preview", "key_calls.key_id", "notices.key", // shown anyway
    ];

    [Fact]
    public async Task Every_row_of_the_merchant_is_told_once_and_no_row_of_another()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        (await scene.Software.PostAsync($"/v1/memberships/{id}/delivery-support-ticket")).Expect(200);
        var eve = await Api.SignUpAsync(scene.Site.Client);
        await eve.WithKeyAsync();
        var endpoint = await scene.Mia.PostAsync("/v1/webhooks/endpoints", new { label = "Mine", url = "https://hooks.example/" });
        var secret = endpoint.Expect(201).Text("signing_secret")!;

        var answer = await scene.Software.GetAsync("/v1/account/export");
        Assert.Equal(200, answer.Status);
        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(("start", "end"), (lines[0].Text("type"), lines[^1].Text("type")));
        Assert.Equal(lines.Count - 2, lines[^1].GetProperty("rows").GetInt64());
        var told = lines.Skip(1).SkipLast(1).CountBy(line => line.Text("table")!).ToDictionary();
        var (counts, foreign) = await CountAsync(scene);
        Assert.Equal(
            counts.OrderBy(one => one.Key, StringComparer.Ordinal).ToList(),
            told.Where(one => one.Key is not ("merchants" or "transfers")).OrderBy(one => one.Key, StringComparer.Ordinal).ToList());
        Assert.Equal((1, 1), (told["merchants"], told["transfers"]));
        Assert.NotEmpty(foreign);
        Assert.All(
            (string[])["memberships", "membership_periods", "payments", "receipts", "products", "seats", "history", "tickets", "webhook_endpoints"],
            table => Assert.Contains(table, told.Keys));
        foreach (var alien in foreign.Append(eve.MerchantId.ToString()).Append(secret).Append(scene.Software.Key!))
        {
            Assert.DoesNotContain(alien, answer.Text, StringComparison.OrdinalIgnoreCase);
        }

        var row = lines.Single(line => line.TryGetProperty("table", out var name) && name.GetString() == "memberships").GetProperty("row");
        Assert.Equal((id, "ACTIVE", "SIM_SERVER"), (row.Text("id"), row.Text("status"), row.Text("platform")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", row.Text("created_at"));
    }

    [Fact]
    public async Task No_table_of_merchants_is_forgotten_and_nothing_named_like_a_secret_goes_along()
    {
        await using var scene = await MemberScene.OpenAsync();
        await scene.Site.ReadAsync(async db =>
        {
            var owned = db.Model.GetEntityTypes().Where(type => typeof(IOwnedByMerchant).IsAssignableFrom(type.ClrType)).ToList();
            var exported = ExportShape.Tables(db.Model);
            Assert.Equal(
                [
                    "idempotent_calls", "identity_sessions", "money_proofs", "phantom_sessions", "sent_payments",
                    "visitor_states",
                ],
                owned.Select(type => type.GetTableName()!).Except(exported.Select(table => table.Name)).Order());

            // Also a table that has the column and not the interface.
            Assert.All(
                db.Model.GetEntityTypes().Where(type => type.FindProperty(nameof(IOwnedByMerchant.MerchantId)) is not null &&
                    !typeof(IOwnedByMerchant).IsAssignableFrom(type.ClrType)),
                type => Assert.Contains(type.GetTableName(), (string[])["one_time_codes"]));
            var all = exported.Append(ExportShape.TableOf(db.Model.FindEntityType(typeof(HiltBot.Engine.Payments.Transfer))!));
            Assert.Empty(all.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}"))
                .Where(name => Secretive().IsMatch(name.Split('.')[1])).Except(NoSecrets));
            await Task.CompletedTask;
            return true;
        });
    }

    [Fact]
    public async Task One_export_of_a_workspace_runs_at_a_time()
    {
        await using var scene = await MemberScene.OpenAsync();
        var turns = scene.Site.Services.GetRequiredService<HiltBot.Web.Api.Accounts.ExportTurns>();
        using (turns.Take(scene.Site.MerchantId))
        {
            Assert.Equal(409, (await scene.Software.GetAsync("/v1/account/export")).Status);
        }

        Assert.Equal(200, (await scene.Software.GetAsync("/v1/account/export")).Status);
        Assert.Equal(200, (await scene.Software.GetAsync("/v1/account/export")).Status);
    }

    // By plain SQL, so that a filter that hides rows is noticed.
    private static async Task<(Dictionary<string, int> Own, List<string> Foreign)> CountAsync(MemberScene scene)
    {
        var tables = await scene.Site.ReadAsync(db => Task.FromResult(ExportShape.Tables(db.Model)));
        var (own, foreign) = (new Dictionary<string, int>(), new List<string>());
        foreach (var table in tables.Select(table => table.Name))
        {
            var (mine, others) = await scene.Site.ReadAsync(async db =>
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                await db.Database.OpenConnectionAsync();
                command.CommandText = $"select merchant_id from {table}";
                await using var reader = await command.ExecuteReaderAsync();
                var ids = new List<string>();
                while (await reader.ReadAsync())
                {
                    ids.Add(reader.GetString(0));
                }

                var me = scene.Site.MerchantId.ToString();
                return (ids.Count(id => id.Equals(me, StringComparison.OrdinalIgnoreCase)), ids.Where(id => !id.Equals(me, StringComparison.OrdinalIgnoreCase)).Distinct().ToList());
            });
            foreign.AddRange(others);
            if (mine > 0)
            {
                own[table] = mine;
            }
        }

        return (own, foreign.Distinct().ToList());
    }

    [GeneratedRegex("hash|secret|token|password|sealed|key|nonce")]
    private static partial Regex Secretive();
}
