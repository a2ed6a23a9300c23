using System.Text.Json.Nodes;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>The stand-in's own rules at the gateway and for interactions.</summary>
public sealed class StandInGatewayTests
{
    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task A_resume_brings_what_was_missed_in_order_and_once(bool isCompressed, bool isSplit)
    {
        await using var discord = await StandInDiscord.StartAsync(new ManualTime());
        discord.Gateway.SplitsFrames = isSplit;
        var guild = discord.AddGuild("Club");
        await using var caller = new StandInCaller(discord);
        await caller.ConnectAsync(isCompressed);
        var ready = await caller.IdentifyAsync();
        Assert.Equal(("READY", 1), ((string?)ready!["t"], (int)ready["s"]!));
        Assert.Equal(guild, (string?)(await caller.ReceiveEventAsync("GUILD_CREATE"))["d"]!["id"]);
        Assert.Equal(isSplit, caller.FramesOfLastMessage > 1);
        var seen = caller.Sequence;
        discord.Gateway.Drop();
        await discord.UntilAsync(() => !discord.Gateway.Sessions.Single().IsConnected, "the socket is gone");
        var ana = discord.AddMember(guild, "ana");
        discord.Gateway.Lose("GUILD_MEMBER_REMOVE");
        discord.Leave(ana, guild);
        discord.Gateway.Duplicate("GUILD_MEMBER_ADD");
        discord.Join(ana, guild);

        await caller.ConnectAsync(isCompressed);
        await caller.ResumeAsync(seen);
        foreach (var (name, sequence) in new[]
            { ("GUILD_MEMBER_ADD", seen + 1), ("GUILD_MEMBER_ADD", seen + 2), ("GUILD_MEMBER_ADD", seen + 3), ("RESUMED", seen + 4) })
        {
            var frame = await caller.ReceiveAsync();
            Assert.Equal((name, sequence), ((string?)frame!["t"], (int)frame["s"]!));
        }

        discord.Gateway.Invalidate(isResumable: false);
        Assert.Equal((9, false), await OpcodeAsync(caller));
        Assert.Empty(discord.Gateway.Sessions);
    }

    [Theory, InlineData("wrong", 3, 0, 1, 4004), InlineData(null, 3, 2, 2, 4010), InlineData(null, 3, 0, 1, 4014),
     InlineData(null, -1, 0, 1, 4013)]
    public async Task A_wrong_identify_is_closed_with_its_code(string? token, int intents, int shard, int shards, int code)
    {
        await using var discord = await StandInDiscord.StartAsync(new ManualTime(), new() { HasMembersIntent = code != 4014 });
        await using var caller = new StandInCaller(discord);
        await caller.ConnectAsync();
        Assert.Null(await caller.IdentifyAsync(intents, shard, shards, token));
        Assert.Equal(code, caller.ClosedWith);
    }

    [Fact]
    public async Task Shards_see_their_guilds_and_identify_one_after_another()
    {
        var time = new ManualTime();
        await using var discord = await StandInDiscord.StartAsync(time, new() { Shards = 2 });
        var guilds = new[] { discord.AddGuild("One"), discord.AddGuild("Two") }.OrderBy(id => (ulong.Parse(id) >> 22) % 2).ToList();
        await using var first = new StandInCaller(discord);
        await using var second = new StandInCaller(discord);
        await first.ConnectAsync();
        await second.ConnectAsync();
        await first.IdentifyAsync(shard: 0, shards: 2);
        Assert.Equal(9, (int)(await second.IdentifyAsync(shard: 1, shards: 2))!["op"]!);
        time.Advance(TimeSpan.FromSeconds(5));
        await second.IdentifyAsync(shard: 1, shards: 2);
        Assert.Equal(guilds[0], (string?)(await first.ReceiveEventAsync("GUILD_CREATE"))["d"]!["id"]);
        Assert.Equal(guilds[1], (string?)(await second.ReceiveEventAsync("GUILD_CREATE"))["d"]!["id"]);
        await first.SendAsync(8, new JsonObject { ["guild_id"] = guilds[0], ["query"] = "", ["limit"] = 0, ["nonce"] = "n" });
        var chunk = (await first.ReceiveEventAsync("GUILD_MEMBERS_CHUNK"))["d"]!;
        Assert.Equal((2, 1, "n"), (chunk["members"]!.AsArray().Count, (int)chunk["chunk_count"]!, (string?)chunk["nonce"]));
    }

    [Fact]
    public async Task An_answer_comes_within_three_seconds_once_and_its_token_lives_fifteen_minutes()
    {
        var time = new ManualTime();
        await using var discord = await StandInDiscord.StartAsync(time);
        await using var caller = new StandInCaller(discord);
        var guild = discord.AddGuild("Club");
        var general = discord.AddChannel(guild, "general");
        var ana = discord.AddMember(guild, "ana");
        await Assert.ThrowsAsync<InvalidOperationException>(() => discord.SayAsync(ana, guild, general, "join"));
        await RegisterAsync(caller, discord, "join", null);
        await RegisterAsync(caller, discord, "setup", "32");
        Assert.Equal(["join"], discord.CommandsOffered(ana, guild));
        await caller.ConnectAsync();
        await caller.IdentifyAsync();

        var said = await discord.SayAsync(ana, guild, general, "join");
        var heard = (await caller.ReceiveEventAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal((said.Id, said.Token), ((string)heard["id"]!, (string)heard["token"]!));
        Assert.Equal(10_015, await CodeAsync("PATCH", $"/webhooks/{discord.ApplicationId}/{said.Token}/messages/@original"));
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(0, await CodeAsync("POST", $"/interactions/{said.Id}/{said.Token}/callback", 5, 64));
        Assert.Equal(40_060, await CodeAsync("POST", $"/interactions/{said.Id}/{said.Token}/callback", 4));
        time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(0, await CodeAsync("PATCH", $"/webhooks/{discord.ApplicationId}/{said.Token}/messages/@original"));
        var shown = await said.AnswerAsync();
        Assert.Equal(("hello", true), (shown.Content, shown.IsEphemeral));
        Assert.Empty(discord.MessagesIn(general));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(50_027, await CodeAsync("POST", $"/webhooks/{discord.ApplicationId}/{said.Token}"));

        var late = await discord.SayAsync(ana, guild, general, "join");
        time.Advance(TimeSpan.FromSeconds(3));
        await late.FailsAsync();
        Assert.Equal(10_062, await CodeAsync("POST", $"/interactions/{late.Id}/{late.Token}/callback", 4));
        await Assert.ThrowsAsync<InvalidOperationException>(late.AnswerAsync);

        async Task<int> CodeAsync(string method, string path, int? type = null, int flags = 0)
        {
            var data = new JsonObject { ["content"] = "hello", ["flags"] = flags };
            var (_, body, _) = await caller.CallAsync(method, path, type is null
                ? data : new JsonObject { ["type"] = type, ["data"] = data });
            return (int?)body?["code"] ?? 0;
        }
    }

    [Fact]
    public async Task Odd_frames_come_when_they_are_asked_for()
    {
        await using var discord = await StandInDiscord.StartAsync(new ManualTime());
        discord.Gateway.OmitsNulls = true;
        discord.Gateway.MemberRolesAreOdd = true;
        discord.Gateway.GuildCreateLacks = ["roles", "members"];
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        var ana = discord.AddMember(guild, "ana");
        await using var caller = new StandInCaller(discord);
        await caller.ConnectAsync();
        await caller.IdentifyAsync();
        var created = (await caller.ReceiveEventAsync("GUILD_CREATE"))["d"]!.AsObject();
        Assert.False(created.ContainsKey("roles") || created.ContainsKey("members"));
        discord.GiveRole(guild, ana, gold);
        var member = (await caller.ReceiveEventAsync("GUILD_MEMBER_UPDATE"))["d"]!;
        Assert.Equal([guild, gold, gold], member["roles"]!.AsArray().Select(role => (string?)role));

        await caller.SendAsync(1, caller.Sequence);
        var acknowledged = await caller.ReceiveAsync();
        Assert.Equal((11, false, false), ((int)acknowledged!["op"]!, acknowledged.ContainsKey("s"), acknowledged.ContainsKey("t")));
        discord.Gateway.StopsAcking = true;
        await caller.SendAsync(1, caller.Sequence);
        await discord.UntilAsync(() => discord.Gateway.Heartbeats == 2, "the heartbeat was heard");
        discord.Gateway.SendUnknown();
        Assert.Equal(99, (int)(await caller.ReceiveAsync())!["op"]!);
        Assert.Equal("SOMETHING_NEW", (string?)(await caller.ReceiveAsync())!["t"]);
        discord.Gateway.Reconnect();
        Assert.Equal(7, (int)(await caller.ReceiveAsync())!["op"]!);
        discord.RemoveBot(guild);
        Assert.False((await caller.ReceiveEventAsync("GUILD_DELETE"))["d"]!.AsObject().ContainsKey("unavailable"));
        discord.Join(discord.AddUser("bob"), guild);
        discord.InviteBot(guild);
        Assert.Equal(guild, (string?)(await caller.ReceiveAsync())!["d"]!["id"]);
    }

    private static async Task RegisterAsync(StandInCaller caller, StandInDiscord discord, string name, string? permissions)
    {
        var (status, _, _) = await caller.CallAsync("POST", $"/applications/{discord.ApplicationId}/commands", new JsonObject
        {
            ["name"] = name,
            ["description"] = "For a test",
            ["default_member_permissions"] = permissions,
        });
        Assert.Equal(201, status);
    }

    private static async Task<(int, bool)> OpcodeAsync(StandInCaller caller)
    {
        var frame = await caller.ReceiveAsync();
        return ((int)frame!["op"]!, (bool)frame["d"]!);
    }
}
