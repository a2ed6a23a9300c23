using System.Text.Json;
using HiltBot.Discord.Arm;
using HiltBot.Engine.Chat;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>What a member may do, by Discord's own rules, from JSON as it really comes.</summary>
public sealed class ArmPermissionsTests
{
    private const GuildPermissions View = GuildPermissions.ViewChannel;
    private const GuildPermissions Send = GuildPermissions.SendMessages;
    private const GuildPermissions Admin = GuildPermissions.Administrator;

    // Server 1 with its roles: everyone 1 (place 0), low 10 (1), high 20 (2), twin 21 (2).
    public static TheoryData<string, GuildPermissions, GuildPermissions, GuildPermissions> InServer => new()
    {
        { "", View, Send, View },
        { "10", View, Send, View | Send },
        { "10,10,1", View, Send, View | Send },
        { "99", View, Send, View },
        { "10", View, Admin, PermissionRules.Everything },
        { "", Admin, Send, PermissionRules.Everything },
    };

    public static TheoryData<string, string, GuildPermissions> InChannel => new()
    {
        { "", "", View | Send },
        { "", "role 1 0 2048", View },
        { "", "role 1 0 1024", GuildPermissions.None },
        { "10", "role 1 0 1024;role 10 1024 0", View | Send },
        { "10", "role 10 1024 0;role 1 0 1024", View | Send },
        { "10,20", "role 10 0 2048;role 20 2048 0", View | Send },
        { "10", "role 10 2048 0;member 7 0 2048", View },
        { "10", "role 10 0 1024;member 7 1024 0", View | Send },
        { "", "role 10 0 1024", View | Send },
        { "", "member 8 0 1024", View | Send },
        { "", "role 7 0 1024", View | Send },
    };

    [Theory, MemberData(nameof(InServer))]
    internal void In_a_server(string roles, GuildPermissions everyone, GuildPermissions low, GuildPermissions may) =>
        Assert.Equal(may, PermissionRules.InGuild(ServerOf(everyone, low), MemberOf("7", roles)));

    [Theory, MemberData(nameof(InChannel))]
    internal void In_a_channel(string roles, string overwrites, GuildPermissions may) => Assert.Equal(
        may, PermissionRules.InChannel(ServerOf(View | Send, default), MemberOf("7", roles), ChannelOf("5", overwrites)));

    [Fact]
    public void The_owner_may_everything_and_stands_above_all()
    {
        var server = ServerOf(View, default);
        var owner = MemberOf("2", "");
        Assert.Equal(PermissionRules.Everything, PermissionRules.InGuild(server, owner));
        Assert.Equal(PermissionRules.Everything, PermissionRules.InChannel(server, owner, ChannelOf("5", "role 1 0 1024")));
        Assert.True(PermissionRules.StandsAbove(server, owner, server.Roles["20"]));
    }

    [Theory]
    [InlineData("20", "10", true)]
    [InlineData("10", "20", false)]
    [InlineData("10", "10", false)]
    [InlineData("20", "21", true)]
    [InlineData("21", "20", false)]
    [InlineData("10,20", "10", true)]
    [InlineData("", "10", false)]
    [InlineData("99,1", "10", false)]
    public void Roles_stand_above_each_other_by_place_and_then_by_age(string own, string other, bool isAbove)
    {
        var server = ServerOf(View, default);
        Assert.Equal(isAbove, PermissionRules.StandsAbove(server, MemberOf("7", own), server.Roles[other]));
    }

    [Fact]
    public void Administrators_see_every_channel() => Assert.Equal(
        PermissionRules.Everything,
        PermissionRules.InChannel(ServerOf(View, Admin), MemberOf("7", "10"), ChannelOf("5", "role 10 0 1024")));

    [Fact]
    public void A_role_that_opens_nothing_is_worth_a_hint()
    {
        var server = ServerOf(View, default);
        var (open, gated) = (ChannelOf("5", ""), ChannelOf("6", "role 1 0 1024;role 10 1024 0"));
        var bot = MemberOf("7", "20");
        Assert.Null(DiscordViewer.GateHint(new GuildSight(server, bot, [open, gated]), server.Roles["10"]));
        Assert.Contains("makes it private and adds the role \"low\"", DiscordViewer.GateHint(
            new GuildSight(server, bot, [open]), server.Roles["10"]));
        Assert.NotNull(DiscordViewer.GateHint(new GuildSight(server, bot, [open, gated]), server.Roles["21"]));
    }

    [Fact]
    public void What_is_missing_or_odd_in_json_throws_nothing()
    {
        Assert.Null(Guild.Of(Json("{}")));
        Assert.Null(Guild.Of(Json("[]")));
        Assert.Null(GuildMember.Of(Json("""{"roles":["1"]}"""), "1"));
        var server = Guild.Of(Json(
            """{"id":1,"roles":[{"id":10},{"id":"10","name":"twice"},{"name":"no id"},7,{"id":"x"}],"owner_id":null}"""))!;
        Assert.Equal(["10"], server.Roles.Keys);
        Assert.Equal(GuildPermissions.None, PermissionRules.InGuild(server, MemberOf("7", "10")));
        var member = GuildMember.Of(Json("""{"user":{"id":7},"roles":[1,"10","10",null,{}]}"""), "1")!;
        Assert.Equal(["10"], member.RoleIds);
        Assert.Null(GuildMember.Of(Json("""{"user":{"id":"7"}}"""), "1"));
        Assert.Null(GuildMember.Of(default, "1", "7"));
        var channel = GuildChannel.Of(Json("""{"id":"5","type":"text","permission_overwrites":[{},{"id":1,"allow":"x"}]}"""))!;
        Assert.False(channel.TakesMessages);
        Assert.Single(channel.Overwrites);
        Assert.Empty(DiscordViewer.Of(new GuildSight(server, member, [])).Channels);
    }

    [Fact]
    public void Without_a_role_of_its_own_the_bot_is_to_be_invited_again()
    {
        var server = ServerOf(View, default);
        Assert.Contains("invites me again", RightsWords.ForRole(
            new GuildSight(server, MemberOf("7", ""), []), server.Roles["10"]));
        var view = DiscordViewer.Of(new GuildSight(server, MemberOf("7", ""), []));
        Assert.All(view.Targets, target => Assert.NotNull(target.Problem));
        Assert.IsType<ViewedProblem>(view.Problems[0]);
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static Guild ServerOf(GuildPermissions everyone, GuildPermissions low) => Guild.Of(Json(
        $$"""
        {"id":"1","name":"Club","owner_id":"2","roles":[
            {"id":"1","name":"@everyone","position":0,"permissions":"{{(ulong)everyone}}"},
            {"id":"10","name":"low","position":1,"permissions":"{{(ulong)low}}"},
            {"id":"20","name":"high","position":2,"permissions":"0"},
            {"id":"21","name":"twin","position":2,"permissions":0}]}
        """))!;

    private static GuildMember MemberOf(string id, string roles) => GuildMember.Of(
        Json($$"""{"user":{"id":"{{id}}"},"roles":[{{string.Join(',', roles.Split(',', StringSplitOptions.RemoveEmptyEntries))}}]}"""),
        "1")!;

    private static GuildChannel ChannelOf(string id, string overwrites) => GuildChannel.Of(Json(
        $$"""{"id":"{{id}}","name":"c","type":0,"permission_overwrites":[{{string.Join(',', overwrites
            .Split(';', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(' ')).Select(parts =>
                $$"""{"id":"{{parts[1]}}","type":{{(parts[0] == "role" ? 0 : 1)}},"allow":"{{parts[2]}}","deny":"{{parts[3]}}"}"""))}}]}"""))!;
}
