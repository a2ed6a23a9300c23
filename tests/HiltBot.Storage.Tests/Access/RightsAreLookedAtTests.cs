using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Access;

/// <summary>After changes in a server the bot looks whether it may still do its work: staff hear once of each turn.</summary>
public sealed class RightsAreLookedAtTests
{
    private static readonly ViewedProblem NoRights = new("I may not manage roles.", "Switch \"Manage Roles\" on.");

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Staff_hear_once_when_something_breaks_and_once_when_it_heals(string provider)
    {
        var viewer = new Viewer { View = ViewOf(null, NoRights) };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        await scene.SellAsync();
        for (var change = 0; change < 3; change++)
        {
            await ChangeAsync(scene);
            Assert.Equal(1, await LookAsync(scene));
        }

        Assert.Equal("I may not manage roles. Switch \"Manage Roles\" on.", await ProblemAsync(scene));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.RightsLost));
        viewer.View = ViewOf(null);
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.Null(await ProblemAsync(scene));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.RightsBack));
        Assert.Equal(0, await LookAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Many_changes_in_a_moment_are_one_look(string provider)
    {
        var viewer = new Viewer { View = ViewOf(null) };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        for (var change = 0; change < 20; change++)
        {
            await CheckAsync(scene);
        }

        Assert.Equal(0, await LookAsync(scene));
        scene.Store.Time.Advance(CheckRights.Settling);
        Assert.Equal(1, await LookAsync(scene));
        Assert.Equal(1, viewer.Looks);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Only_what_is_sold_there_counts_and_what_is_only_worth_knowing_does_not(string provider)
    {
        var hint = new ViewedProblem("The role opens no channel.", "Look at the channel's settings.", StopsAccess: false);
        var viewer = new Viewer
        {
            View = ViewOf("mine stands below it", hint) with
            {
                Targets = [new ViewedTarget("guild/other", "Other", "mine stands below it"), new ViewedTarget(AccessScene.Role, "Gold")],
            }
        };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        await scene.SellAsync();
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.Null(await ProblemAsync(scene));
        viewer.View = ViewOf("mine stands below it", hint);
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.Equal("Gold: mine stands below it", await ProblemAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_cannot_be_looked_at_now_is_looked_at_again_and_says_nothing(string provider)
    {
        var viewer = new Viewer { View = null };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        await scene.SellAsync();
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.Null(await ProblemAsync(scene));
        viewer.View = ViewOf(null, NoRights);
        Assert.Equal(0, await LookAsync(scene));
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await LookAsync(scene));
        Assert.NotNull(await ProblemAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_role_that_was_deleted_is_a_problem_until_no_offer_opens_it(string provider)
    {
        var viewer = new Viewer { View = ViewOf(null) with { Targets = [new ViewedTarget("guild/other", "Other")] } };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        var offer = await scene.SellAsync();
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.Contains("does not exist any more", await ProblemAsync(scene), StringComparison.Ordinal);
        await scene.WipeTargetsAsync(offer);
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.Null(await ProblemAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_a_seat_ran_into_is_healed_by_a_seat_that_gets_through_and_by_no_look(string provider)
    {
        var viewer = new Viewer { View = ViewOf(null) };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        scene.Server.MissingRight = "Ask the owner.";
        await scene.AdmitAsync(await scene.SellAsync(), 5);
        await scene.ReconcileAsync();
        for (var change = 0; change < 3; change++)
        {
            await ChangeAsync(scene);
            await LookAsync(scene);
            Assert.Equal(1, await scene.ReconcileAsync());
        }

        Assert.Equal((1, 0), (await scene.NoticesAsync(NoticeKind.RightsLost), await scene.NoticesAsync(NoticeKind.RightsBack)));
        scene.Server.MissingRight = null;
        await ChangeAsync(scene);
        await LookAsync(scene);
        await scene.ReconcileAsync();
        Assert.Equal((null, 1), (await ProblemAsync(scene), await scene.NoticesAsync(NoticeKind.RightsBack)));
        Assert.Equal(5, scene.Server.HoldersOf(AccessScene.Role));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_changes_during_a_look_is_looked_at_again(string provider)
    {
        var viewer = new Viewer { View = ViewOf(null) };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        viewer.Meanwhile = () => CheckAsync(scene);
        await ChangeAsync(scene);
        Assert.Equal(1, await LookAsync(scene));
        viewer.Meanwhile = null;
        scene.Store.Time.Advance(CheckRights.Settling);
        Assert.Equal(1, await LookAsync(scene));
        Assert.Equal(2, viewer.Looks);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_bot_that_was_thrown_out_and_invited_again_is_seen_without_any_news(string provider)
    {
        var viewer = new Viewer { View = null, IsGone = true };
        await using var scene = await AccessScene.OpenAsync(provider, services => services.AddSingleton<ICommunityViewer>(viewer));
        await ChangeAsync(scene);
        await LookAsync(scene);
        Assert.True(await IsLostAsync(scene));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.CommunityLost));
        (viewer.View, viewer.IsGone) = (ViewOf(null), false);
        await scene.PassAsync(TimeSpan.FromMinutes(14));
        Assert.Equal(0, await LookAsync(scene));
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        await LookAsync(scene);
        Assert.False(await IsLostAsync(scene));
    }

    private static Task<bool> IsLostAsync(AccessScene scene) => scene.Store.ReadAsync(db =>
        db.Communities.AnyAsync(row => row.Id == scene.Place && row.LostAt != null));

    private static CommunityView ViewOf(string? problem, params IReadOnlyList<ViewedProblem> problems) =>
        new("Guild", [new ViewedTarget(AccessScene.Role, "Gold", problem)], [], problems);

    private static async Task ChangeAsync(AccessScene scene)
    {
        await CheckAsync(scene);
        scene.Store.Time.Advance(CheckRights.Settling);
    }

    private static Task CheckAsync(AccessScene scene) => scene.Store.InScopeAsync<CheckRights>(step =>
        step.HandleAsync(Platform.Discord, "guild", default));

    private static Task<int> LookAsync(AccessScene scene) =>
        scene.Store.InScopeAsync<LookAtRights, int>(step => step.HandleAsync(default));

    private static Task<string?> ProblemAsync(AccessScene scene) => scene.Store.ReadAsync(db =>
        db.Communities.Where(row => row.Id == scene.Place).Select(row => row.RightsProblem).SingleAsync());

    private sealed class Viewer : ICommunityViewer
    {
        public Platform Platform => Platform.Discord;

        public CommunityView? View { get; set; }

        public bool IsGone { get; set; }

        /// <summary>Happens while somebody looks.</summary>
        public Func<Task>? Meanwhile { get; set; }

        public int Looks { get; private set; }

        public async Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken)
        {
            Looks++;
            await (Meanwhile?.Invoke() ?? Task.CompletedTask);
            return View;
        }

        public Task<bool> IsGoneAsync(string communityExternalId, CancellationToken cancellationToken) =>
            Task.FromResult(IsGone);
    }
}
