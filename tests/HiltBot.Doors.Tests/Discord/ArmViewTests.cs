using HiltBot.Discord.Arm;
using HiltBot.Engine.Access;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>What staff are shown of a server, and who is in it.</summary>
public sealed class ArmViewTests
{
    [Fact]
    public async Task Roles_and_channels_are_listed_and_a_bot_with_its_rights_has_no_problem()
    {
        await using var scene = await ArmScene.StartAsync();
        var high = scene.Discord.AddRole(scene.Guild, "High");
        scene.Discord.MoveRole(scene.Guild, high, above: scene.Discord.BotRoleOf(scene.Guild));
        var hidden = scene.Discord.AddChannel(scene.Guild, "hidden");
        scene.Discord.SetOverwrite(hidden, scene.Guild, DiscordPermission.None, DiscordPermission.ViewChannel);
        var view = (await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!;
        Assert.Equal("Club", view.Title);
        Assert.Empty(view.Problems);
        Assert.Equal([(scene.General, "#general")], view.Channels.Select(channel => (channel.ChannelId, channel.Label)));
        Assert.Equal(["High", "hiltbot", "Gold"], view.Targets.Select(target => target.Label));
        Assert.Equal(scene.Target, view.Targets[2].TargetId);
        Assert.Null(view.Targets[2].Problem);
        Assert.Contains("drags \"hiltbot\" above \"High\"", view.Targets[0].Problem);
        Assert.Contains("integration", view.Targets[1].Problem);
        Assert.Contains("opens no channel", view.Targets[2].Hint);
        scene.Discord.GateChannel(hidden, scene.Gold);
        view = (await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!;
        Assert.Null(view.Targets[2].Hint);

        scene.Discord.RemoveBot(scene.Guild);
        Assert.Null(await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None));
        Assert.Null(await scene.Viewer.LookAsync("x", CancellationToken.None));
    }

    [Fact]
    public async Task Each_missing_permission_is_a_problem_with_its_click()
    {
        await using var scene = await ArmScene.StartAsync();
        foreach (var permission in BotPermissions.All)
        {
            scene.Discord.TakePermission(scene.Guild, (DiscordPermission)permission.Bit);
            scene.Discord.TakePermission(scene.Guild, (DiscordPermission)permission.Bit, scene.Guild);
        }

        var view = (await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!;
        Assert.Equal(BotPermissions.All.Count, view.Problems.Count);
        Assert.Empty(view.Channels);
        Assert.All(view.Problems.Zip(BotPermissions.All), pair =>
        {
            Assert.Contains($"\"{pair.Second.Name}\"", pair.First.Problem);
            Assert.Contains($"switches on \"{pair.Second.Name}\" and saves", pair.First.Mend);
            Assert.Equal(pair.Second.StopsAccess, pair.First.StopsAccess);
        });

        scene.Discord.GivePermission(scene.Guild, DiscordPermission.Administrator);
        Assert.Empty((await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!.Problems);
    }

    [Fact]
    public async Task A_right_that_is_given_in_one_channel_is_enough_and_no_channel_is_a_problem()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.SendMessages);
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.SendMessages, scene.Guild);
        scene.Discord.SetOverwrite(
            scene.General, scene.Discord.BotId, DiscordPermission.SendMessages, DiscordPermission.None);
        var view = (await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!;
        Assert.Empty(view.Problems);
        Assert.Single(view.Channels);

        scene.Discord.GivePermission(scene.Guild, DiscordPermission.SendMessages);
        scene.Discord.DeleteChannel(scene.General);
        var problem = Assert.Single((await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!.Problems);
        Assert.Contains("no text channel", problem.Problem);
        Assert.False(problem.StopsAccess);
    }

    [Fact]
    public async Task Managing_roles_is_a_right_of_the_whole_server_and_not_of_a_channel()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.ManageRoles);
        scene.Discord.SetOverwrite(
            scene.General, scene.Discord.BotId, DiscordPermission.ManageRoles, DiscordPermission.None);
        var problem = Assert.Single((await scene.Viewer.LookAsync(scene.Guild, CancellationToken.None))!.Problems);
        Assert.Contains("\"Manage Roles\"", problem.Problem);
        Assert.True(problem.StopsAccess);
    }

    [Fact]
    public void The_invite_link_carries_exactly_what_is_needed() => Assert.Equal(
        "https://discord.com/oauth2/authorize?client_id=123&scope=bot%20applications.commands&permissions=" +
        ((1UL << 28) | 1 | (1 << 10) | (1 << 11) | (1 << 14) | (1UL << 36) | (1UL << 38)),
        InviteLink.Of("123"));

    [Fact]
    public async Task Everybody_is_read_once_a_thousand_a_call()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Gateway.MemberRolesAreOdd = true;
        var members = scene.Discord.AddMembers(scene.Guild, 2100);
        scene.Discord.GiveRole(scene.Guild, members[1500], scene.Gold);
        var pages = await ReadAsync(scene);
        var seen = pages.SelectMany(page => page).ToList();
        Assert.Equal([1000, 1000, 103], pages.Select(page => page.Count));
        Assert.Equal(seen.Count, seen.DistinctBy(member => member.AccountId).Count());
        Assert.Superset(members.ToHashSet(), seen.Select(member => member.AccountId).ToHashSet());
        Assert.Equal([scene.Target], seen.Single(member => member.AccountId == members[1500]).TargetIds);
        Assert.Empty(seen.Single(member => member.AccountId == members[1501]).TargetIds);
        Assert.Equal(3, scene.Discord.CountCalls(DiscordRoutes.ListMembers));
    }

    [Fact]
    public async Task A_survey_that_breaks_says_so_and_how_to_mend_it()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.AddMembers(scene.Guild, 1500);
        scene.Discord.Faults.Next(
            call => call.Route == DiscordRoutes.ListMembers && scene.Discord.CountCalls(DiscordRoutes.ListMembers) > 1,
            new DiscordFault.ServerError(), calls: 4);
        Assert.Contains("503", (await Assert.ThrowsAsync<SurveyBrokenException>(() => ReadAsync(scene))).Message);

        scene.Discord.Options.HasMembersIntent = false;
        Assert.Contains(
            "switches on \"Server Members Intent\"",
            (await Assert.ThrowsAsync<SurveyBrokenException>(() => ReadAsync(scene))).Message);
        scene.Discord.RemoveBot(scene.Guild);
        Assert.Contains(
            "not in the server", (await Assert.ThrowsAsync<SurveyBrokenException>(() => ReadAsync(scene))).Message);
    }

    private static async Task<List<IReadOnlyList<ShownMember>>> ReadAsync(ArmScene scene)
    {
        var pages = new List<IReadOnlyList<ShownMember>>();
        await foreach (var page in scene.Survey.ReadAsync(scene.Guild, CancellationToken.None))
        {
            pages.Add(page);
        }

        return pages;
    }
}
