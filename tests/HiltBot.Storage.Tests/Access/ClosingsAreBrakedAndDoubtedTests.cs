using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Access;

public sealed class ClosingsAreBrakedAndDoubtedTests
{
    private const string Role = AccessScene.Role;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Six_hundred_ordinary_lapses_pass(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 600);
        await scene.ReconcileAsync();
        Assert.Equal(600, scene.Server.HoldersOf(Role));
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(0, scene.Server.HoldersOf(Role));
        Assert.Equal(0, await scene.Store.ReadAsync(db => db.Brakes.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Six_hundred_wiped_seats_stop_at_the_brake_until_staff_say_remove(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        await scene.AdmitAsync(product, 600);
        await scene.ReconcileAsync();
        await scene.WipeTargetsAsync(product);
        await scene.ReconcileAsync();
        Assert.Equal(600, scene.Server.HoldersOf(Role));
        var brake = await scene.Store.ReadAsync(db => db.Brakes.SingleAsync());
        Assert.Equal(600, await scene.Store.ReadAsync(db => db.Seats.CountAsync(seat => seat.BrakeId == brake.Id)));
        await scene.AskAsync();
        Assert.Equal(0, await scene.AskAsync());
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.BrakeTripped));
        await scene.PassAsync(TimeSpan.FromDays(1));
        await scene.AskAsync();
        Assert.Equal(2, await scene.NoticesAsync(NoticeKind.BrakeTripped));
        var facts = await scene.Store.ReadAsync(async db => Facts.Read<NoticeFacts>(
            (await db.Notices.FirstAsync(row => row.Kind == NoticeKind.BrakeTripped)).FactsJson));
        Assert.Equal((600, Id.ToOpaque(brake.Id)), (facts.Count, facts.Brake));
        Assert.Equal(new BrakeOutcome.Decided(BrakeDecision.Remove, 600), await DecideAsync(scene, brake, BrakeDecision.Remove));
        Assert.IsType<BrakeOutcome.AlreadyDecided>(await DecideAsync(scene, brake, BrakeDecision.Keep));
        await scene.ReconcileAsync();
        Assert.Equal(0, scene.Server.HoldersOf(Role));
        Assert.Equal(600, await scene.Store.ReadAsync(db => db.History.CountAsync(row => row.Subject == Subject.Seat)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_staff_keep_stays_and_ends_with_the_next_paid_period(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        var members = await scene.AdmitAsync(product, 20);
        await scene.ReconcileAsync();
        await scene.ChangeAsync(members, EndByHand(scene));
        await scene.ReconcileAsync();
        Assert.Equal(20, scene.Server.HoldersOf(Role));
        await DecideAsync(scene, await scene.Store.ReadAsync(db => db.Brakes.SingleAsync()), BrakeDecision.Keep);
        await scene.ReconcileAsync();
        Assert.Equal(20, scene.Server.HoldersOf(Role));
        Assert.Equal(0, scene.Server.Count(AccessAction.Revoke));
        await scene.ReviveAsync(members[0]);
        await scene.LapseAsync(members[0]);
        await scene.ReconcileAsync();
        Assert.Equal(19, scene.Server.HoldersOf(Role));
    }

    [Fact]
    public async Task A_seat_that_is_just_being_held_is_freed_by_the_answer_too()
    {
        await using var scene = await AccessScene.OpenAsync(Store.Postgres);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 20);
        await scene.ReconcileAsync();
        await scene.ChangeAsync(members, EndByHand(scene));
        await scene.ReconcileAsync();
        var brake = await scene.Store.ReadAsync(db => db.Brakes.SingleAsync());
        var late = await scene.Store.ReadAsync(db => db.Seats.Select(seat => seat.Id).FirstAsync());
        await scene.Store.WriteAsync(db => db.Seats.Where(seat => seat.Id == late)
            .ExecuteUpdateAsync(set => set.SetProperty(seat => seat.BrakeId, (BrakeId?)null)));

        var (isHeld, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = scene.Store.WriteAsync(async db =>
        {
            await Brakes.TakeTurnAsync(db, scene.Place, default);
            await db.Seats.Where(seat => seat.Id == late)
                .ExecuteUpdateAsync(set => set.SetProperty(seat => seat.BrakeId, brake.Id));
            isHeld.TrySetResult();
            await goesOn.Task;
        });
        await isHeld.Task;
        var answering = DecideAsync(scene, brake, BrakeDecision.Remove);
        while (!answering.IsCompleted && !await scene.Store.ReadAsync(db => db.Database.SqlQueryRaw<bool>(
                   """
                   select exists (select 1 from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock') as "Value"
                   """).SingleAsync()))
        {
            await Task.Yield();
        }

        goesOn.SetResult();
        await Task.WhenAll(holding, answering);
        Assert.Equal(0, await scene.Store.ReadAsync(db => db.Seats.CountAsync(seat => seat.BrakeId != null)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_few_counted_closings_pass_and_add_up_over_a_day(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 30);
        await scene.ReconcileAsync();
        await scene.ChangeAsync(members.Take(10), EndByHand(scene));
        await scene.ReconcileAsync();
        Assert.Equal(20, scene.Server.HoldersOf(Role));
        await scene.PassAsync(TimeSpan.FromHours(23));
        await scene.ChangeAsync(members.Skip(10).Take(1), EndByHand(scene));
        await scene.ReconcileAsync();
        Assert.Equal(20, scene.Server.HoldersOf(Role));
        await scene.ReviveAsync(members[10]);
        await scene.ReconcileAsync();
        await scene.AskAsync();
        Assert.Equal(BrakeDecision.Keep, (await scene.Store.ReadAsync(db => db.Brakes.SingleAsync())).Decision);
        await scene.PassAsync(TimeSpan.FromHours(2));
        await scene.ChangeAsync(members.Skip(11).Take(1), EndByHand(scene));
        await scene.ReconcileAsync();
        Assert.Equal(19, scene.Server.HoldersOf(Role));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_old_heartbeat_holds_closings_until_settlement_and_notices_have_caught_up(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        var members = await scene.AdmitAsync(product, 2);
        await scene.ReconcileAsync();
        await scene.Store.WriteAsync(db => db.Notices.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.DueAt, (DateTimeOffset?)null)));
        await WatchAsync(scene, product, readThrough: scene.Store.Now);
        scene.Store.Time.Advance(TimeSpan.FromDays(7));
        await scene.Store.InScopeAsync<StartUp>(step => step.HandleAsync(default));
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(2, scene.Server.HoldersOf(Role));
        var account = await scene.Store.ReadAsync(db => db.ReceivingAccounts.SingleAsync());
        Assert.NotNull((await scene.Store.ReadAsync(db => db.Installations.SingleAsync())).DoubtSince);

        // One of them paid while nobody was at work; settlement finds it.
        await ReadThroughAsync(scene, scene.Store.Now);
        await scene.ReviveAsync(members[0]);
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        await ReadThroughAsync(scene, scene.Store.Now);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        Assert.False(scene.Server.Holds(Role, "a2"));
        Assert.Null((await scene.Store.ReadAsync(db => db.Installations.SingleAsync())).DoubtSince);
        Assert.Null(account.LastError);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_clock_that_is_off_and_a_ledger_that_is_not_read_hold_closings(string provider)
    {
        ManualDatabaseClock? clock = null;
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<IDatabaseClock>(
            provided => clock = new ManualDatabaseClock((ManualTime)provided.GetRequiredService<TimeProvider>())));
        var product = await scene.SellAsync();
        var members = await scene.AdmitAsync(product, 1);
        await WatchAsync(scene, product, readThrough: scene.Store.Now);
        await scene.ReconcileAsync();
        clock!.OffBy = TimeSpan.FromSeconds(-61);
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        clock.OffBy = TimeSpan.FromSeconds(59);
        await scene.PassAsync(TimeSpan.FromMinutes(16));
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        await ReadThroughAsync(scene, scene.Store.Now);
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        await scene.ReconcileAsync();
        Assert.False(scene.Server.Holds(Role, "a1"));
        Assert.Equal(2, await scene.Store.ReadAsync(db => db.AccessAttempts
            .CountAsync(row => row.Action == AccessAction.Hold)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_machine_that_wakes_after_hours_closes_nothing_before_it_has_caught_up(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        var members = await scene.AdmitAsync(product, 1);
        await scene.ReconcileAsync();
        await scene.Store.WriteAsync(db => db.Notices.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.DueAt, (DateTimeOffset?)null)));
        await scene.LapseAsync(members);
        scene.Store.Time.Advance(TimeSpan.FromHours(5));
        await WatchAsync(scene, product, readThrough: scene.Store.Now - TimeSpan.FromMinutes(1));

        // No start and no beat: the closing is the first thing that happens.
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        Assert.Equal(
            scene.Store.Time.Now(), (await scene.Store.ReadAsync(db => db.Installations.SingleAsync())).DoubtSince);
        Assert.True(await scene.Store.InScopeAsync<BeatHeart, bool>(step => step.HandleAsync(default)));
        scene.Store.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        await ReadThroughAsync(scene, scene.Store.Now);
        scene.Store.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.ReconcileAsync();
        Assert.False(scene.Server.Holds(Role, "a1"));
        Assert.Null((await scene.Store.ReadAsync(db => db.Installations.SingleAsync())).DoubtSince);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Doubt_ends_also_where_nothing_is_to_be_closed(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.Store.InScopeAsync<BeatHeart, bool>(step => step.HandleAsync(default));
        scene.Store.Time.Advance(TimeSpan.FromHours(5));
        Assert.True(await scene.Store.InScopeAsync<BeatHeart, bool>(step => step.HandleAsync(default)));
        Assert.NotNull((await scene.Store.ReadAsync(db => db.Installations.SingleAsync())).DoubtSince);
        scene.Store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await scene.Store.InScopeAsync<BeatHeart, bool>(step => step.HandleAsync(default)));
        Assert.Null((await scene.Store.ReadAsync(db => db.Installations.SingleAsync())).DoubtSince);
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(0, false)]
    public async Task This_nodes_clock_is_held_against_the_clock_of_postgres_itself(int seconds, bool isHeld)
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow().AddSeconds(seconds));
        await using var scene = await AccessScene.OpenAsync(
            Store.Postgres, services => services.AddSingleton<IDatabaseClock, ServerClock>(), time);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 1);
        await scene.ReconcileAsync();
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(isHeld, scene.Server.Holds(Role, "a1"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Moving_the_business_clock_is_neither_brake_nor_doubt(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 20);
        await scene.ReconcileAsync();
        scene.Store.Services.GetRequiredService<BusinessTime>().Adopt(TimeSpan.FromDays(40));
        await scene.Store.InScopeAsync<BeatHeart>(step => step.HandleAsync(default));
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(0, scene.Server.HoldersOf(Role));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_is_removed_before_they_were_told(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 1);
        await scene.ReconcileAsync();
        await scene.LapseAsync(members);
        await scene.ChangeAsync(members, row => row.NoticeAcceptedAt = null);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        await scene.ChangeAsync(members, row => row.NoticeAcceptedAt = scene.Store.Now);
        await scene.ReconcileAsync();
        await scene.PassAsync(TimeSpan.FromHours(23));
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        await scene.PassAsync(TimeSpan.FromHours(1));
        await scene.ReconcileAsync();
        Assert.False(scene.Server.Holds(Role, "a1"));
    }

    private static Action<Membership> EndByHand(AccessScene scene) => row =>
    {
        row.Status = MembershipStatus.Expired;
        row.EndedAt = scene.Store.Now;
        row.EndCause = EndCause.DatesEdited;
        row.NoticeForEndAt = row.CurrentPeriodEndAt;
        row.NoticeAcceptedAt = scene.Store.Now - TimeSpan.FromDays(2);
    };

    private static Task<BrakeOutcome> DecideAsync(AccessScene scene, Brake brake, BrakeDecision decision) =>
        scene.Store.InScopeAsync<DecideBrake, BrakeOutcome>(step => step.HandleAsync(
            scene.MerchantId, brake.Id, decision, Actor.Merchant("owner"), default));

    private static Task WatchAsync(AccessScene scene, Engine.Products.Product product, DateTimeOffset readThrough) =>
        scene.Store.WriteAsync(async db =>
        {
            db.Watches.Add(new Watch
            {
                MerchantId = scene.MerchantId,
                ProductId = product.Id,
                Account = "account",
                Since = scene.Store.Now,
            });
            await db.ReceivingAccounts.AddAsync(new ReceivingAccount
            {
                Address = "account",
                Wallet = "wallet",
                TokenMint = "mint",
                AssetSymbol = "USDC",
                AssetDecimals = 6,
                WatchedFrom = scene.Store.Now,
                ReadThroughAt = readThrough,
            });
        });

    private static Task ReadThroughAsync(AccessScene scene, DateTimeOffset at) => scene.Store.WriteAsync(
        async db => (await db.ReceivingAccounts.SingleAsync()).ReadThroughAt = at);

    private sealed class ServerClock : IDatabaseClock
    {
        public Task<DateTimeOffset?> ReadAsync(HiltDb db, CancellationToken cancellationToken) =>
            db.Dialect.ReadClockAsync(db, cancellationToken);
    }
}
