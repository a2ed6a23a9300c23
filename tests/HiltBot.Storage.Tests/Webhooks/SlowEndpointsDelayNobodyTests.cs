using HiltBot.Engine.Webhooks;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Webhooks;

/// <summary>However many hang and whoever dies: the others are served, and nothing is lost.</summary>
public sealed class SlowEndpointsDelayNobodyTests
{
    private const string Slow = "https://slow.example/hook";
    private const string Quick = "https://quick.example/hook";

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task While_one_endpoint_hangs_another_is_served_and_its_own_later_event_is_tried(
        string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        await scene.ListenAsync(Slow);
        scene.Letterbox.Hanging[Slow] = true;
        await scene.HappensAsync();
        await scene.StartAsync();
        await Eventually.EqualsAsync(1, () => Task.FromResult(scene.Letterbox.To(Slow).Count),
            "attempts in the air");
        await scene.ListenAsync(Quick);
        await scene.HappensAsync();
        await scene.StartAsync();
        await Eventually.EqualsAsync(
            1, async () => (
            await scene.DeliveriesAsync()).Count(row => row.State == DeliveryState.Delivered), "deliveries");
        await Eventually.EqualsAsync(2, () => Task.FromResult(scene.Letterbox.To(Slow).Count),
            "attempts in the air");
        scene.Store.Time.Advance(DeliveryFlights.AnswerTime);
        await scene.Flights.LandedAsync();
        var tried = (await scene.DeliveriesAsync()).Where(row =>
            row.State == DeliveryState.Retrying).ToList();
        Assert.Equal(2, tried.Count);
        Assert.All(tried, row => Assert.Equal("No answer within 10 seconds.", row.LastError));
        Assert.All(tried, row => Assert.Null(row.ResponseStatus));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task However_much_a_hanging_endpoint_is_owed_there_is_room_for_one_more(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        await scene.ListenAsync(Slow);
        scene.Letterbox.Hanging[Slow] = true;
        await scene.HappenAsync(DeliveryFlights.FlightsMax / 2);
        await scene.StartAsync();
        var inTheAir = DeliveryFlights.FlightsMax / 5;
        await Eventually.IsAsync(
            () => Task.FromResult(scene.Letterbox.To(Slow).Count),
            count => count >= inTheAir && count < inTheAir + DeliverWebhooks.BatchMax + 1,
            "the hanging endpoint has its share and no more");
        await scene.ListenAsync(Quick);
        await scene.HappensAsync();
        await scene.StartAsync();
        await Eventually.EqualsAsync(1, () => Task.FromResult(scene.Letterbox.To(Quick).Count), "quick ones");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_node_that_dies_in_mid_delivery_leaves_it_to_another_same_bytes_fresh_signature(
        string provider)
    {
        var scene = await HookScene.OpenAsync(provider);
        await using var other = await scene.AnotherNodeAsync();
        await scene.ListenAsync(Slow);
        scene.Letterbox.Hanging[Slow] = true;
        await scene.HappensAsync();
        await scene.StartAsync();
        await Eventually.EqualsAsync(1, () => Task.FromResult(scene.Letterbox.All.Count),
            "attempts in the air");
        await other.DeliverAsync();
        Assert.Empty(other.Letterbox.All);
        scene.Store.Time.Advance(TimeSpan.FromSeconds(5));
        await scene.Flights.DisposeAsync();
        Assert.Equal(0, (await other.DeliveryAsync()).Attempts);

        // The claim runs out, by whichever clock judges it.
        await other.Store.WriteAsync(db => db.WebhookDeliveries.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ClaimedUntil, ManualTime.Start.AddYears(-20))));
        await other.DeliverAsync();
        var (first, second) = (scene.Letterbox.All.Single(), other.Letterbox.All.Single());
        Assert.Equal(first.Body, second.Body);
        foreach (var name in (string[])[WebhookSignature.EventIdHeader, WebhookSignature.DeliveryIdHeader])
        {
            Assert.Equal(first.Header(name), second.Header(name));
        }

        Assert.NotEqual(first.Header(WebhookSignature.Header), second.Header(WebhookSignature.Header));
        Assert.Equal(DeliveryState.Delivered, (await other.DeliveryAsync()).State);
        await scene.DisposeAsync();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_answer_that_comes_after_its_claim_was_lost_changes_nothing(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        await scene.ListenAsync(Quick);
        await scene.HappensAsync();
        var id = (await scene.DeliveryAsync()).Id;
        // The answer is held back until the sweep has nothing more to start and the replay stands.
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Letterbox.Meanwhile = _ => answer.Task;
        await scene.StartAsync();
        await scene.Store.InScopeAsync<ReplayDelivery, ReplayOutcome>(replay =>
            replay.HandleAsync(scene.Club.Merchant.Id, id, default));
        answer.SetResult();
        await scene.Flights.LandedAsync();
        var row = await scene.DeliveryAsync();
        Assert.Equal((DeliveryState.Pending, 0), (row.State, row.Attempts));
        Assert.NotNull(row.DueAt);
        await scene.DeliverAsync();
        Assert.Equal((DeliveryState.Delivered, 1),
            ((await scene.DeliveryAsync()).State, (await scene.DeliveryAsync()).Attempts));
    }
}
