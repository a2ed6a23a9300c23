using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Memberships;

public sealed class MembershipsLapseTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_membership_that_is_not_paid_is_reminded_goes_through_grace_and_lapses_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var id = (await shop.PayAsync())!.Id;
        var end = (await shop.ReadAsync(id)).CurrentPeriodEndAt!.Value;
        foreach (var days in (int[])[7, 2, 1])
        {
            store.Time.SetTo(end.AddDays(-days));
            Assert.Equal(1, await shop.LapseAsync());
            Assert.Equal(0, await shop.LapseAsync());
        }

        store.Time.SetTo(end);
        await shop.LapseAsync();
        Assert.Equal(MembershipStatus.GracePeriod, (await shop.ReadAsync(id)).Status);
        Assert.Equal(["Reminder", "Reminder", "Reminder", "GraceStarted"], await shop.NoticesAsync());
        await shop.AnswerNoticesAsync(NoticeReply.Accepted);
        await DisarmAsync(store);
        store.Time.SetTo(end.AddDays(3));
        await shop.LapseAsync();
        var lapsed = await shop.ReadAsync(id);
        Assert.Equal((MembershipStatus.Expired, EndCause.Lapsed, null), (lapsed.Status, lapsed.EndCause, lapsed.DueAt));
        Assert.NotNull((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
        Assert.Equal(
            ["membership.activated", "membership.entered_grace", "membership.expired"], await shop.EventsAsync());
        Assert.Equal(0, await shop.LapseAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task After_a_long_sleep_the_status_moves_and_nobody_is_removed_unwarned(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var id = (await shop.PayAsync())!.Id;
        await DisarmAsync(store);
        store.Time.Advance(TimeSpan.FromDays(60));
        await shop.LapseAsync();
        Assert.Equal(MembershipStatus.Expired, (await shop.ReadAsync(id)).Status);
        Assert.Equal(["Ended"], await shop.NoticesAsync());

        // Never attempted: the removal waits for it, for however long, and nobody looks at it meanwhile.
        for (var hours = 0; hours < 100; hours++)
        {
            store.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(0, await shop.LapseAsync());
        }

        Assert.Null((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
        await shop.AnswerNoticesAsync(NoticeReply.Accepted);
        await shop.LapseAsync();
        Assert.Null((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
        store.Time.Advance(TimeSpan.FromHours(24));
        await shop.LapseAsync();
        Assert.NotNull((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Attempts_that_stay_unanswered_count_as_undeliverable_after_72_hours(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var id = (await shop.PayAsync())!.Id;
        await DisarmAsync(store);
        store.Time.SetTo((await shop.ReadAsync(id)).GraceEndsAt!.Value);
        await shop.LapseAsync();
        await store.WriteAsync(async db => (await db.Notices.Where(row => row.PeriodEndAt != null).ToListAsync())
            .ForEach(row => row.Attempts = 3));
        store.Time.Advance(TimeSpan.FromHours(71));
        await shop.LapseAsync();
        Assert.Null((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
        store.Time.Advance(TimeSpan.FromHours(1));
        await shop.LapseAsync();
        var membership = await shop.ReadAsync(id);
        Assert.NotNull((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
        Assert.Equal(new Removal.Allowed(IsCounted: true), RemovalRule.Of(membership, store.Now, RemovalTimes.Default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whose_platform_is_not_connected_is_looked_at_once_when_the_silence_counts(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var id = (await shop.PayAsync())!.Id;
        await DisarmAsync(store);
        store.Time.Advance(TimeSpan.FromDays(60));
        await shop.LapseAsync();
        Assert.Null((await shop.ReadAsync(id)).DueAt);

        // The first try finds nobody to send it to; from then on the silence runs.
        await store.WriteAsync(db => db.Notices.Where(row => row.PeriodEndAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, (DateTimeOffset?)null)));
        Assert.Equal(1, await SendAsync(store));
        Assert.Equal(1, await shop.LapseAsync());
        for (var hours = 1; hours < 72; hours++)
        {
            store.Time.Advance(TimeSpan.FromHours(1));
            await SendAsync(store);
            Assert.Equal(0, await shop.LapseAsync());
        }

        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await shop.LapseAsync());
        Assert.NotNull((await shop.ReadAsync(id)).NoticeUndeliverableAt);
        Assert.NotNull((await store.ReadAsync(db => db.Seats.SingleAsync())).DueAt);
    }

    private static Task<int> SendAsync(Store store) =>
        store.InScopeAsync<Engine.Notices.SendNotices, int>(step => step.HandleAsync(default));

    [Theory, MemberData(nameof(Both))]
    public async Task Nothing_ends_before_its_accounts_are_read_through_and_reminders_do_not_wait(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var id = (await shop.PayAsync())!.Id;
        var end = (await shop.ReadAsync(id)).CurrentPeriodEndAt!.Value;
        await ReadThroughAsync(store, null);
        store.Time.SetTo(end.AddDays(-7));
        Assert.Equal(1, await shop.LapseAsync());
        foreach (var readThrough in (DateTimeOffset?[])[null, end.AddSeconds(-1)])
        {
            await ReadThroughAsync(store, readThrough);
            store.Time.SetTo(end.AddHours(1));
            Assert.Equal(0, await shop.LapseAsync());
            Assert.Equal(MembershipStatus.Active, (await shop.ReadAsync(id)).Status);
        }

        await ReadThroughAsync(store, end);
        Assert.Equal(1, await shop.LapseAsync());
        Assert.Equal(MembershipStatus.GracePeriod, (await shop.ReadAsync(id)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_batch_of_250_lapses_completely_and_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store, product => product.GracePeriodDays = 0);
        foreach (var number in Enumerable.Range(0, 250))
        {
            await shop.PayAsync($"member{number}");
        }

        store.Time.Advance(TimeSpan.FromDays(31));
        Assert.True(await shop.LapseAsync() >= 250);
        Assert.Equal(250, await store.ReadAsync(db => db.Memberships
            .CountAsync(row => row.Status == MembershipStatus.Expired)));
        Assert.Equal(250, (await shop.EventsAsync()).Count(type => type == "membership.expired"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_pause_keeps_the_remaining_time_and_gives_it_back(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var paid = (await shop.PayAsync())!;
        var actor = Actor.Merchant("ada");
        await store.InScopeAsync<PauseMembership>(step =>
            step.HandleAsync(shop.Merchant.Id, paid.Id, actor, CancellationToken.None));
        var paused = await shop.ReadAsync(paid.Id);
        Assert.Equal((MembershipStatus.Active, false, null), (paused.Status, paused.GivesAccess, paused.DueAt));
        Assert.Contains("paused_at", paused.MetadataJson, StringComparison.Ordinal);
        store.Time.Advance(TimeSpan.FromDays(100));
        Assert.Equal(0, await shop.LapseAsync());
        await store.InScopeAsync<ResumeMembership>(step =>
            step.HandleAsync(shop.Merchant.Id, paid.Id, actor, CancellationToken.None));
        var resumed = await shop.ReadAsync(paid.Id);
        Assert.Equal((true, paid.CurrentPeriodEndAt!.Value.AddDays(100), "{}"),
            (resumed.GivesAccess, resumed.CurrentPeriodEndAt, resumed.MetadataJson));
    }

    private static Task DisarmAsync(Store store) => store.WriteAsync(async db =>
        (await db.Seats.ToListAsync()).ForEach(seat => seat.DueAt = null));

    private static Task ReadThroughAsync(Store store, DateTimeOffset? at) => store.WriteAsync(async db =>
        (await db.ReceivingAccounts.SingleAsync()).ReadThroughAt = at);
}
