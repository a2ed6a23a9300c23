using System.Text.Json.Nodes;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>What people see and do in the stand-in is what Discord's client lets them see and do.</summary>
public sealed class StandInPeopleTests
{
    [Fact]
    public async Task Buttons_menus_and_modals_work_for_whoever_sees_them()
    {
        await using var scene = await Scene.OpenAsync();
        var said = await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "join", ("how", "gold"));
        await scene.AnswerAsync(said, 4, new JsonObject
        {
            ["content"] = "Choose",
            ["flags"] = 64,
            ["components"] = JsonNode.Parse(
                """
                [{"type":1,"components":[{"type":2,"style":1,"label":"Buy","custom_id":"buy"},
                                         {"type":2,"style":5,"label":"Site","url":"https://example.org"},
                                         {"type":2,"style":2,"label":"Off","custom_id":"off","disabled":true}]},
                 {"type":1,"components":[{"type":3,"custom_id":"pick","placeholder":"Which?",
                                          "options":[{"label":"Gold","value":"1"},{"label":"Silver","value":"2"}]}]}]
                """),
        });
        var shown = await said.AnswerAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Discord.PressAsync(scene.Ana, shown, "Site"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Discord.PressAsync(scene.Ana, shown, "Off"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Discord.PressAsync(scene.Bob, shown, "Buy"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Discord.ChooseAsync(scene.Ana, shown, "Which?", "Bronze"));

        var chosen = await scene.Discord.ChooseAsync(scene.Ana, shown, "Which?", "Silver");
        Assert.Equal(["2"], (await scene.HearAsync(chosen))["data"]!["values"]!.AsArray().Select(one => (string)one!));
        await scene.AnswerAsync(chosen, 9, JsonNode.Parse(
            """
            {"custom_id":"form","title":"Who?","components":[{"type":1,"components":[
              {"type":4,"custom_id":"mail","label":"Mail","style":1,"required":true}]}]}
            """)!.AsObject());
        Assert.Equal(("form", "Mail"), ((await chosen.ModalAsync()).CustomId, (await chosen.ModalAsync()).Inputs.Single().Label));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Discord.SubmitAsync(chosen));
        var sent = await scene.Discord.SubmitAsync(chosen, ("Mail", "ana@example.org"));
        Assert.Equal("ana@example.org",
            (string?)(await scene.HearAsync(sent))["data"]!["components"]![0]!["components"]![0]!["value"]);
        Assert.Equal(50_035, await scene.AnswerAsync(sent, 9, []));
        Assert.Equal(0, await scene.AnswerAsync(sent, 7, new JsonObject { ["content"] = "Thanks", ["components"] = new JsonArray() }));
        Assert.Equal((shown.Id, "Thanks", true), ((await sent.AnswerAsync()).Id, (await sent.AnswerAsync()).Content,
            (await sent.AnswerAsync()).IsEphemeral));
    }

    [Fact]
    public async Task Options_are_checked_and_completed_as_they_were_registered()
    {
        await using var scene = await Scene.OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => SayAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => SayAsync(("how", "silver")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SayAsync(("how", "gold"), ("what", "else")));
        var typed = await scene.Discord.TypeAsync(scene.Ana, scene.Guild, scene.General, "join", ("offer", "Go"));
        var heard = (await scene.HearAsync(typed))["data"]!["options"]![0]!;
        Assert.Equal(("Go", true), ((string)heard["value"]!, (bool)heard["focused"]!));
        Assert.Equal(50_035, await scene.AnswerAsync(typed, 4, new JsonObject { ["content"] = "no" }));
        await scene.AnswerAsync(typed, 8, JsonNode.Parse("""{"choices":[{"name":"Gold","value":"o1"}]}""")!.AsObject());
        Assert.Equal([new DiscordChoice("Gold", "o1")], await typed.ChoicesAsync());

        Task<DiscordInteraction> SayAsync(params (string, object)[] options) =>
            scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "join", options);
    }

    [Fact]
    public async Task A_message_that_Discord_would_refuse_is_refused()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Discord.Limits.AreOn = false;
        foreach (var body in (string[])
        [
            $$"""{"content":"{{new string('x', 2001)}}"}""",
            """{"content":"x","components":[{"type":2,"style":1,"label":"no row","custom_id":"a"}]}""",
            """{"content":"x","components":[{"type":1,"components":[{"type":2,"style":1,"label":"a","custom_id":"a"},{"type":2,"style":1,"label":"b","custom_id":"a"}]}]}""",
            $$"""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":1,"label":"a","custom_id":"{{new string('x', 101)}}"}]}]}""",
            """{"content":"x","components":[{"type":1,"components":[{"type":2,"style":5,"label":"a","url":"/relative path"}]}]}""",
            $$"""{"embeds":[{"description":"{{new string('x', 4097)}}"}]}""",
        ])
        {
            var (status, answer, _) = await scene.Caller.CallAsync(
                "POST", $"/channels/{scene.General}/messages", JsonNode.Parse(body));
            Assert.Equal((400, 50_035), (status, (int)answer!["code"]!));
        }

        var (_, empty, _) = await scene.Caller.CallAsync("POST", $"/channels/{scene.General}/messages", new JsonObject());
        Assert.Equal(50_006, (int)empty!["code"]!);
        Assert.Empty(scene.Discord.MessagesIn(scene.General));
    }

    [Fact]
    public async Task A_clock_that_jumps_shows_how_long_the_limits_would_have_made_it()
    {
        StandInDiscord? discord = null;
        await using var time = new JumpingTime(() => discord!.Activity);
        discord = await StandInDiscord.StartAsync(time);
        await using var caller = new StandInCaller(discord);
        time.Run();
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        foreach (var member in discord.AddMembers(guild, 45))
        {
            while (await caller.CallAsync("PUT", $"/guilds/{guild}/members/{member}/roles/{gold}") is { Status: 429 } refused)
            {
                await Task.Delay(TimeSpan.FromSeconds((double)refused.Body!["retry_after"]!), time);
            }
        }

        Assert.Equal(45, discord.HoldersOf(guild, gold).Count);
        Assert.Equal(discord.Limits.MinimumTimeFor(45), time.Elapsed);
        await discord.DisposeAsync();
    }

    private sealed class Scene : IAsyncDisposable
    {
        public required StandInDiscord Discord { get; init; }

        public required StandInCaller Caller { get; init; }

        public required string Guild { get; init; }

        public required string General { get; init; }

        public required string Ana { get; init; }

        public required string Bob { get; init; }

        public static async Task<Scene> OpenAsync()
        {
            var discord = await StandInDiscord.StartAsync();
            var guild = discord.AddGuild("Club");
            var scene = new Scene
            {
                Discord = discord,
                Caller = new(discord),
                Guild = guild,
                General = discord.AddChannel(guild, "general"),
                Ana = discord.AddMember(guild, "ana"),
                Bob = discord.AddMember(guild, "bob"),
            };
            await scene.Caller.CallAsync("PUT", $"/applications/{discord.ApplicationId}/commands", JsonNode.Parse(
                """
                [{"name":"join","description":"Join","options":[
                  {"name":"how","description":"How","type":3,"required":true,"choices":[{"name":"Gold","value":"gold"}]},
                  {"name":"offer","description":"Which","type":3,"autocomplete":true}]}]
                """));
            await scene.Caller.ConnectAsync();
            await scene.Caller.IdentifyAsync();
            return scene;
        }

        public async Task<JsonNode> HearAsync(DiscordInteraction interaction)
        {
            while (true)
            {
                var heard = (await Caller.ReceiveEventAsync("INTERACTION_CREATE"))["d"]!;
                if ((string?)heard["id"] == interaction.Id)
                {
                    return heard;
                }
            }
        }

        public async Task<int> AnswerAsync(DiscordInteraction interaction, int type, JsonObject data)
        {
            var (_, body, _) = await Caller.CallAsync(
                "POST", $"/interactions/{interaction.Id}/{interaction.Token}/callback",
                new JsonObject { ["type"] = type, ["data"] = data });
            return (int?)body?["code"] ?? 0;
        }

        public async ValueTask DisposeAsync()
        {
            await Caller.DisposeAsync();
            await Discord.DisposeAsync();
        }
    }
}
