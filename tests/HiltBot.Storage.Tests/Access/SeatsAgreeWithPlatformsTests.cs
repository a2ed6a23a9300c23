using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Products;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Access;

public sealed class SeatsAgreeWithPlatformsTests
{
    private const string Role = AccessScene.Role;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_paid_seat_is_opened_once_and_everybody_is_told(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        await scene.ReconcileAsync();
        var seat = await scene.SeatOfAsync(member);
        Assert.True(scene.Server.Holds(Role, scene.AccountOf(member)));
        Assert.Equal((SeatState.Closed, SeatState.Open, null), (seat.Found, seat.Shown, seat.Intent));
        Assert.Null(seat.DueAt);
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(member)).DeliveryStatus);
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.AccessOpened));
        await scene.ReviveAsync(member);
        await scene.ReconcileAsync();
        Assert.Equal(1, scene.Server.Count(AccessAction.Grant));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.AccessOpened));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_products_open_one_role_and_only_the_second_lapse_closes_it(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var first = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        var second = await scene.AlsoAsync(first, await scene.SellAsync());
        await scene.ReconcileAsync();
        await scene.LapseAsync(first);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, scene.AccountOf(first)));
        Assert.Equal(DeliveryStatus.Revoked, (await scene.NowAsync(first)).DeliveryStatus);
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(second)).DeliveryStatus);
        await scene.LapseAsync(second);
        await scene.ReconcileAsync();
        Assert.False(scene.Server.Holds(Role, scene.AccountOf(first)));
        Assert.Equal(DeliveryStatus.Revoked, (await scene.NowAsync(second)).DeliveryStatus);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_grant_whose_node_died_before_recording_is_taken_back_at_the_lapse(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];

        // The node looked, committed its intent, granted, and died: the claim stands, the answer is lost.
        scene.Server.GiveByHand(Role, scene.AccountOf(member));
        await scene.Store.WriteAsync(async db =>
        {
            var seat = await db.Seats.SingleAsync();
            (seat.Found, seat.Intent, seat.IntentAt) = (SeatState.Closed, SeatState.Open, scene.Store.Time.Now());
        });
        await scene.LapseAsync(member);
        await scene.ReconcileAsync();
        Assert.False(scene.Server.Holds(Role, scene.AccountOf(member)));
        Assert.Equal((SeatState.Closed, null), ((await scene.SeatOfAsync(member)).Shown, (await scene.SeatOfAsync(member)).Intent));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_closing_that_nobody_recorded_is_seen_although_the_next_try_came_to_nothing(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        await scene.ReconcileAsync();
        await scene.LapseAsync(member);

        // The node closed it and died before it recorded that; the next one was sent away for now.
        scene.Server.TakeByHand(Role, scene.AccountOf(member));
        await scene.Store.WriteAsync(async db =>
        {
            var seat = await db.Seats.SingleAsync();
            (seat.Intent, seat.IntentAt) = (SeatState.Closed, scene.Store.Time.Now());
        });
        scene.Server.AnswerNext(new AccessAnswer.TryLater(TimeSpan.FromSeconds(5), "slow down"));
        await scene.ReconcileAsync();
        Assert.Equal((SeatState.Open, SeatState.Closed), ((await scene.SeatOfAsync(member)).Shown, (await scene.SeatOfAsync(member)).Intent));
        await scene.ReviveAsync(member);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, scene.AccountOf(member)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_grant_that_was_applied_but_not_answered_is_seen_and_is_ours(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        scene.Server.AnswerNext(new AccessAnswer.Closed());
        scene.Server.LoseNextAnswer();
        await scene.ReconcileAsync();
        Assert.Equal(DeliveryStatus.Failed, (await scene.NowAsync(member)).DeliveryStatus);
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.WebhookEvents
            .CountAsync(row => row.EventType == EventTypes.DeliveryFailed)));
        scene.Store.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.ReconcileAsync();
        Assert.Equal(1, scene.Server.Count(AccessAction.Grant));
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(member)).DeliveryStatus);
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.FoundOpen));
        await scene.LapseAsync(member);
        await scene.ReconcileAsync();
        Assert.False(scene.Server.Holds(Role, scene.AccountOf(member)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_claim_of_a_dead_node_is_taken_over_and_its_intent_looked_at(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        scene.Server.GiveByHand(Role, scene.AccountOf(member));
        var claim = ClaimId.New(scene.Store.Time.Now());
        await scene.Store.WriteAsync(async db =>
        {
            var seat = await db.Seats.SingleAsync();
            (seat.Found, seat.Intent, seat.ClaimId) = (SeatState.Closed, SeatState.Open, claim);
            seat.ClaimedUntil = DateTimeOffset.MaxValue.AddYears(-1).Cut();
        });
        Assert.Equal(0, await scene.ReconcileAsync());
        await scene.Store.WriteAsync(async db =>
            (await db.Seats.SingleAsync()).ClaimedUntil = ManualTime.Start.AddYears(-20));
        await scene.ReconcileAsync();
        var seat = await scene.SeatOfAsync(member);
        Assert.Equal((SeatState.Open, null), (seat.Shown, seat.Intent));
        Assert.Equal(0, scene.Server.Count(AccessAction.Grant));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_somebody_had_before_is_kept_and_staff_hear_of_it_once(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        var members = await scene.AdmitAsync(product, 2, armed: false);
        foreach (var account in (string[])["a1", "a2"])
        {
            scene.Server.GiveByHand(Role, account);
        }

        await scene.ChangeAsync(members, _ => { });
        await scene.ReconcileAsync();
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(2, scene.Server.HoldersOf(Role));
        Assert.Equal(0, scene.Server.Count(AccessAction.Grant) + scene.Server.Count(AccessAction.Revoke));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.FoundOpen));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_somebody_had_before_is_closed_where_the_product_adopts(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(FoundRule.Adopt), 1);
        scene.Server.GiveByHand(Role, "a1");
        await scene.ReconcileAsync();
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(0, scene.Server.HoldersOf(Role));
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.FoundOpen));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_leaves_is_no_failure_and_who_comes_back_has_it_again(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        await scene.ReconcileAsync();
        scene.Server.Leave("a1");
        await NewsAsync(scene, MemberChange.Left);
        Assert.Equal(DeliveryStatus.Pending, (await scene.NowAsync(member)).DeliveryStatus);
        scene.Server.Join("a1");
        await NewsAsync(scene, MemberChange.Joined);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(member)).DeliveryStatus);
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.AccessOpened));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_has_not_joined_waits_with_an_invite_and_no_timer(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(alsoInGroup: true), 1))[0];
        await scene.ReconcileAsync();
        Assert.Equal(DeliveryStatus.Pending, (await scene.NowAsync(member)).DeliveryStatus);
        await ConnectAsync(scene, member);
        await scene.ReconcileAsync();
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(member)).DeliveryStatus);
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.AccessWaitsForJoin));
        Assert.False(await scene.Store.ReadAsync(db => db.Seats.AnyAsync(seat => seat.DueAt != null)));
        await scene.LapseAsync(member);
        await scene.ReconcileAsync();
        Assert.Equal(1, scene.Group.Count(AccessAction.Revoke));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_missing_right_is_told_once_and_heals_by_news(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        scene.Server.MissingRight = "Move the bot's role above the paid one.";
        var members = await scene.AdmitAsync(await scene.SellAsync(), 3);
        await scene.ReconcileAsync();
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.RightsLost));
        Assert.Equal(DeliveryStatus.Failed, (await scene.NowAsync(members[0])).DeliveryStatus);
        scene.Server.MissingRight = null;
        await scene.Store.WriteAsync(db => Seats.ArmCommunityAsync(db, scene.Place, scene.Store.Time.Now(), default));
        await scene.ReconcileAsync();
        Assert.Equal(3, scene.Server.HoldersOf(Role));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task When_the_bot_is_out_nothing_is_revoked_and_one_message_goes_out(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 3);
        await scene.ReconcileAsync();
        scene.Server.BotIsInside = false;
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        var calls = scene.Server.Calls.Count;
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(calls, scene.Server.Calls.Count);
        Assert.Equal(3, scene.Server.HoldersOf(Role));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.CommunityLost));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_failing_platform_is_tried_by_the_schedule_and_then_a_person_looks(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        foreach (var minutes in (int[])[0, 1, 5, 30, 120, 720])
        {
            scene.Store.Time.Advance(TimeSpan.FromMinutes(minutes));
            scene.Server.AnswerNext(new AccessAnswer.TryLater(null, "503"));
            Assert.Equal(1, await scene.ReconcileAsync());
        }

        Assert.Equal(DeliveryStatus.ManualReview, (await scene.NowAsync(member)).DeliveryStatus);
        Assert.Null((await scene.SeatOfAsync(member)).DueAt);
        Assert.Equal(2, await scene.NoticesAsync(NoticeKind.AccessFailed));
        var ticket = await scene.Store.ReadAsync(db => db.Tickets.SingleAsync());
        Assert.Equal((member.Id, TicketCategory.Delivery), (ticket.MembershipId, ticket.Category));
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.WebhookEvents.CountAsync(
            row => row.EventType == EventTypes.SupportTicketCreated && row.TicketId == ticket.Id)));
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.SupportAsked));
        await scene.ReviveAsync(member);
        await scene.ReconcileAsync();
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(member)).DeliveryStatus);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_administrator_is_never_removed(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 1);
        await scene.ReconcileAsync();
        scene.Server.MakeAdministrator("a1");
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        await scene.LapseAsync(members);
        await scene.ReconcileAsync();
        Assert.Equal(1, scene.Server.Count(AccessAction.Revoke));
        Assert.True(scene.Server.Holds(Role, "a1"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Parallel_sweeps_never_ask_twice_for_one_seat(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.AdmitAsync(await scene.SellAsync(), 60);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => scene.ReconcileAsync()));
        await scene.ReconcileAsync();
        Assert.Equal(60, scene.Server.HoldersOf(Role));
        Assert.Equal(60, scene.Server.Count(AccessAction.Grant));
        Assert.All(
            scene.Server.Calls.GroupBy(call => (call.Action, call.AccountId)), group => Assert.Single(group));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task News_that_come_while_a_call_runs_are_not_lost(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        await scene.ReconcileAsync();
        await scene.LapseAsync(member);
        var open = new TaskCompletionSource();
        scene.Server.Gate = open.Task;
        var running = scene.Store.InScopeAsync<ReconcileAccess, int>(step => step.HandleAsync(default));
        await Until(() => scene.Server.Count(AccessAction.Revoke) == 1);
        await scene.ReviveAsync(member);
        scene.Server.Gate = null;
        open.SetResult();
        await running;
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(member)).DeliveryStatus);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Calls_run_side_by_side_but_at_most_eight(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.AdmitAsync(await scene.SellAsync(), 30);
        var open = new TaskCompletionSource();
        scene.Server.Gate = open.Task;
        var running = scene.Store.InScopeAsync<ReconcileAccess, int>(step => step.HandleAsync(default));
        await Until(() => scene.Server.Calls.Count == SeatCalls.PerPlatformMax);
        open.SetResult();
        Assert.Equal(30, await running);
        Assert.Equal(SeatCalls.PerPlatformMax, scene.Server.SideBySideMax);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_target_opens_for_present_members_and_what_drifted_is_repaired(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        await scene.AdmitAsync(product, 3);
        await scene.ReconcileAsync();
        await scene.Store.WriteAsync(async db =>
        {
            var target = await db.ProductTargets.AsNoTracking().SingleAsync();
            db.ProductTargets.Add(new ProductTarget
            {
                ProductId = product.Id,
                MerchantId = scene.MerchantId,
                Platform = Platform.Discord,
                TargetId = "guild/vip",
                CommunityId = scene.Place,
                Label = "VIP",
                Position = 1,
            });
            await Seats.ArmProductAsync(db, product.Id, scene.Store.Time.Now(), default);
        });
        await scene.ReconcileAsync();
        Assert.Equal(3, scene.Server.HoldersOf("guild/vip"));
        scene.Server.TakeByHand("guild/vip", "a2");
        scene.Store.Time.Advance(AuditSeats.Interval);
        Assert.Equal(6, await scene.Store.InScopeAsync<AuditSeats, int>(step => step.HandleAsync(default)));
        Assert.Equal(1, await scene.ReconcileAsync());
        Assert.Equal(3, scene.Server.HoldersOf("guild/vip"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Seats_of_a_lost_place_take_their_turn_in_the_audit_and_the_platform_is_not_asked(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.AdmitAsync(await scene.SellAsync(), 3);
        await scene.ReconcileAsync();
        await scene.Store.WriteAsync(db => db.Communities.Where(row => row.Id == scene.Place)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LostAt, scene.Store.Now)));
        var asked = scene.Server.Calls.Count;
        scene.Store.Time.Advance(AuditSeats.Interval);
        Assert.Equal(3, await scene.Store.InScopeAsync<AuditSeats, int>(step => step.HandleAsync(default)));
        Assert.Equal(0, await scene.Store.InScopeAsync<AuditSeats, int>(step => step.HandleAsync(default)));
        Assert.Equal(asked, scene.Server.Calls.Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Why_tells_the_chain_of_facts_to_its_merchant_only(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        await scene.ReconcileAsync();
        await scene.LapseAsync(member);
        await scene.ReconcileAsync();
        var story = await scene.Store.InScopeAsync<ExplainAccess, AccessStory?>(
            step => step.HandleAsync(scene.MerchantId, member.BuyerId, default));
        Assert.Contains("Club has ended: it was not renewed.", story!.Now);
        Assert.Contains(story.Facts, fact => fact.Text.Contains("a membership gives access", StringComparison.Ordinal));
        Assert.Contains(story.Facts, fact => fact.Text.Contains("has ended or is paused; answer: closed", StringComparison.Ordinal));
        Assert.Equal(story.Facts.OrderBy(fact => fact.At), story.Facts);
        Assert.Null(await scene.Store.InScopeAsync<ExplainAccess, AccessStory?>(
            step => step.HandleAsync(MerchantId.New(scene.Store.Now), member.BuyerId, default)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Why_says_for_ever_where_nothing_ends(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1))[0];
        await scene.ChangeAsync([member], row => row.CurrentPeriodEndAt = null);
        var story = await scene.Store.InScopeAsync<ExplainAccess, AccessStory?>(
            step => step.HandleAsync(scene.MerchantId, member.BuyerId, default));
        Assert.Contains("Club is paid for ever.", story!.Now);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_an_arm_a_seat_waits_and_goes_on_once_there_is_one(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var product = await scene.SellAsync();
        var member = (await scene.AdmitAsync(product, 1))[0];
        await scene.Store.WriteAsync(async db =>
        {
            var seat = await db.Seats.SingleAsync();
            (seat.DueAt, seat.LastError) = (null, SeatPlanner.NoArm);
        });
        await scene.Store.InScopeAsync<StartUp>(step => step.HandleAsync(default));
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, scene.AccountOf(member)));
    }

    private static Task<int> NewsAsync(AccessScene scene, MemberChange change) =>
        scene.Store.InScopeAsync<MemberNews, int>(
            step => step.HandleAsync(Platform.Discord, "guild", "a1", change, default));

    private static Task ConnectAsync(AccessScene scene, Membership member) => scene.Store.WriteAsync(async db =>
    {
        db.BuyerAccounts.Add(new Engine.Buyers.BuyerAccount
        {
            MerchantId = scene.MerchantId,
            Platform = Platform.Telegram,
            AccountId = "t1",
            BuyerId = member.BuyerId,
            Display = "t1",
            ConnectedAt = scene.Store.Now,
        });
        await Seats.ArmBuyerAsync(db, member.BuyerId, scene.Store.Time.Now(), default);
    });

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
