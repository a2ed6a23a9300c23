using HiltBot.Discord.Arm;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Access;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Roles are given and taken, read back, and what Discord refuses becomes the port's words.</summary>
public sealed class ArmSeatsTests
{
    private static readonly AccessAnswer Open = new AccessAnswer.Open();
    private static readonly AccessAnswer Closed = new AccessAnswer.Closed();

    [Fact]
    public async Task A_role_is_given_and_taken_read_back_and_explained_in_the_audit_log()
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.Equal(Closed, await scene.LookAsync());
        Assert.Equal(Open, await scene.GrantAsync());
        Assert.Equal(Open, await scene.LookAsync());
        Assert.Equal(Open, await scene.GrantAsync());
        Assert.Equal([scene.Gold], scene.Discord.RolesOf(scene.Guild, scene.Ana));
        Assert.Equal(Closed, await scene.RevokeAsync());
        Assert.Equal(Closed, await scene.RevokeAsync());
        Assert.Empty(scene.Discord.RolesOf(scene.Guild, scene.Ana));
        Assert.Equal(["paid", "lapsed"], scene.Discord.AuditLog.Select(entry => entry.Reason));
        Assert.Equal(6, scene.Discord.CountCalls(DiscordRoutes.GetMember));
    }

    [Fact]
    public async Task Roles_that_hold_the_servers_id_or_a_role_twice_are_read_all_the_same()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Gateway.MemberRolesAreOdd = true;
        Assert.Equal(Closed, await scene.LookAsync());
        Assert.Equal(Open, await scene.GrantAsync());
        Assert.Equal(Open, await scene.LookAsync());
    }

    [Fact]
    public async Task Whoever_is_not_there_yet_gets_one_invite_that_works()
    {
        await using var scene = await ArmScene.StartAsync();
        var (bea, cem) = (scene.Discord.AddUser("bea"), scene.Discord.AddUser("cem"));
        Assert.Equal(new AccessAnswer.WaitsForJoin(null), await scene.LookAsync(bea));
        var first = Assert.IsType<AccessAnswer.WaitsForJoin>(await scene.GrantAsync(bea));
        Assert.True(first.InviteUrl is not null, string.Join("; ", scene.Discord.Calls));
        Assert.Equal(first, await scene.GrantAsync(cem));
        Assert.Equal(first, await scene.LookAsync(cem));
        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.MakeInvite));
        Assert.StartsWith("https://discord.gg/", first.InviteUrl);
        scene.Discord.AcceptInvite(bea, first.InviteUrl!["https://discord.gg/".Length..]);
        Assert.Equal(Open, await scene.GrantAsync(bea));
        Assert.Equal(new AccessAnswer.WaitsForJoin(null), await scene.RevokeAsync(cem));

        await Task.Delay(TimeSpan.FromDays(6.5), scene.Time);
        Assert.IsType<AccessAnswer.WaitsForJoin>(await scene.GrantAsync(cem));
        Assert.Equal(2, scene.Discord.CountCalls(DiscordRoutes.MakeInvite));
    }

    [Fact]
    public async Task An_invite_that_staff_took_back_is_made_anew()
    {
        await using var scene = await ArmScene.StartAsync();
        var bea = scene.Discord.AddUser("bea");
        await scene.GrantAsync(bea);
        scene.Discord.Faults.Next(
            call => call.Path.StartsWith("/invites/", StringComparison.Ordinal), new DiscordFault.Refuse(404, 10_006));
        await scene.GrantAsync(bea);
        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.MakeInvite));
        await Task.Delay(TimeSpan.FromMinutes(11), scene.Time);
        await scene.GrantAsync(bea);
        Assert.Equal(2, scene.Discord.CountCalls(DiscordRoutes.MakeInvite));
    }

    [Fact]
    public async Task Where_the_bot_may_invite_nobody_there_is_no_invite()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.CreateInstantInvite);
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.CreateInstantInvite, scene.Guild);
        var bea = scene.Discord.AddUser("bea");
        Assert.Equal(new AccessAnswer.WaitsForJoin(null), await scene.GrantAsync(bea));
        Assert.Equal(0, scene.Discord.CountCalls(DiscordRoutes.MakeInvite));

        var hall = scene.Discord.AddChannel(scene.Guild, "hall");
        scene.Discord.SetOverwrite(hall, scene.Discord.BotId, DiscordPermission.CreateInstantInvite, DiscordPermission.None);
        await Task.Delay(TimeSpan.FromMinutes(6), scene.Time);
        Assert.NotNull(Assert.IsType<AccessAnswer.WaitsForJoin>(await scene.GrantAsync(bea)).InviteUrl);
    }

    [Fact]
    public async Task What_does_not_exist_is_said_so()
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.IsType<AccessAnswer.UnknownTarget>(await scene.GrantAsync(target: $"{scene.Guild}/1"));
        Assert.IsType<AccessAnswer.UnknownTarget>(await scene.GrantAsync(target: $"{scene.Guild}/{scene.Guild}"));
        Assert.IsType<AccessAnswer.UnknownTarget>(await scene.GrantAsync(target: "gold"));
        Assert.IsType<AccessAnswer.UnknownTarget>(await scene.LookAsync(target: $"{scene.Guild}/{scene.Gold}/.."));
        Assert.IsType<AccessAnswer.UnknownAccount>(await scene.LookAsync("../../users/@me"));
        Assert.IsType<AccessAnswer.UnknownAccount>(await scene.GrantAsync("12345"));
        scene.Discord.DeleteUser(scene.Ana);
        Assert.IsType<AccessAnswer.UnknownAccount>(await scene.LookAsync());
        Assert.IsType<AccessAnswer.UnknownAccount>(await scene.RevokeAsync());
    }

    [Fact]
    public async Task Only_where_the_bot_really_is_out_the_community_is_gone()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Faults.Next(DiscordRoutes.GetMember, new DiscordFault.Refuse(404, DiscordError.UnknownGuild));
        Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync());
        scene.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.Refuse(403, DiscordError.MissingAccess));
        Assert.IsType<AccessAnswer.MissingRight>(await scene.GrantAsync());
        scene.Discord.Faults.Next(DiscordRoutes.GetMember, new DiscordFault.Refuse(404, DiscordError.UnknownGuild));
        scene.Discord.Faults.Next(DiscordRoutes.GetGuild, new DiscordFault.ServerError(), calls: 4);
        Assert.Equal(
            TimeSpan.FromSeconds(30), Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync()).After);
        Assert.Equal(Open, await scene.GrantAsync());

        scene.Discord.RemoveBot(scene.Guild);
        Assert.IsType<AccessAnswer.CommunityGone>(await scene.LookAsync());
        Assert.IsType<AccessAnswer.CommunityGone>(await scene.GrantAsync());
        Assert.IsType<AccessAnswer.CommunityGone>(await scene.RevokeAsync());
    }

    [Fact]
    public async Task A_missing_right_names_the_click_that_mends_it()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.ManageRoles);
        Assert.Equal(
            "I lack the permission \"Manage Roles\": without it I cannot give and take the roles that are sold. Somebody " +
            "who manages the server opens Server Settings > Roles > \"hiltbot\" > Permissions, switches on \"Manage " +
            "Roles\" and saves.",
            Assert.IsType<AccessAnswer.MissingRight>(await scene.GrantAsync()).Mend);
        scene.Discord.GivePermission(scene.Guild, DiscordPermission.ManageRoles);
        Assert.Equal(Open, await scene.GrantAsync());

        scene.Discord.MoveRole(scene.Guild, scene.Gold, above: scene.Discord.BotRoleOf(scene.Guild));
        await Task.Delay(TimeSpan.FromSeconds(6), scene.Time);
        Assert.Equal(
            "My role \"hiltbot\" is not above \"Gold\". Somebody who manages the server opens Server Settings > Roles, " +
            "drags \"hiltbot\" above \"Gold\" and saves.",
            Assert.IsType<AccessAnswer.MissingRight>(await scene.RevokeAsync()).Mend);

        var booster = scene.Discord.AddRole(scene.Guild, "Booster", isManaged: true);
        await Task.Delay(TimeSpan.FromSeconds(6), scene.Time);
        Assert.Contains("belongs to an integration", Assert.IsType<AccessAnswer.MissingRight>(
            await scene.GrantAsync(target: $"{scene.Guild}/{booster}")).Mend);
    }

    [Fact]
    public async Task Many_seats_with_one_problem_ask_for_the_server_once()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.ManageRoles);
        foreach (var member in scene.Discord.AddMembers(scene.Guild, 20))
        {
            Assert.IsType<AccessAnswer.MissingRight>(await scene.GrantAsync(member));
        }

        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.GetGuild));
    }

    [Fact]
    public async Task A_second_factor_that_the_server_asks_for_is_explained()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.Refuse(403, DiscordError.TwoFactorIsRequired));
        Assert.Contains("two-factor", Assert.IsType<AccessAnswer.MissingRight>(await scene.GrantAsync()).Mend);
        scene.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.Refuse(400, 12_345, "Odd"));
        Assert.Equal(
            new AccessAnswer.TryLater(null, "Discord refused it: Odd (400, 12345)"), await scene.GrantAsync());
    }

    [Fact]
    public async Task Limits_say_when_to_come_again_and_nothing_is_sent()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.TooMany(TimeSpan.FromSeconds(40)));
        Assert.Equal(
            TimeSpan.FromSeconds(40), Assert.IsType<AccessAnswer.TryLater>(await scene.GrantAsync()).After);
        Assert.InRange(
            Assert.IsType<AccessAnswer.TryLater>(await scene.GrantAsync()).After!.Value.TotalSeconds, 39, 40.1);
        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.GrantRole));
        Assert.Empty(scene.Discord.RolesOf(scene.Guild, scene.Ana));
    }

    [Fact]
    public async Task A_dropped_answer_is_repeated_and_a_silent_discord_is_no_answer()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.DropAfter());
        Assert.Equal(Open, await scene.GrantAsync());
        scene.Discord.Faults.Next(DiscordRoutes.RevokeRole, new DiscordFault.DropAfter(), calls: 4);
        await Assert.ThrowsAsync<DiscordSilentException>(() => scene.RevokeAsync());
        Assert.Equal(Closed, await scene.LookAsync());

        // Given, and what the server shows now cannot be read.
        scene.Discord.Faults.Next(DiscordRoutes.GetMember, new DiscordFault.ServerError(), calls: 4);
        await Assert.ThrowsAsync<DiscordSilentException>(() => scene.GrantAsync());
        Assert.Equal(Open, await scene.LookAsync());

        scene.Discord.Faults.Next(DiscordRoutes.GetMember, new DiscordFault.ServerError(), calls: 4);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync()).After);
    }

    [Fact]
    public async Task What_the_server_shows_counts_and_not_what_it_took()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.OnApplied = call =>
        {
            if (call.Route == DiscordRoutes.GrantRole)
            {
                scene.Discord.TakeRole(scene.Guild, scene.Ana, scene.Gold);
            }

            return Task.CompletedTask;
        };
        Assert.Equal(Closed, await scene.GrantAsync());
        scene.Discord.OnApplied = call =>
        {
            if (call.Route == DiscordRoutes.GrantRole)
            {
                scene.Discord.Leave(scene.Ana, scene.Guild);
            }

            return Task.CompletedTask;
        };
        Assert.IsType<AccessAnswer.WaitsForJoin>(await scene.GrantAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_is_no_closed_seat()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.GrantAsync();
        scene.Discord.Faults.Next(DiscordRoutes.GetMember, new DiscordFault.Garbage(), calls: 4);
        Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync());
        Assert.Equal(Open, await scene.LookAsync());
    }

    [Fact]
    public async Task A_wrong_token_is_said_in_one_sentence()
    {
        await using var scene = await ArmScene.StartAsync(token: "old");
        var later = Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync());
        Assert.Equal((TimeSpan.FromMinutes(5), DiscordRest.TokenRefused), (later.After, later.Why));
        await scene.GrantAsync();
        await scene.RevokeAsync();
        Assert.Single(scene.Discord.Calls);
        Assert.Equal([11000], scene.Log.Events);
    }

    [Fact]
    public async Task A_ban_of_the_address_is_waited_for_and_not_deepened()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Ban(TimeSpan.FromMinutes(10));
        for (var number = 0; number < 20; number++)
        {
            var later = Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync());
            Assert.InRange(later.After!.Value.TotalMinutes, 9, 10.1);
        }

        Assert.Single(scene.Discord.Calls);
        await Task.Delay(TimeSpan.FromMinutes(10.1), scene.Time);
        Assert.Equal(Open, await scene.GrantAsync());
    }
}
