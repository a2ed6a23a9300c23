using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>What the gateway tells of servers and their members reaches the engine.</summary>
public sealed class GatewayNewsTests
{
    [Fact]
    public async Task A_server_that_throws_the_bot_out_is_lost_until_it_invites_it_again()
    {
        await using var scene = await DoorScene.OpenAsync();
        scene.Discord.RemoveBot(scene.Guild);
        await scene.UntilAsync(community => community.LostAt is not null, "the server is lost");
        scene.Discord.InviteBot(scene.Guild);
        await scene.UntilAsync(community => community.LostAt is null, "it is back");
    }

    [Fact]
    public async Task An_outage_loses_nothing()
    {
        await using var scene = await DoorScene.OpenAsync();
        scene.Discord.BeginOutage(scene.Guild);
        scene.Discord.EndOutage(scene.Guild);
        await QuietAsync(scene);
        Assert.Null((await scene.CommunityAsync()).LostAt);
        Assert.Equal(0, await scene.Store.ReadAsync(db => Task.FromResult(db.History
            .Count(row => row.EventType == "lost"))));
    }

    [Fact]
    public async Task A_server_that_was_lost_while_nobody_listened_is_noticed_by_the_next_session()
    {
        await using var scene = await DoorScene.OpenAsync();
        scene.Discord.Gateway.Lose("GUILD_DELETE");
        scene.Discord.RemoveBot(scene.Guild);
        await QuietAsync(scene);
        Assert.Null((await scene.CommunityAsync()).LostAt);

        scene.Discord.Gateway.Invalidate(isResumable: false);
        await scene.UntilAsync(community => community.LostAt is not null, "the server is lost");
    }

    [Fact]
    public async Task A_new_session_has_all_members_compared_and_a_resumed_one_does_not()
    {
        await using var scene = await DoorScene.OpenAsync();
        await ClearAsync(scene);
        scene.Discord.Gateway.Reconnect();
        await scene.UntilAsync(() => scene.Discord.Gateway.Resumes == 1, "it is resumed");
        await QuietAsync(scene);
        Assert.Null((await scene.CommunityAsync()).SurveyDueAt);

        scene.Discord.Gateway.Invalidate(isResumable: false);
        await scene.UntilAsync(community => community.SurveyDueAt is not null, "a comparison is due");
    }

    [Fact]
    public async Task What_may_touch_the_bots_rights_has_them_looked_at()
    {
        await using var scene = await DoorScene.OpenAsync();
        Action[] changes =
        [
            () => scene.Discord.TakePermission(scene.Guild, DiscordPermission.ManageRoles),
            () => scene.Discord.AddRole(scene.Guild, "Gold"),
            () => scene.Discord.AddChannel(scene.Guild, "inner"),
            () => scene.Discord.GiveRole(
                scene.Guild, scene.Discord.BotId, scene.Discord.AddRole(scene.Guild, "Helpers")),
        ];
        foreach (var change in changes)
        {
            await ClearAsync(scene);
            change();
            await scene.UntilAsync(community => community.RightsDueAt is not null, "a look is due");
        }
    }

    [Fact]
    public async Task Who_joins_and_leaves_is_passed_on_while_others_roles_are_nobodys_news()
    {
        await using var scene = await DoorScene.OpenAsync();
        await ClearAsync(scene);
        var gold = scene.Discord.AddRole(scene.Guild, "Gold");
        await scene.UntilAsync(community => community.RightsDueAt is not null, "the new role is noticed");
        await ClearAsync(scene);
        for (var time = 0; time < 10; time++)
        {
            scene.Discord.GiveRole(scene.Guild, scene.Ana, gold);
            scene.Discord.TakeRole(scene.Guild, scene.Ana, gold);
        }

        await QuietAsync(scene);
        var community = await scene.CommunityAsync();
        Assert.Equal((null, null), (community.RightsDueAt, community.SurveyDueAt));
    }

    private static Task ClearAsync(DoorScene scene) => Task.WhenAll(QuietAsync(scene)).ContinueWith(
        _ => scene.Store.WriteAsync(db =>
        {
            foreach (var row in db.Communities)
            {
                (row.RightsDueAt, row.SurveyDueAt) = (null, null);
            }

            return Task.CompletedTask;
        }), TaskScheduler.Default).Unwrap();

    // Long enough for everything that waits for quiet.
    private static Task QuietAsync(DoorScene scene) =>
        Pump.MoveAsync(scene.Time, TimeSpan.FromSeconds(40), TimeSpan.FromMilliseconds(500));
}
