using System.Text.Json.Nodes;
using HiltBot.Discord.Gateway;
using HiltBot.Discord.Wire;
using HiltBot.TestKit.Discord;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Whatever the gateway does, events come once and in order, and only the protocol ends a
/// session.</summary>
public sealed class GatewaySessionsTests
{
    [Fact]
    public async Task After_a_drop_the_session_is_resumed_and_what_was_missed_arrives()
    {
        await using var scene = await ShardScene.OpenAsync();
        var (guild, ana, ben) = (scene.Discord.AddGuild("Club"), "", "");
        await scene.ReadyAsync();

        scene.Discord.Gateway.RefusesConnections = true;
        scene.Discord.Gateway.Drop();
        ana = scene.Discord.AddMember(guild, "ana");
        ben = scene.Discord.AddMember(guild, "ben");
        scene.Discord.Gateway.RefusesConnections = false;

        await scene.UntilAsync(() => scene.Count("GUILD_MEMBER_ADD") >= 2, "both have joined");
        await scene.UntilAsync(() => scene.Count("RESUMED") == 1, "the session is resumed");
        Assert.Equal([ana, ben], scene.PeopleOf("GUILD_MEMBER_ADD"));
        Assert.Equal(1, scene.Discord.Gateway.Identifies);
        Assert.Contains("/resume", scene.Discord.Gateway.Paths[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discord_may_ask_for_a_new_connection_at_any_time()
    {
        await using var scene = await ShardScene.OpenAsync();
        await scene.ReadyAsync();
        for (var time = 1; time <= 3; time++)
        {
            scene.Discord.Gateway.Reconnect();
            await scene.UntilAsync(() => scene.Count("RESUMED") == time, "the session is resumed");
        }

        Assert.Equal((1, 3), (scene.Discord.Gateway.Identifies, scene.Discord.Gateway.Resumes));
    }

    [Fact]
    public async Task A_session_that_is_invalid_for_a_moment_is_resumed_after_a_pause()
    {
        await using var scene = await ShardScene.OpenAsync();
        await scene.ReadyAsync();
        var before = scene.Time.GetUtcNow();
        scene.Discord.Gateway.Invalidate(isResumable: true);

        await scene.UntilAsync(() => scene.Count("RESUMED") == 1, "the session is resumed");
        Assert.InRange(scene.Time.GetUtcNow() - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
        Assert.Equal(1, scene.Discord.Gateway.Identifies);
    }

    [Fact]
    public async Task A_session_that_is_gone_is_begun_anew_after_a_pause()
    {
        await using var scene = await ShardScene.OpenAsync();
        await scene.ReadyAsync();
        var before = scene.Time.GetUtcNow();
        scene.Discord.Gateway.Invalidate(isResumable: false);

        await scene.UntilAsync(() => scene.Count("READY") == 2, "a session is begun anew");
        Assert.True(scene.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(1));
        Assert.Equal((2, 0), (scene.Discord.Gateway.Identifies, scene.Discord.Gateway.Resumes));
    }

    [Fact]
    public async Task A_session_that_was_forgotten_while_nobody_listened_is_begun_anew()
    {
        await using var scene = await ShardScene.OpenAsync();
        await scene.ReadyAsync();
        scene.Discord.Gateway.ForgetSessions();
        scene.Discord.Gateway.Drop();

        await scene.UntilAsync(() => scene.Count("READY") == 2, "a session is begun anew");
        Assert.Equal(0, scene.Discord.Gateway.Resumes);
    }

    [Fact]
    public async Task A_connection_that_answers_no_heartbeat_is_left_and_resumed()
    {
        await using var scene = await ShardScene.OpenAsync();
        var guild = scene.Discord.AddGuild("Club");
        await scene.ReadyAsync();
        scene.Discord.Gateway.StopsAcking = true;
        await scene.UntilAsync(
            () => scene.Discord.Gateway.Connections == 2, "it is left", TimeSpan.FromSeconds(1));
        scene.Discord.Gateway.StopsAcking = false;

        await scene.UntilAsync(() => scene.Discord.Gateway.Resumes >= 1, "it is resumed");
        var ana = scene.Discord.AddMember(guild, "ana");
        await scene.UntilAsync(() => scene.Count("GUILD_MEMBER_ADD") == 1, "ana has joined");
        Assert.Equal([ana], scene.PeopleOf("GUILD_MEMBER_ADD"));
        Assert.Equal(1, scene.Discord.Gateway.Identifies);
    }

    [Fact]
    public async Task Heartbeats_come_on_time_for_hours_and_when_they_are_asked_for()
    {
        await using var scene = await ShardScene.OpenAsync(
            new StandInDiscordOptions { EnforcesHeartbeats = true });
        await scene.ReadyAsync();
        await Pump.MoveAsync(scene.Time, TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(4));
        Assert.Equal(1, scene.Discord.Gateway.Connections);
        Assert.InRange(scene.Discord.Gateway.Heartbeats, 20, 31);

        var before = scene.Discord.Gateway.Heartbeats;
        scene.Discord.Gateway.AskForHeartbeat();
        await scene.UntilAsync(() => scene.Discord.Gateway.Heartbeats > before, "it beats at once", TimeSpan.Zero);
    }

    [Fact]
    public async Task A_wrong_token_stops_the_bot_with_one_sentence_and_no_second_try()
    {
        await using var scene = await ShardScene.OpenAsync();
        scene.Start("somebody.elses.token");
        var sentence = await scene.End;

        Assert.Contains("Reset Token", sentence, StringComparison.Ordinal);
        await StaysAwayAsync(scene, sentence!);
    }

    [Fact]
    public async Task Member_events_that_are_not_allowed_stop_the_bot_with_the_click_that_mends_it()
    {
        await using var scene = await ShardScene.OpenAsync(new StandInDiscordOptions { HasMembersIntent = false });
        scene.Start();
        var sentence = await scene.End;

        Assert.Contains("\"Server Members Intent\"", sentence, StringComparison.Ordinal);
        await StaysAwayAsync(scene, sentence!);
    }

    [Theory]
    [InlineData(4010), InlineData(4011), InlineData(4012), InlineData(4013)]
    public async Task Other_refusals_for_good_stop_it_as_well(int code)
    {
        await using var scene = await ShardScene.OpenAsync();
        scene.Start();
        await scene.UntilAsync(() => scene.Count("READY") == 1, "the shard is ready");
        scene.Discord.Gateway.CloseWith(code);

        await StaysAwayAsync(scene, (await scene.End)!);
    }

    [Theory]
    [InlineData(4000, true), InlineData(4008, true), InlineData(1001, true), InlineData(4999, true)]
    [InlineData(4007, false), InlineData(4009, false), InlineData(4003, false)]
    public async Task Other_closings_are_followed_by_what_the_protocol_says(int code, bool isResumed)
    {
        await using var scene = await ShardScene.OpenAsync();
        await scene.ReadyAsync();
        scene.Discord.Gateway.CloseWith(code);

        await scene.UntilAsync(() => scene.Count("RESUMED") + scene.Count("READY") == 2, "events flow again");
        Assert.Equal(isResumed ? (1, 1) : (2, 0), (scene.Discord.Gateway.Identifies, scene.Discord.Gateway.Resumes));
    }

    [Fact]
    public async Task Odd_frames_end_nothing()
    {
        await using var scene = await ShardScene.OpenAsync();
        scene.Discord.Gateway.OmitsNulls = true;
        scene.Discord.Gateway.MemberRolesAreOdd = true;
        scene.Discord.Gateway.GuildCreateLacks = ["members", "channels", "roles", "unavailable", "name", "owner_id"];
        var guild = scene.Discord.AddGuild("Club");
        await scene.ReadyAsync();
        foreach (var frame in (string[])[
            "", "null", "[]", "17", "{", "{\"op\":", "{\"op\":\"eleven\"}", "{\"op\":0}", "{\"op\":0,\"t\":7,\"d\":[]}",
            "{\"op\":0,\"t\":\"GUILD_MEMBER_ADD\",\"s\":\"odd\",\"d\":null}", "{\"op\":99999999999999999999}",
            "{\"op\":0,\"t\":\"\\ud800\",\"d\":{}}", "{\"op\":11,\"d\":{\"x\":[[[[]]]]}}", "{\"op\":10,\"d\":null}",
            new string('[', 500)])
        {
            scene.Discord.Gateway.SendRaw(frame);
        }

        scene.Discord.Gateway.SendUnknown();
        scene.Discord.Gateway.SendEvent(
            guild, "GUILD_MEMBER_ADD",
            new JsonObject { ["guild_id"] = ulong.Parse(guild), ["user"] = new JsonObject { ["id"] = 4711 } });

        await scene.UntilAsync(() => scene.PeopleOf("GUILD_MEMBER_ADD").Contains("4711"), "the last event has come");
        Assert.Equal((1, 1), (scene.Discord.Gateway.Connections, scene.Discord.Gateway.Identifies));
    }

    [Fact]
    public async Task An_event_that_cannot_be_handled_is_passed_over_and_does_not_come_again()
    {
        await using var scene = await ShardScene.OpenAsync();
        var guild = scene.Discord.AddGuild("Club");
        scene.Throws = happened => happened.Name == "GUILD_MEMBER_ADD" && scene.Count("GUILD_MEMBER_ADD") == 1;
        await scene.ReadyAsync();
        var people = Enumerable.Range(0, 3).Select(number => scene.Discord.AddMember(guild, $"member-{number}")).ToList();
        await scene.UntilAsync(() => scene.Count("GUILD_MEMBER_ADD") == 3, "all have joined");
        scene.Discord.Gateway.Drop();
        await scene.UntilAsync(() => scene.Count("RESUMED") == 1, "it is resumed");
        Assert.Equal(people, scene.PeopleOf("GUILD_MEMBER_ADD"));
        Assert.Single(scene.Log.Lines, line => line.Id == 11204);
    }

    [Fact]
    public async Task Compressed_texts_in_many_pieces_are_put_together()
    {
        await using var scene = await ShardScene.OpenAsync();
        scene.Discord.Gateway.SplitsFrames = true;
        var guild = scene.Discord.AddGuild("Club");
        await scene.ReadyAsync();
        var people = Enumerable.Range(0, 50).Select(number => scene.Discord.AddMember(guild, $"member-{number}")).ToList();

        await scene.UntilAsync(() => scene.Count("GUILD_MEMBER_ADD") == 50, "all have joined");
        Assert.Equal(people, scene.PeopleOf("GUILD_MEMBER_ADD"));
        Assert.True(Assert.Single(scene.Discord.Gateway.Sessions).IsCompressed);
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_while_the_line_drops_every_few_seconds()
    {
        await using var scene = await ShardScene.OpenAsync();
        var guild = scene.Discord.AddGuild("Club");
        await scene.ReadyAsync();
        var people = new List<string>();
        using (scene.Discord.Gateway.DropEvery(TimeSpan.FromSeconds(3)))
        {
            for (var second = 0; second < 60; second++)
            {
                people.Add(scene.Discord.AddMember(guild, $"member-{second}"));
                await Pump.MoveAsync(scene.Time, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100));
            }
        }

        await scene.UntilAsync(() => scene.Count("GUILD_MEMBER_ADD") >= 60, "all have joined");
        Assert.Equal(people, scene.PeopleOf("GUILD_MEMBER_ADD"));
        Assert.Equal(1, scene.Discord.Gateway.Identifies);
        Assert.True(scene.Discord.Gateway.Resumes >= 10);
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_asked_ever_more_seldom_and_logged_once()
    {
        await using var scene = await ShardScene.OpenAsync();
        scene.Discord.Gateway.RefusesConnections = true;
        scene.Start();
        await scene.UntilAsync(
            () => scene.Log.Lines.Count(line => line.Id == 11211) >= 9, "it has tried nine times", TimeSpan.FromSeconds(1));
        Assert.Single(scene.Log.Lines, line => line.Level >= LogLevel.Warning);

        scene.Discord.Gateway.RefusesConnections = false;
        await scene.UntilAsync(() => scene.Count("READY") == 1, "it is there again", TimeSpan.FromSeconds(1));
        Assert.Single(scene.Log.Lines, line => line.Level == LogLevel.Information);
    }

    [Fact]
    public async Task Shards_divide_the_servers_and_identify_as_slowly_as_they_must()
    {
        await using var scene = await ShardScene.OpenAsync(new StandInDiscordOptions { Shards = 2 });
        var guilds = Enumerable.Range(0, 8).Select(number => scene.Discord.AddGuild($"Club {number}")).ToList();
        var before = scene.Time.GetUtcNow();
        scene.Start();
        await scene.UntilAsync(
            () => scene.Discord.Gateway.Connections == 2 && scene.Count("READY") == 1, "one has begun", TimeSpan.Zero);
        scene.Time.Advance(TimeSpan.FromSeconds(4.9));
        await scene.UntilAsync(() => scene.Count("GUILD_CREATE") == 8, "all servers are there");

        // Two in one bucket: five seconds apart, so that Discord had to refuse neither.
        Assert.True(scene.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(5));
        Assert.Equal((2, 2), (scene.Discord.Gateway.Connections, scene.Discord.Gateway.Identifies));
        Assert.Equal([0, 1], scene.Discord.Gateway.Sessions.Select(session => session.ShardId).Order());
        Assert.All(
            scene.Heard.Where(one => one.Name == "GUILD_CREATE"),
            one => Assert.Equal((int)((ulong.Parse(one.Data.Id("id")!) >> 22) % 2), one.Shard));
        Assert.Equal(guilds.Order(), scene.Heard.Where(one => one.Name == "GUILD_CREATE").Select(one => one.Data.Id("id")!).Order());
    }

    [Fact]
    public async Task Shards_of_different_buckets_identify_at_once()
    {
        await using var scene = await ShardScene.OpenAsync(new StandInDiscordOptions { Shards = 4, MaxConcurrency = 4 });
        var before = scene.Time.GetUtcNow();
        scene.Start();
        await scene.UntilAsync(() => scene.Count("READY") == 4, "all are ready", TimeSpan.Zero);
        Assert.Equal(before, scene.Time.GetUtcNow());
    }

    [Fact]
    public async Task When_a_days_sessions_are_used_up_it_waits_for_the_next_day()
    {
        await using var scene = await ShardScene.OpenAsync();
        scene.Start(starts: new SessionStarts(1000, 0, TimeSpan.FromHours(2)));
        await scene.UntilAsync(() => scene.Log.Lines.Count >= 0 && scene.Discord.Gateway.Connections > 0, "it connects");
        await Pump.MoveAsync(scene.Time, TimeSpan.FromMinutes(110), TimeSpan.FromSeconds(20));
        Assert.Equal(0, scene.Discord.Gateway.Identifies);

        await scene.UntilAsync(() => scene.Count("READY") == 1, "the day is over", TimeSpan.FromSeconds(20));
    }

    private static async Task StaysAwayAsync(ShardScene scene, string sentence)
    {
        var connections = scene.Discord.Gateway.Connections;
        await Pump.MoveAsync(scene.Time, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        Assert.Equal(connections, scene.Discord.Gateway.Connections);
        Assert.Equal(sentence, scene.State.Problem);
        Assert.Equal(ShardStanding.Stopped, scene.State.Shards[0]);
        var line = Assert.Single(scene.Log.Lines, line => line.Level >= LogLevel.Warning);
        Assert.Contains(sentence, line.Text, StringComparison.Ordinal);
    }
}
