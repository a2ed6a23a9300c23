using System.Collections.Concurrent;
using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Tests.Access;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Club = HiltBot.Storage.Tests.Memberships.Club;
using EventId = Microsoft.Extensions.Logging.EventId;
using Till = HiltBot.Storage.Tests.Payments.Till;

namespace HiltBot.Storage.Tests.Outbox;

/// <summary>One bad row is put off, said once and counted; the others go on.</summary>
public sealed class BadRowsTests
{
    private const int PutOffEvent = 1201;

    public static TheoryData<string> Both => Store.Both;

    [Theory]
    [InlineData(Store.Sqlite, "reminder_offsets_days = 'seven'")]
    [InlineData(Store.Postgres, "reminder_offsets_days = 'seven'")]
    [InlineData(Store.Sqlite, "identity_type = 'NOBODY'")]
    [InlineData(Store.Postgres, "identity_type = 'NOBODY'")]
    public async Task A_membership_that_breaks_does_not_keep_the_others_from_lapsing(string provider, string fault)
    {
        var log = new Said();
        await using var store = await Store.CreateAsync(provider, more: services => services.AddSingleton<ILoggerProvider>(log));
        var shop = await Club.OpenAsync(store);
        var bad = (await shop.PayAsync("bad"))!;
        foreach (var number in Enumerable.Range(0, 20))
        {
            await shop.PayAsync($"member{number}");
        }

        await SpoilAsync(store, "memberships", fault, bad.Id.Value);
        store.Time.SetTo(bad.CurrentPeriodEndAt!.Value.AddDays(-7));
        Assert.Equal(21, await shop.LapseAsync());
        Assert.Equal(20, (await shop.NoticesAsync()).Count(kind => kind == "Reminder"));
        Assert.Equal(new Dictionary<string, int> { ["memberships"] = 1 }, await CountAsync(store));
        Assert.Equal(0, await shop.LapseAsync());
        foreach (var minutes in (int[])[1, 1, 2, 4, 8])
        {
            store.Time.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal(1, await shop.LapseAsync());
        }

        Assert.Equal(1, log.Count(PutOffEvent, bad.Id.ToString()));
        await SpoilAsync(store, "memberships", "reminder_offsets_days = '7,2,1', identity_type = 'CUSTOM'", bad.Id.Value);
        store.Time.Advance(TimeSpan.FromHours(6));
        Assert.Equal(1, await shop.LapseAsync());
        Assert.Empty(await CountAsync(store));
        Assert.Equal(21, (await shop.NoticesAsync()).Count(kind => kind == "Reminder"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_event_without_a_form_does_not_keep_the_others_from_being_rendered(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        await shop.PayAsync("ann");
        await shop.PayAsync("bob");
        var bad = await store.ReadAsync(db => db.WebhookEvents.OrderBy(row => row.Id).Select(row => row.Id).FirstAsync());
        await SpoilAsync(store, "webhook_events", "event_type = 'nobody.knows'", bad.Value);
        store.Time.Advance(OwedEvents.RenderTime);
        Assert.Equal(2, await store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default)));
        Assert.Equal(1, await store.ReadAsync(db => db.WebhookEvents.CountAsync(row => row.Payload != null)));
        Assert.Equal(new Dictionary<string, int> { ["webhook_events"] = 1 }, await CountAsync(store));
        Assert.Equal(0, await store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_brake_of_a_place_that_is_gone_does_not_keep_the_others_from_being_asked(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 20);
        await scene.ReconcileAsync();
        await scene.ChangeAsync(members, row =>
        {
            (row.Status, row.EndedAt, row.EndCause) = (MembershipStatus.Expired, scene.Store.Now, EndCause.DatesEdited);
            row.NoticeForEndAt = row.CurrentPeriodEndAt;
            row.NoticeAcceptedAt = scene.Store.Now - TimeSpan.FromDays(2);
        });
        await scene.ReconcileAsync();
        var nowhere = CommunityId.New(scene.Store.Now);
        await scene.Store.WriteAsync(async db =>
        {
            var brake = new Brake
            {
                Id = BrakeId.New(scene.Store.Now),
                MerchantId = scene.MerchantId,
                CommunityId = nowhere,
                TrippedAt = scene.Store.Now,
                DueAt = scene.Store.Now - TimeSpan.FromHours(1),
            };
            db.Brakes.Add(brake);
            (await db.Seats.FirstAsync()).BrakeId = brake.Id;
        });
        Assert.Equal(2, await scene.AskAsync());
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.BrakeTripped));
        Assert.Equal(new Dictionary<string, int> { ["brakes"] = 1 }, await CountAsync(scene.Store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_seat_and_a_notice_that_cannot_be_read_hold_up_nobody(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.AdmitAsync(await scene.SellAsync(), 20);
        var seat = await scene.Store.ReadAsync(db => db.Seats.Select(row => row.Id).FirstAsync());
        await SpoilAsync(scene.Store, "seats", "delivery_status = 'LOST'", seat.Value);
        await scene.ReconcileAsync();
        Assert.Equal(19, scene.Server.HoldersOf(AccessScene.Role));
        var notice = await scene.Store.ReadAsync(db => db.Notices.Select(row => row.Id).FirstAsync());
        await SpoilAsync(scene.Store, "notices", "kind = 'WHISPER'", notice.Value);
        await scene.Store.InScopeAsync<SendNotices, int>(step => step.HandleAsync(default));
        Assert.Equal(18, scene.Server.Messages.Count);
        Assert.Equal(
            new Dictionary<string, int> { ["notices"] = 1, ["seats"] = 1 }, await CountAsync(scene.Store));

        // The audit meets it too, and goes on.
        await scene.PassAsync(AuditSeats.Interval);
        Assert.Equal(20, await scene.Store.InScopeAsync<AuditSeats, int>(step => step.HandleAsync(default)));
        Assert.Equal(19, scene.Server.Calls.Count(call => call.Reason.Length == 0) - 19);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_who_cannot_be_forgotten_does_not_keep_the_others_known(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var (ann, bob) = ((await shop.PayAsync("ann"))!, (await shop.PayAsync("bob"))!);
        await store.WriteAsync(async db =>
        {
            foreach (var membership in await db.Memberships.ToListAsync())
            {
                membership.Status = MembershipStatus.Expired;
            }

            foreach (var buyer in await db.Buyers.ToListAsync())
            {
                (buyer.IsForgettingUnfinished, buyer.ForgottenAt, buyer.DueAt) =
                    (true, store.Now, buyer.Id == ann.BuyerId ? store.Now : store.Now.AddSeconds(1));
            }

            await db.Seats.ExecuteDeleteAsync();
        });

        // The name that stands in for theirs is taken.
        var taken = (await shop.PayAsync($"{ForgetBuyer.ForgottenName}-{Id.ToOpaque(ann.Id)}"))!;
        Assert.NotEqual(ann.Id, taken.Id);
        store.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));
        Assert.Equal("ann", (await shop.ReadAsync(ann.Id)).IdentityValue);
        Assert.StartsWith(ForgetBuyer.ForgottenName, (await shop.ReadAsync(bob.Id)).IdentityValue, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, int> { ["buyers"] = 1 }, await CountAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_that_cannot_be_read_does_not_keep_the_others_from_ending(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var till = await Till.OpenAsync(store);
        await till.SettleAsync();
        var bad = await till.SessionAsync();
        var good = await till.SessionAsync();
        await SpoilAsync(store, "payments", "identity_type = 'NOBODY'", bad.Id.Value);
        await till.MoveAsync(TimeSpan.FromMinutes(33));
        await till.SettleAsync();
        await till.EndAsync();
        Assert.Equal(Engine.Payments.PaymentStatus.Failed, (await till.ReadAsync(good)).Status);
        Assert.Equal(new Dictionary<string, int> { ["payments"] = 1 }, await CountAsync(store));
    }

    private static Task SpoilAsync(Store store, string table, string fault, Guid id) => store.WriteAsync(async db =>
    {
        var sql = $"update {table} set {fault} where id = {{0}}";
        Assert.Equal(1, await db.Database.ExecuteSqlRawAsync(sql, id));
    });

    private static Task<IReadOnlyDictionary<string, int>> CountAsync(Store store) =>
        store.ReadAsync(db => PutOffRows.CountAsync(db, default));

    private sealed class Said : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(int Id, string Text)> lines = new();

        public int Count(int id, string text) =>
            lines.Count(line => line.Id == id && line.Text.Contains(text, StringComparison.Ordinal));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
