using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Memberships;

/// <summary>Whether a member has what was paid for, and what is done about it (contract 3.2, section 5).</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_retry_answers_what_came_out()
    {
        await using var scene = await MemberScene.OpenAsync();
        await scene.DoAsync(new SimDoing.Join(Platform.SimServer, "s-ana"));
        await scene.DoAsync(new SimDoing.SetBotRights(Platform.SimServer, false));
        var id = await scene.BuyAsync(joins: false);
        var failing = (await scene.Software.PostAsync($"/v1/memberships/{id}/retry-delivery")).Expect(200);
        Assert.NotEqual("SENT", failing.GetProperty("delivery").Text("status"));
        Assert.NotNull(failing.GetProperty("delivery").Text("error"));
        var sick = (await scene.Software.GetAsync($"/v1/memberships/{id}/delivery-diagnostics")).Expect(200);
        Assert.Equal("blocked", sick.Text("overall_status"));
        Assert.False(sick.GetProperty("automation_ready").GetBoolean());
        Assert.Contains(sick.Items("checks"), check => check.Text("id") == "bot" && check.Text("status") == "blocked");

        await scene.Site.InScopeAsync<HiltBot.Engine.Storage.Work>(work => work.RunAsync(
            db => db.SimPlaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.BotMayManage, true)), default));
        var mended = (await scene.Software.PostAsync($"/v1/memberships/{id}/retry-delivery")).Expect(200);
        Assert.Equal("SENT", mended.GetProperty("delivery").Text("status"));
        Assert.Equal("CUSTOM", mended.GetProperty("delivery").Text("channel"));
        Assert.NotNull(mended.GetProperty("delivery").Text("attempted_at"));
        Assert.Equal(("SENT", id), (mended.GetProperty("membership").Text("delivery_status"), mended.GetProperty("membership").Text("id")));
        var events = (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Texts("events", "event_type");
        Assert.Equal(2, events.Count(one => one == "delivery_retried"));

        var well = (await scene.Software.GetAsync($"/v1/memberships/{id}/delivery-diagnostics")).Expect(200);
        Assert.Equal(("ok", "SENT"), (well.Text("overall_status"), well.Text("delivery_status")));
        Assert.True(well.GetProperty("automation_ready").GetBoolean());
        var place = Assert.Single(well.GetProperty("provider_state").Items("places"));
        Assert.Equal(("OPEN", "s-ana", "Inner circle"), (place.Text("shown"), place.Text("account_id"), place.Text("label")));
        Assert.True(well.GetProperty("actions").GetProperty("retry_delivery").GetBoolean());
    }

    /// <summary>The news of seats are those of a server with real money; the rest is play.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_key_pushes_is_as_live_as_the_key_and_nobody_elses_seats_are_pushed(bool isSandbox)
    {
        await using var scene = await MemberScene.OpenAsync(more: services => services.AddScoped(
            provider => ActivatorUtilities.CreateInstance<SeatNews>(provider, new Network(Network.Mainnet))));
        var software = await scene.Mia.WithKeyAsync(isSandbox);
        await scene.DoAsync(new SimDoing.Leave(Platform.SimServer, "s-ana"));
        var id = await scene.BuyAsync(joins: false);
        var other = await scene.BuyAsync("ben");
        await scene.DoAsync(new SimDoing.SetBotRights(Platform.SimServer, false));
        await scene.DoAsync(new SimDoing.Join(Platform.SimServer, "s-ana"));
        await scene.Site.WriteAsync(db => db.Seats.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.DueAt, scene.Site.Time.GetUtcNow())));
        var pushed = (await software.PostAsync($"/v1/memberships/{id}/retry-delivery")).Expect(200);
        Assert.NotEqual("SENT", pushed.GetProperty("delivery").Text("status"));

        var failed = await scene.Site.ReadAsync(db => db.WebhookEvents.Where(row => row.EventType == "delivery.failed").ToListAsync());
        Assert.Equal((id, !isSandbox), (Assert.Single(failed).MembershipId.ToString(), failed[0].IsLive));
        var bens = MembershipId.From(Guid.Parse(other));
        var seats = await scene.Site.ReadAsync(db => db.Memberships.Where(row => row.Id == bens)
            .Join(db.Seats, row => row.BuyerId, seat => seat.BuyerId, (row, seat) => seat).ToListAsync());
        Assert.NotNull(Assert.Single(seats).DueAt);
    }

    [Fact]
    public async Task A_member_who_has_not_come_yet_waits_with_an_invite()
    {
        await using var scene = await MemberScene.OpenAsync();
        await scene.DoAsync(new SimDoing.Leave(Platform.SimServer, "s-ana"));
        var id = await scene.BuyAsync(joins: false);
        var retried = (await scene.Software.PostAsync($"/v1/memberships/{id}/retry-delivery")).Expect(200);
        Assert.Contains(retried.GetProperty("delivery").Text("status"), (string[])["PENDING", "SENT"]);
        var waits = (await scene.Software.GetAsync($"/v1/memberships/{id}/delivery-diagnostics")).Expect(200);
        Assert.Equal("warning", waits.Text("overall_status"));
        Assert.True(waits.GetProperty("actions").GetProperty("resend_invite").GetBoolean());
    }

    [Fact]
    public async Task Nothing_is_delivered_where_nothing_is_to_be_delivered()
    {
        await using var scene = await MemberScene.OpenAsync();
        var placeless = await scene.Site.SellAsync(Site.Offer("Letters") with
        {
            DeliveryValue = "https://letters.example/",
            DeliveryType = DeliveryType.Redirect,
            Membership = new MembershipTerms { Billing = new Billing(BillingUnit.Day, 30, "UTC", null), Targets = [] },
        });
        var letters = await scene.BuyAsync("ben", placeless);
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{letters}/retry-delivery")).Status);
        var report = (await scene.Software.GetAsync($"/v1/memberships/{letters}/delivery-diagnostics")).Expect(200);
        Assert.Equal(("ok", "NOT_REQUIRED", "https://letters.example/"), (report.Text("overall_status"), report.Text("delivery_status"), report.Text("fallback_value")));
        Assert.True(report.GetProperty("fallback_ready").GetBoolean());

        var ended = await scene.BuyAsync();
        await scene.WaitAsync(TimeSpan.FromDays(40));
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{ended}/retry-delivery")).Status);
    }

    [Fact]
    public async Task One_ticket_stands_for_a_delivery_until_it_is_closed()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            scene.Software.PostAsync($"/v1/memberships/{id}/delivery-support-ticket")));
        Assert.Single(answers.Select(answer => answer.Expect(200).Text("ticket_id")).Distinct());
        Assert.Single(answers, answer => answer.Body.GetProperty("created").GetBoolean());
        var ticket = await scene.Site.ReadAsync(db => db.Tickets.SingleAsync());
        Assert.Equal(ticket.Id.ToString(), answers[0].Body.Text("ticket_id"));
        Assert.Equal((id, HiltBot.Engine.Support.TicketCategory.Delivery), (ticket.MembershipId.ToString(), ticket.Category));
        Assert.Single(await scene.EventsAsync(), one => one == "support.ticket.created");
        Assert.Equal("ticket_opened", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Items("events")[0].Text("event_type"));

        await scene.Site.InScopeAsync<HiltBot.Engine.Support.CloseTicket, HiltBot.Engine.Support.TicketOutcome>(close =>
            close.HandleAsync(scene.Site.MerchantId, ticket.Id, HiltBot.Engine.Storage.Actor.Merchant(scene.Site.MerchantId.ToString()), default));
        var next = (await scene.Software.PostAsync($"/v1/memberships/{id}/delivery-support-ticket")).Expect(200);
        Assert.True(next.GetProperty("created").GetBoolean());
        Assert.NotEqual(ticket.Id.ToString(), next.Text("ticket_id"));
    }

    [Fact]
    public async Task The_facts_behind_access_are_told_in_order()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var story = (await scene.Software.GetAsync($"/v1/memberships/{id}/access")).Expect(200);
        Assert.Contains(story.Items("now"), line => line.GetString()!.Contains("is open", StringComparison.Ordinal));
        var facts = story.Items("facts");
        Assert.Contains(facts, fact => fact.Text("text")!.Contains("They paid 29.00 USDC", StringComparison.Ordinal));
        Assert.Equal(facts.Select(fact => fact.Text("at")).Order().ToList(), facts.Select(fact => fact.Text("at")).ToList());
        Assert.Equal(JsonValueKind.False, story.GetProperty("is_blocked").ValueKind);
    }
}
