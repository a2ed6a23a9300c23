using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Access;

/// <summary>Whole communities are compared with the books in large pages, and only what differs is asked for.</summary>
public sealed class CommunitiesAreSurveyedTests
{
    private const string Role = AccessScene.Role;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Roles_that_went_are_given_back_with_one_look_for_each_and_no_other(string provider)
    {
        await using var scene = await OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 9);
        await scene.ReconcileAsync();
        scene.Server.TakeByHand(Role, "a2");
        scene.Server.TakeByHand(Role, "a7");
        var calls = scene.Server.Calls.Count;
        Assert.Equal(1, await CompareAsync(scene));
        Assert.Equal((5, calls + 2), (scene.Server.PagesRead, scene.Server.Calls.Count));
        Assert.Equal(2, await scene.ReconcileAsync());
        Assert.Equal(9, scene.Server.HoldersOf(Role));
        var seat = await scene.SeatOfAsync(members[1]);
        Assert.Equal("the books said open, the platform shows closed", await scene.Store.ReadAsync(db =>
            db.AccessAttempts.Where(row => row.SeatId == seat.Id && row.Detail != null && row.Action == AccessAction.Look)
                .OrderByDescending(row => row.Id).Select(row => row.Detail).FirstAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_came_in_unheard_gets_the_role_and_who_left_unheard_waits(string provider)
    {
        await using var scene = await OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 3, armed: false);
        scene.Server.Leave("a1");
        await scene.ChangeAsync(members, _ => { });
        await scene.ReconcileAsync();
        scene.Server.Join("a1");
        scene.Server.Leave("a3");
        await CompareAsync(scene);
        await scene.ReconcileAsync();
        Assert.True(scene.Server.Holds(Role, "a1"));
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(members[0])).DeliveryStatus);
        Assert.Equal(DeliveryStatus.Pending, (await scene.NowAsync(members[2])).DeliveryStatus);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_survey_that_breaks_off_says_nothing_about_who_was_not_seen(string provider)
    {
        await using var scene = await OpenAsync(provider);
        await scene.AdmitAsync(await scene.SellAsync(), 6);
        await scene.ReconcileAsync();
        scene.Server.SurveyBreaksAfter = 1;
        var calls = scene.Server.Calls.Count;
        Assert.Equal(1, await CompareAsync(scene));
        Assert.Equal(calls, scene.Server.Calls.Count);
        Assert.Equal(0, await scene.ReconcileAsync());

        // It is tried again before its ordinary turn.
        scene.Server.SurveyBreaksAfter = null;
        await scene.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(0, await SurveyAsync(scene));
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await SurveyAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task It_comes_back_by_its_interval_and_at_once_when_news_was_missed(string provider)
    {
        await using var scene = await OpenAsync(provider);
        Assert.Equal(0, await SurveyAsync(scene));
        Assert.Equal(1, await CompareAsync(scene));
        Assert.Equal(0, await SurveyAsync(scene));
        await scene.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await SurveyAsync(scene));
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await SurveyAsync(scene));
        Assert.Equal(1, await CompareAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_seat_is_not_asked_for_by_itself_where_the_place_is_read_in_pages(string provider)
    {
        await using var scene = await OpenAsync(provider);
        await scene.AdmitAsync(await scene.SellAsync(), 4);
        await scene.ReconcileAsync();
        var calls = scene.Server.Calls.Count;
        await scene.PassAsync(AuditSeats.Interval);
        Assert.Equal(4, await scene.Store.InScopeAsync<AuditSeats, int>(step => step.HandleAsync(default)));
        Assert.Equal(calls, scene.Server.Calls.Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_one_node_speaks_for_the_bot_another_one_touches_nothing(string provider)
    {
        await using var scene = await OpenAsync(provider);
        scene.Server.NeedsLease = true;
        await scene.AdmitAsync(await scene.SellAsync(), 2);
        Assert.Equal(0, await scene.ReconcileAsync());
        Assert.Empty(scene.Server.Calls);
        await scene.Store.InScopeAsync<CompareMembers, int>(step => step.HandleAsync(Platform.Discord, null, default));
        Assert.Equal(0, await SurveyAsync(scene));
        await scene.Store.InScopeAsync<SendingLease, int>(step => step.HandleAsync(default));
        Assert.Equal(2, await scene.ReconcileAsync());
        Assert.Equal(2, scene.Server.HoldersOf(Role));
        Assert.Equal(1, await SurveyAsync(scene));
    }

    private static Task<AccessScene> OpenAsync(string provider) => AccessScene.OpenSurveyedAsync(provider);

    private static Task<int> SurveyAsync(AccessScene scene) =>
        scene.Store.InScopeAsync<SurveyMembers, int>(step => step.HandleAsync(default));

    private static async Task<int> CompareAsync(AccessScene scene)
    {
        await scene.Store.InScopeAsync<CompareMembers, int>(step => step.HandleAsync(Platform.Discord, "guild", default));
        return await SurveyAsync(scene);
    }
}
