using System.Text.Json;
using HiltBot.Doors.Tests.Subscriptions;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Renewals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Products;

/// <summary>
/// <c>membership_config</c>: defaults, merging, billing and targets (contract 4.1; design section 4, Billing and Targets).
/// </summary>
public sealed class MembershipConfigTests
{
    [Fact]
    public async Task An_empty_config_has_the_contracts_defaults()
    {
        await using var shop = await Shop.OpenAsync();
        var config = await ConfigAsync(shop, new { });
        Assert.Equal(
            """
            {"enabled":true,"platform":"CUSTOM","access_mode":null,"identity_type":"WALLET","identity_label":null,
            "identity_required":false,"renewal_mode":"ONE_OFF","billing_interval_days":null,"grace_period_days":0,
            "renewal_reminder_offsets_days":[7,2,1],"platform_target_id":null,"platform_target_label":null,
            "allow_multiple_active":false,"settings_json":{}}
            """.ReplaceLineEndings(string.Empty),
            config.ToString());
        Assert.True((await ConfigAsync(shop, new { platform = "discord" })).GetProperty("identity_required").GetBoolean());
        Assert.Equal(
            "TELEGRAM_USER_ID", Shop.Text(await ConfigAsync(shop, new { platform = "TELEGRAM" }), "identity_type"));
    }

    [Fact]
    public async Task Where_renewals_are_collected_a_product_may_renew_by_itself_with_three_days_of_grace_unless_it_says_otherwise()
    {
        await using var shop = await Shop.OpenAsync(services => services.AddSingleton<IRenewalProgram>(new FakeRenewalProgram()));
        var config = await ConfigAsync(shop, new { renewal_mode = "AUTOMATIC", billing_interval_days = 30 });
        Assert.Equal(("AUTOMATIC", 3), (Shop.Text(config, "renewal_mode"), config.GetProperty("grace_period_days").GetInt32()));
        var strict = await ConfigAsync(
            shop, new { renewal_mode = "AUTOMATIC", billing_interval_days = 30, grace_period_days = 0 });
        Assert.Equal(0, strict.GetProperty("grace_period_days").GetInt32());
        var wanted = Shop.Course();
        wanted["membership_config"] = new { renewal_mode = "AUTOMATIC", billing_interval_days = 366 };
        (await shop.Key.PostAsync("/v1/products", wanted)).Expect(422);
    }

    [Fact]
    public async Task What_was_sent_is_read_again_and_a_patch_merges()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var config = product.GetProperty("membership_config");
        Assert.Equal(
            ("CUSTOM", "REDIRECT", "EMAIL", "E-mail", "ONE_OFF", "course-42", "Course 42"),
            (Shop.Text(config, "platform"), Shop.Text(config, "access_mode"), Shop.Text(config, "identity_type"),
                Shop.Text(config, "identity_label"), Shop.Text(config, "renewal_mode"),
                Shop.Text(config, "platform_target_id"), Shop.Text(config, "platform_target_label")));
        Assert.Equal("[7,2,1]", config.GetProperty("renewal_reminder_offsets_days").ToString());
        Assert.Equal("dark", Shop.Text(config.GetProperty("settings_json"), "theme"));

        var merged = await PatchAsync(shop, product, new
        {
            identity_label = (string?)null,
            grace_period_days = 5,
            settings_json = new { theme = (string?)null, sound = "off" },
        });
        Assert.Equal((JsonValueKind.Null, 5, 30, "EMAIL"), (
            merged.GetProperty("identity_label").ValueKind, merged.GetProperty("grace_period_days").GetInt32(),
            merged.GetProperty("billing_interval_days").GetInt32(), Shop.Text(merged, "identity_type")));
        var settings = merged.GetProperty("settings_json");
        Assert.False(settings.TryGetProperty("theme", out _));
        Assert.Equal("off", Shop.Text(settings, "sound"));
        Assert.Equal("course-42", Shop.Text(settings.GetProperty("targets")[0], "target_id"));

        // What a client read it may send back, and nothing changes.
        var path = $"/v1/products/{Shop.Text(product, "id")}";
        var before = await shop.Key.GetAsync(path);
        var again = await shop.Key.PatchAsync(path, new { membership_config = before.Body.GetProperty("membership_config") });
        Assert.Equal(before.Text, again.Text);
    }

    [Fact]
    public async Task Billing_is_the_truth_where_it_is_sent_and_days_alone_are_days()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var monthly = await PatchAsync(shop, product, new
        {
            billing_interval_days = 7,
            settings_json = new
            {
                billing = new { unit = "month", count = 3, time_zone = "Europe/Berlin", end_time = "18:00" },
            },
        });
        Assert.Equal(90, monthly.GetProperty("billing_interval_days").GetInt32());
        Assert.Equal(
            """{"unit":"month","count":3,"time_zone":"Europe/Berlin","end_time":"18:00"}""",
            monthly.GetProperty("settings_json").GetProperty("billing").ToString());
        var lifetime = await PatchAsync(shop, product, new { settings_json = new { billing = new { unit = "LIFETIME" } } });
        Assert.Equal(JsonValueKind.Null, lifetime.GetProperty("billing_interval_days").ValueKind);
        var days = await PatchAsync(shop, product, new { billing_interval_days = 60 });
        Assert.Equal(60, days.GetProperty("billing_interval_days").GetInt32());
        Assert.Equal("day", Shop.Text(days.GetProperty("settings_json").GetProperty("billing"), "unit"));
        Assert.Equal(BillingUnit.Day, await shop.Site.ReadAsync(db => db.Products.Select(row => row.BillingUnit).SingleAsync()));
        var forEver = await PatchAsync(shop, product, new { billing_interval_days = (int?)null });
        Assert.False(forEver.GetProperty("settings_json").TryGetProperty("billing", out _));
    }

    private static readonly (string Key, object Config)[] Refusals =
    [
        ("renewal_mode", new { renewal_mode = "AUTOMATIC", billing_interval_days = 30 }),
        ("renewal_mode", new { renewal_mode = "SOMETIMES" }),
        ("platform", new { platform = "SMOKE" }),
        ("identity_type", new { identity_type = "PASSPORT" }),
        ("access_mode", new { access_mode = "TELEPATHY" }),
        ("enabled", new { enabled = (bool?)null }),
        ("enabled", new { enabled = "yes" }),
        ("billing_interval_days", new { billing_interval_days = 0 }),
        ("billing_interval_days", new { billing_interval_days = 3661 }),
        ("grace_period_days", new { grace_period_days = 366 }),
        ("renewal_reminder_offsets_days", new { renewal_reminder_offsets_days = (int[])[0] }),
        ("renewal_reminder_offsets_days", new { renewal_reminder_offsets_days = (int[])[3, 3] }),
        ("platform_target_id", new { platform_target_id = " " }),
        ("settings_json", new { settings_json = (int[])[1] }),
        ("settings_json", new { settings_json = new { billing = 30 } }),
        ("settings_json", new { settings_json = new { billing = new { unit = "week", count = 1 } } }),
        ("settings_json", new { settings_json = new { billing = new { unit = "day" } } }),
        ("settings_json", new { settings_json = new { billing = new { unit = "day", count = 1, end_time = "25:00" } } }),
        ("settings_json", new { settings_json = new { billing = new { unit = "day", count = 1, time_zone = "Mars" } } }),
        ("settings_json", new { settings_json = new { targets = "all" } }),
        ("settings_json", new { settings_json = new { targets = (object[])[new { platform = "DISCORD" }] } }),
        ("settings_json", new { settings_json = new { bot_token = "x" } }),
        ("settings_json", new { settings_json = new { found_roles = "eat" } }),
        ("settings_json", new { platform = "TELEGRAM", platform_target_id = "-1001" }),
        ("settings_json", new { platform = "DISCORD", platform_target_id = "no role" }),
        ("settings_json", new { settings_json = new { targets = (object[])[new { target_id = new string('x', 161) }] } }),
        (
            "platform_target_id",
            new { platform_target_id = "a", settings_json = new { targets = (object[])[new { target_id = "b" }] } }
        ),
    ];

    [Fact]
    public async Task Bad_settings_are_refused_by_their_key()
    {
        await using var shop = await Shop.OpenAsync();
        foreach (var (key, config) in Refusals)
        {
            var wanted = Shop.Course();
            wanted["membership_config"] = config;
            var answer = await shop.Key.PostAsync("/v1/products", wanted);
            var loc = answer.Expect(422).GetProperty("detail")[0].GetProperty("loc");
            Assert.Equal(
                ["body", "membership_config", key], loc.EnumerateArray().Take(3).Select(one => one.GetString()));
        }

        Assert.Equal(0, await shop.Site.ReadAsync(db => db.Products.CountAsync()));
    }

    [Fact]
    public async Task Targets_are_added_for_present_members_and_the_first_is_the_flat_field()
    {
        await using var shop = await Shop.OpenAsync();
        var wanted = Shop.Course();
        wanted["membership_config"] = new
        {
            billing_interval_days = 30,
            settings_json = new
            {
                targets = (object[])
                [
                    new { platform = "CUSTOM", target_id = "sim:inner-circle", label = "Inner circle" },
                    new { platform = "CUSTOM", target_id = "wall", label = "A name on the wall" },
                ],
            },
        };
        var product = await shop.SellAsync(wanted);
        var config = product.GetProperty("membership_config");
        Assert.Equal("sim:inner-circle", Shop.Text(config, "platform_target_id"));
        var link = await shop.Site.LinkAsync(await shop.Site.ReadAsync(db => db.Products.SingleAsync()));
        await shop.PayAsync(await shop.ConnectAsync(product, new { handoff_token = link.Token }));
        await shop.Site.SettleAsync();
        var both = await PatchAsync(shop, product, new
        {
            settings_json = new
            {
                targets = (object[])
                [
                    new { platform = "CUSTOM", target_id = "sim:inner-circle", label = "Inner circle" },
                    new { platform = "CUSTOM", target_id = "sim:workshop", label = "Workshop" },
                ],
            },
        });
        Assert.Equal(2, both.GetProperty("settings_json").GetProperty("targets").GetArrayLength());
        await shop.Site.SettleAsync();
        Assert.Equal(2, await shop.Site.ReadAsync(db => db.Seats.CountAsync(row => row.OpenedAt != null)));
        var moved = await PatchAsync(shop, product, new { platform_target_label = "The inner circle" });
        Assert.Equal("The inner circle", Shop.Text(moved, "platform_target_label"));
    }

    [Fact]
    public async Task Taken_away_settings_end_new_memberships_and_present_members_keep_theirs()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        await shop.BuyAsync(product, "ana@example.org");
        var path = $"/v1/products/{Shop.Text(product, "id")}";
        var plain = (await shop.Key.PatchAsync(path, new { membership_config = (object?)null })).Expect(200);
        Assert.Equal(JsonValueKind.Null, plain.GetProperty("membership_config").ValueKind);
        Assert.False(plain.GetProperty("membership_enabled").GetBoolean());
        await shop.BuyAsync(product, "ben@example.org");
        Assert.Equal(1, await shop.Site.ReadAsync(db => db.Memberships.CountAsync()));
        await shop.BuyAsync(product, "ana@example.org");
        var ana = await shop.Site.ReadAsync(db => db.Memberships.SingleAsync());
        Assert.Equal((1, MembershipStatus.Active), (ana.RenewalCount, ana.Status));
        Assert.NotNull(ana.CurrentPeriodEndAt);
    }

    private static async Task<JsonElement> ConfigAsync(Shop shop, object config)
    {
        var wanted = Shop.Course();
        wanted["membership_config"] = config;
        return (await shop.SellAsync(wanted)).GetProperty("membership_config");
    }

    private static async Task<JsonElement> PatchAsync(Shop shop, JsonElement product, object config) =>
        (await shop.Key.PatchAsync($"/v1/products/{Shop.Text(product, "id")}", new { membership_config = config }))
            .Expect(200).GetProperty("membership_config");
}
