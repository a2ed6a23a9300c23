using System.Globalization;
using HiltBot.Doors.Tests.Memberships;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Testing;

/// <summary>The second clock through the API: forward only, on play networks only (rule 5).</summary>
public sealed class BusinessClockTests
{
    [Fact]
    public async Task It_goes_forward_by_seconds_to_an_instant_and_to_what_happens_next()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var before = (await scene.Software.GetAsync("/v1/testing/clock")).Expect(200);
        Assert.Equal(("sandbox", 0L), (before.Text("network"), before.GetProperty("offset_seconds").GetInt64()));
        var reminder = before.Text("next_event_at");
        var now = DateTimeOffset.Parse(before.Text("now")!, CultureInfo.InvariantCulture);

        var moved = (await scene.Software.PostAsync("/v1/testing/clock", new { seconds = 3600 })).Expect(200);
        Assert.Equal((WireTime.Of(now.AddHours(1)), 3600L), (moved.Text("now"), moved.GetProperty("offset_seconds").GetInt64()));
        moved = (await scene.Mia.PostAsync("/v1/testing/clock", new { to = WireTime.Of(now.AddDays(1)) })).Expect(200);
        Assert.Equal(WireTime.Of(now.AddDays(1)), moved.Text("now"));
        moved = (await scene.Software.PostAsync("/v1/testing/clock", new { to_next_event = true })).Expect(200);
        Assert.Equal(reminder, moved.Text("now"));
        await scene.SettleAsync();
        Assert.Equal("reminder_sent", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Items("events")[0].Text("event_type"));
        while ((await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("status") != "EXPIRED")
        {
            (await scene.Software.PostAsync("/v1/testing/clock", new { to_next_event = true })).Expect(200);
            await scene.SettleAsync();
        }
    }

    [Fact]
    public async Task It_never_goes_backwards_and_takes_one_order_at_a_time()
    {
        await using var scene = await MemberScene.OpenAsync();
        var before = (await scene.Software.GetAsync("/v1/testing/clock")).Expect(200).Text("now");
        foreach (var (body, field) in ((object, string)[])[
            (new { seconds = -1 }, "seconds"), (new { seconds = 315_576_001L }, "seconds"), (new { }, "seconds"),
            (new { seconds = 1, to_next_event = true }, "seconds"), (new { to = "2020-01-01T00:00:00Z" }, "to"),
            (new { to = "soon" }, "to"), (new { to = "2201-01-01" }, "to"), (new { to_next_event = false }, "seconds")])
        {
            Assert.Equal(field, (await scene.Software.PostAsync("/v1/testing/clock", body)).FieldRefused());
        }

        Assert.Equal(409, (await scene.Software.PostAsync("/v1/testing/clock", new { to_next_event = true })).Status);
        Assert.Equal(before, (await scene.Software.GetAsync("/v1/testing/clock")).Expect(200).Text("now"));
        var reader = await scene.Mia.WithKeyAsync(false, "read");
        Assert.Equal(403, (await reader.PostAsync("/v1/testing/clock", new { seconds = 1 })).Status);
        Assert.Equal(401, (await new Api(scene.Site.Client).GetAsync("/v1/testing/clock")).Status);
    }

    [Fact]
    public async Task It_is_not_there_where_money_is_real()
    {
        await using var site = await Site.CreateAsync(
            hasSimulator: false, network: Network.Devnet, more: services => services
                .Configure<AccountOptions>(accounts => accounts.Registration = Registration.Open)
                .Configure<SolanaOptions>(solana => solana.RpcUrls.Add(new Uri("http://127.0.0.1:1"))));
        var mia = await Api.SignUpAsync(site.Client);
        Assert.Equal("Not Found", (await mia.GetAsync("/v1/testing/clock")).Expect(404).Text("detail"));
        (await mia.PostAsync("/v1/testing/clock", new { seconds = 1 })).Expect(404);
        Assert.Equal(TimeSpan.Zero, site.Services.GetRequiredService<BusinessTime>().Offset);
    }
}
