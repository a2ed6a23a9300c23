using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Tests.Access;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Club = HiltBot.Storage.Tests.Memberships.Club;

namespace HiltBot.Storage.Tests.Webhooks;

/// <summary>When the delivery is decided or five seconds after the commit, whichever is first; else at once.</summary>
public sealed class EventsAreRenderedOnceTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Undecided_delivery_is_waited_for_five_seconds_and_no_longer(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        await shop.PayAsync();
        Assert.Equal(1, await RenderAsync(store));
        Assert.Null(await PayloadAsync(store));
        Assert.Equal(0, await RenderAsync(store));
        store.Time.Advance(OwedEvents.RenderTime);
        Assert.Equal(1, await RenderAsync(store));
        Assert.Contains("\"delivery_status\":\"PENDING\"", await PayloadAsync(store), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_decided_delivery_makes_it_due_at_once_and_stands_in_it(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        var store = scene.Store;
        await store.WriteAsync(db =>
        {
            db.OweEvent(
                scene.MerchantId, EventTypes.MembershipActivated, "membership", "one", EventLinks.Of(member), false,
                store.Now, store.Time.Now());
            return Task.CompletedTask;
        });
        await RenderAsync(store);
        Assert.Null(await PayloadAsync(store));
        await scene.ReconcileAsync();
        Assert.Contains(Sweep.Webhooks, store.Rung);
        Assert.Equal(1, await RenderAsync(store));
        var first = await PayloadAsync(store);
        Assert.Contains("\"delivery_status\":\"SENT\"", first, StringComparison.Ordinal);

        // The bytes never change, whatever becomes of the membership and however often it is due.
        await scene.LapseAsync(member);
        await store.WriteAsync(db => db.WebhookEvents.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.DueAt, store.Time.Now())));
        await RenderAsync(store);
        Assert.Equal(first, await PayloadAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_delivers_nothing_is_rendered_at_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        await store.WriteAsync(db => db.ProductTargets.ExecuteDeleteAsync());
        var member = (await shop.PayAsync())!;
        Assert.Equal(DeliveryStatus.NotRequired, member.DeliveryStatus);
        Assert.Equal(1, await RenderAsync(store));
        Assert.NotNull(await PayloadAsync(store));
    }

    private static Task<int> RenderAsync(Store store) =>
        store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default));

    private static Task<string?> PayloadAsync(Store store) =>
        store.ReadAsync(db => db.WebhookEvents.Select(row => row.Payload).SingleAsync());
}
