using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Webhooks;

/// <summary>Contract 8.3 with a clock in hand: the schedule, dead letters, replay, pausing,
/// filters.</summary>
public sealed class EventsAreDeliveredTests
{
    private const string Url = "https://shop.example/hook";

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_failing_endpoint_is_tried_six_times_on_the_schedule_and_then_no_more(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        var endpoint = await scene.ListenAsync(Url);
        scene.Letterbox.Statuses[Url] = 500;
        await scene.HappensAsync();
        var start = scene.Store.Time.GetUtcNow();
        TimeSpan[] waits =
        [
            TimeSpan.Zero, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        ];
        foreach (var (number, wait) in waits.Index())
        {
            if (wait > TimeSpan.Zero)
            {
                scene.Store.Time.Advance(wait - TimeSpan.FromSeconds(1));
                await scene.DeliverAsync();
                Assert.Equal(number, scene.Letterbox.All.Count);
                scene.Store.Time.Advance(TimeSpan.FromSeconds(1));
            }

            await scene.DeliverAsync();
            Assert.Equal(number + 1, scene.Letterbox.All.Count);
            var row = await scene.DeliveryAsync();
            Assert.Equal(number < 5 ? DeliveryState.Retrying : DeliveryState.DeadLetter, row.State);
            Assert.Equal(number + 1, row.Attempts);
            Assert.Equal(number < 5 ? scene.Store.Time.GetUtcNow() + waits[number + 1] : null, row.DueAt);
            Assert.Equal((500, "The endpoint answered 500."), (row.ResponseStatus, row.LastError));
        }

        Assert.Equal(
            waits.Aggregate((new List<DateTimeOffset>(), start), (sum, wait) =>
            {
                sum.Item1.Add(sum.start + wait);
                return (sum.Item1, sum.start + wait);
            }).Item1,
            scene.Letterbox.All.Select(one => one.At));
        scene.Store.Time.Advance(TimeSpan.FromDays(30));
        await scene.DeliverAsync();
        Assert.Equal(6, scene.Letterbox.All.Count);
        var broken = await scene.EndpointAsync(endpoint);
        Assert.Equal((6, EndpointStatus.Active), (broken.ConsecutiveFailures, broken.Status));
        Assert.NotNull(broken.LastFailureAt);
        Assert.Null(broken.LastSuccessAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_replay_keeps_id_event_and_bytes_and_begins_the_schedule_anew(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        var endpoint = await scene.ListenAsync(Url);
        scene.Letterbox.Statuses[Url] = 503;
        await scene.HappensAsync();
        for (var number = 0; number < 6; number++)
        {
            await scene.DeliverAsync();
            scene.Store.Time.Advance(TimeSpan.FromHours(2));
        }

        var dead = await scene.DeliveryAsync();
        Assert.Equal(DeliveryState.DeadLetter, dead.State);
        await ReplayAsync(scene, dead.Id);
        await scene.DeliverAsync();
        var failed = await scene.DeliveryAsync();
        Assert.Equal((DeliveryState.Retrying, 7, 1), (failed.State, failed.Attempts, failed.Tries));
        scene.Letterbox.Statuses[Url] = 204;
        await ReplayAsync(scene, dead.Id);
        await scene.DeliverAsync();
        var delivered = await scene.DeliveryAsync();
        Assert.Equal((DeliveryState.Delivered, dead.Id), (delivered.State, delivered.Id));
        Assert.Equal((null, 204), (delivered.DueAt, delivered.ResponseStatus));
        Assert.NotNull(delivered.DeliveredAt);
        var sent = scene.Letterbox.All;
        Assert.Equal(8, sent.Count);
        Assert.Single(sent.Select(one => one.Body).Distinct());
        Assert.Single(sent.Select(one => one.Header(WebhookSignature.EventIdHeader)).Distinct());
        Assert.Single(sent.Select(one => one.Header(WebhookSignature.DeliveryIdHeader)).Distinct());
        Assert.Equal(7, sent.Select(one => one.Header(WebhookSignature.Header)).Distinct().Count());
        Assert.Equal(0, (await scene.EndpointAsync(endpoint)).ConsecutiveFailures);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Dead_letters_are_tried_on_for_as_long_as_the_operator_says(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider, deadLetterHours: 6);
        await scene.ListenAsync(Url);
        scene.Letterbox.Statuses[Url] = 500;
        await scene.HappensAsync();
        for (var hour = 0; hour < 100; hour++)
        {
            await scene.DeliverAsync();
            scene.Store.Time.Advance(TimeSpan.FromHours(1));
        }

        var row = await scene.DeliveryAsync();
        Assert.Equal((DeliveryState.DeadLetter, 9), (row.State, row.Attempts));
        Assert.Null(row.DueAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_paused_endpoint_is_not_tried_gets_nothing_new_and_what_waited_goes_on_with_it(
        string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        var endpoint = await scene.ListenAsync(Url);
        await scene.HappensAsync();
        await scene.SetStatusAsync(endpoint, EndpointStatus.Paused);
        await scene.HappensAsync();
        await scene.DeliverAsync();
        Assert.Empty(scene.Letterbox.All);
        Assert.Equal((DeliveryState.Pending, null),
            ((await scene.DeliveryAsync()).State, (await scene.DeliveryAsync()).DueAt));
        scene.Store.Time.Advance(TimeSpan.FromDays(1));
        await scene.DeliverAsync();
        Assert.Empty(scene.Letterbox.All);
        await scene.SetStatusAsync(endpoint, EndpointStatus.Active);
        await scene.DeliverAsync();
        Assert.Equal(DeliveryState.Delivered, (await scene.DeliveryAsync()).State);
        Assert.Single(scene.Letterbox.All);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_endpoint_hears_of_the_events_and_products_that_it_asked_for(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        await scene.ListenAsync("https://all.example");
        await scene.ListenAsync("https://tickets.example", names =>
            names.Add(EventTypes.SupportTicketCreated));
        await scene.ListenAsync("https://others.example", names => names.Add(EventTypes.PaymentFailed));
        await scene.ListenAsync("https://product.example", onlyProduct: true);
        await scene.HappensAsync();
        await scene.HappensAsync(ofProduct: false);
        await scene.DeliverAsync();
        Assert.Equal(2, scene.Letterbox.To("https://all.example").Count);
        Assert.Equal(2, scene.Letterbox.To("https://tickets.example").Count);
        Assert.Empty(scene.Letterbox.To("https://others.example"));
        Assert.Single(scene.Letterbox.To("https://product.example"));
        Assert.Equal(5, (await scene.DeliveriesAsync()).Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_a_sandbox_key_causes_is_not_live(string provider)
    {
        await using var store = await Store.CreateAsync(
            provider, Network.Sandbox);
        var merchant = MerchantId.New(store.Now);
        foreach (var isSandboxKey in (bool[])[false, true])
        {
            await store.InScopeAsync<Work>(work =>
            {
                work.IsSandboxCall = isSandboxKey;
                return work.RunAsync(
                    db =>
                    {
                        db.OweEvent(
                            merchant, EventTypes.SupportTicketCreated, "support_ticket",
                            isSandboxKey.ToString(),
                            new EventLinks(), isLive: true, store.Now, store.Time.Now());
                        return Task.CompletedTask;
                    },
                    default);
            });
        }

        Assert.Equal(
            [true, false],
            await store.ReadAsync(db =>
                db.WebhookEvents.OrderBy(row => row.SourceId).Select(row => row.IsLive).ToListAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Rendering_twice_at_once_owes_an_endpoint_one_delivery(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        await scene.ListenAsync(Url);
        await scene.Store.WriteAsync(db =>
        {
            db.OweEvent(
                scene.Club.Merchant.Id, EventTypes.SupportTicketCreated, "support_ticket", "once",
                new EventLinks(), false,
                scene.Store.Now, scene.Store.Time.Now());
            return Task.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            scene.Store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default))));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => scene.StartAsync()));
        await scene.Flights.LandedAsync();
        Assert.Single(scene.Letterbox.All);
        Assert.Contains(Sweep.Deliveries, scene.Store.Rung);
        Assert.Equal(DeliveryState.Delivered, (await scene.DeliveryAsync()).State);
    }

    private static async Task ReplayAsync(HookScene scene, long id) =>
        Assert.IsType<ReplayOutcome.Replayed>(
            await scene.Store.InScopeAsync<ReplayDelivery, ReplayOutcome>(replay =>
            replay.HandleAsync(scene.Club.Merchant.Id, id, default)));
}
