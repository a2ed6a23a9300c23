using System.Text.Json.Nodes;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>The stand-in's own rules over REST: where it lied, every test on it would.</summary>
public sealed class StandInRestTests
{
    [Fact]
    public async Task A_bucket_lets_ten_grants_through_in_ten_seconds_and_says_so()
    {
        var time = new ManualTime();
        await using var discord = await StandInDiscord.StartAsync(time);
        await using var caller = new StandInCaller(discord);
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        var members = discord.AddMembers(guild, 12);
        for (var one = 0; one < 10; one++)
        {
            var (status, _, response) = await caller.CallAsync("PUT", $"/guilds/{guild}/members/{members[one]}/roles/{gold}");
            Assert.Equal((204, $"{9 - one}"), (status, response.Headers.GetValues("X-RateLimit-Remaining").Single()));
        }

        time.Advance(TimeSpan.FromSeconds(9.5));
        var (refused, body, limited) = await caller.CallAsync("PUT", $"/guilds/{guild}/members/{members[10]}/roles/{gold}");
        Assert.Equal((429, 0.5, false), (refused, (double)body!["retry_after"]!, (bool)body["global"]!));
        Assert.Equal(("1", "user", "0.500"), (limited.Headers.GetValues("Retry-After").Single(),
            limited.Headers.GetValues("X-RateLimit-Scope").Single(), limited.Headers.GetValues("X-RateLimit-Reset-After").Single()));
        Assert.Empty(discord.RolesOf(guild, members[10]));
        Assert.Equal((1, 1), (discord.InvalidRequests, discord.Limits.Exceeded));

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(204, (await caller.CallAsync("PUT", $"/guilds/{guild}/members/{members[10]}/roles/{gold}")).Status);
        Assert.Equal((0, 10, 20), (discord.Limits.MinimumTimeFor(10).TotalSeconds, discord.Limits.MinimumTimeFor(11).TotalSeconds,
            discord.Limits.MinimumTimeFor(30).TotalSeconds));
    }

    [Fact]
    public async Task The_global_limit_counts_every_route_and_headers_may_be_absent()
    {
        var time = new ManualTime();
        await using var discord = await StandInDiscord.StartAsync(time);
        await using var caller = new StandInCaller(discord);
        discord.Limits.GlobalMax = 2;
        discord.Limits.SendsHeaders = false;
        var guild = discord.AddGuild("Club");
        Assert.Equal(200, (await caller.CallAsync("GET", $"/guilds/{guild}")).Status);
        var (status, _, response) = await caller.CallAsync("GET", "/users/@me");
        Assert.Equal(200, status);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase));
        var (refused, body, _) = await caller.CallAsync("GET", $"/guilds/{guild}/roles");
        Assert.Equal((429, true), (refused, (bool)body!["global"]!));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await caller.CallAsync("GET", $"/guilds/{guild}/roles")).Status);
    }

    [Fact]
    public async Task Roles_are_given_only_by_whoever_stands_above_them_and_may()
    {
        await using var discord = await StandInDiscord.StartAsync(new ManualTime());
        await using var caller = new StandInCaller(discord);
        discord.Limits.AreOn = false;
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        var booster = discord.AddRole(guild, "Booster", isManaged: true);
        var ana = discord.AddMember(guild, "ana");
        var stranger = discord.AddUser("stranger");
        Assert.Equal((204, 0), await GrantAsync(guild, ana, gold));
        Assert.Equal((403, 50_013), await GrantAsync(guild, ana, booster));
        Assert.Equal((400, 50_028), await GrantAsync(guild, ana, guild));
        Assert.Equal((404, 10_011), await GrantAsync(guild, ana, "1"));
        Assert.Equal((404, 10_007), await GrantAsync(guild, stranger, gold));
        Assert.Equal((404, 10_013), await GrantAsync(guild, "1", gold));
        Assert.Equal((404, 10_004), await GrantAsync("1", ana, gold));

        discord.MoveRole(guild, gold, above: discord.BotRoleOf(guild));
        Assert.Equal((403, 50_013), await GrantAsync(guild, ana, gold));
        discord.MoveRole(guild, discord.BotRoleOf(guild), above: gold);
        Assert.Equal((204, 0), await GrantAsync(guild, ana, gold));
        discord.TakePermission(guild, DiscordPermission.ManageRoles);
        Assert.Equal((403, 50_013), await GrantAsync(guild, ana, gold));
        discord.GivePermission(guild, DiscordPermission.Administrator);
        Assert.Equal((204, 0), await GrantAsync(guild, ana, gold));
        discord.RemoveBot(guild);
        Assert.Equal((403, 50_001), await GrantAsync(guild, ana, gold));
        discord.InviteBot(guild);
        Assert.Equal((403, 50_013), await GrantAsync(guild, ana, gold));
        Assert.Equal([gold], discord.RolesOf(guild, ana));
        Assert.Equal(["paid"], discord.AuditLog.Select(entry => entry.Reason));

        async Task<(int, int)> GrantAsync(string place, string user, string role)
        {
            var (status, body, _) = await caller.CallAsync("PUT", $"/guilds/{place}/members/{user}/roles/{role}", reason: "paid");
            return (status, (int?)body?["code"] ?? 0);
        }
    }

    [Fact]
    public async Task An_overwrite_hides_a_channel_and_a_blocked_person_is_not_reached()
    {
        await using var discord = await StandInDiscord.StartAsync(new ManualTime());
        await using var caller = new StandInCaller(discord);
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        var ana = discord.AddMember(guild, "ana");
        var room = discord.AddChannel(guild, "gold-room");
        discord.SetOverwrite(room, guild, DiscordPermission.None, DiscordPermission.ViewChannel);
        Assert.Equal(50_001, await SendAsync(room));
        discord.SetOverwrite(room, discord.BotRoleOf(guild), DiscordPermission.ViewChannel, DiscordPermission.SendMessages);
        Assert.Equal(50_013, await SendAsync(room));
        discord.GateChannel(room, gold);
        discord.SetOverwrite(room, discord.BotRoleOf(guild), DiscordPermission.SendMessages, DiscordPermission.None);
        Assert.Equal(0, await SendAsync(room));
        await Assert.ThrowsAsync<InvalidOperationException>(() => discord.SayAsync(ana, guild, room, "join"));

        var (_, chat, _) = await caller.CallAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = ana });
        discord.BlockMessages(ana);
        Assert.Equal(50_007, await SendAsync((string)chat!["id"]!));
        discord.AllowMessages(ana);
        Assert.Equal(0, await SendAsync((string)chat["id"]!));
        Assert.Equal(0, await SendAsync((string)chat["id"]!));
        Assert.Equal("hello", Assert.Single(discord.DirectMessagesTo(ana)).Content);

        async Task<int> SendAsync(string channel)
        {
            var (_, body, _) = await caller.CallAsync("POST", $"/channels/{channel}/messages",
                new JsonObject { ["content"] = "hello", ["nonce"] = $"n-{channel}"[..20], ["enforce_nonce"] = true });
            return (int?)body?["code"] ?? 0;
        }
    }

    [Fact]
    public async Task People_come_by_an_invite_or_by_their_own_grant_and_into_a_private_thread()
    {
        await using var discord = await StandInDiscord.StartAsync(new ManualTime());
        await using var caller = new StandInCaller(discord);
        var guild = discord.AddGuild("Club");
        var lobby = discord.AddChannel(guild, "lobby");
        var (ana, bob) = (discord.AddUser("ana"), discord.AddUser("bob"));
        var (_, invite, _) = await caller.CallAsync(
            "POST", $"/channels/{lobby}/invites", new JsonObject { ["max_uses"] = 1, ["unique"] = true });
        discord.AcceptInvite(ana, (string)invite!["code"]!);
        Assert.True(discord.IsMember(guild, ana));
        Assert.Throws<InvalidOperationException>(() => discord.AcceptInvite(bob, (string)invite["code"]!));

        var grant = new JsonObject { ["access_token"] = discord.AgreeToJoin(bob) };
        Assert.Equal(403, (await caller.CallAsync("PUT", $"/guilds/{guild}/members/{ana}", grant.DeepClone())).Status);
        Assert.Equal(201, (await caller.CallAsync("PUT", $"/guilds/{guild}/members/{bob}", grant.DeepClone())).Status);
        Assert.Equal(204, (await caller.CallAsync("PUT", $"/guilds/{guild}/members/{bob}", grant.DeepClone())).Status);

        var (status, thread, _) = await caller.CallAsync(
            "POST", $"/channels/{lobby}/threads", new JsonObject { ["name"] = "for ana", ["type"] = 12 });
        Assert.Equal((201, lobby), (status, (string?)thread!["parent_id"]));
        Assert.Equal(204, (await caller.CallAsync("PUT", $"/channels/{thread["id"]}/thread-members/{ana}")).Status);
        Assert.Equal([discord.BotId, ana], discord.ThreadsOf(lobby).Single().Members);
        var (_, active, _) = await caller.CallAsync("GET", $"/guilds/{guild}/threads/active");
        Assert.Equal((string?)thread["id"], (string?)active!["threads"]![0]!["id"]);
        discord.TakePermission(guild, DiscordPermission.CreatePrivateThreads | DiscordPermission.CreateInstantInvite);
        Assert.Equal(403, (await caller.CallAsync("POST", $"/channels/{lobby}/threads",
            new JsonObject { ["name"] = "another", ["type"] = 12 })).Status);
    }

    [Fact]
    public async Task Faults_cut_before_or_after_and_too_many_invalid_requests_ban()
    {
        var time = new ManualTime();
        await using var discord = await StandInDiscord.StartAsync(time, new() { InvalidRequestsMax = 3 });
        await using var caller = new StandInCaller(discord);
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        var ana = discord.AddMember(guild, "ana");
        var path = $"/guilds/{guild}/members/{ana}/roles/{gold}";
        discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.DropBefore());
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync("PUT", path));
        Assert.Empty(discord.RolesOf(guild, ana));
        discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.DropAfter());
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync("PUT", path));
        Assert.Equal([gold], discord.RolesOf(guild, ana));
        discord.Faults.Next(DiscordRoutes.Any, new DiscordFault.TooMany(TimeSpan.FromSeconds(2), "shared"));
        Assert.Equal(429, (await caller.CallAsync("PUT", path)).Status);
        Assert.Equal(0, discord.InvalidRequests);
        for (var one = 0; one < 3; one++)
        {
            Assert.Equal(401, (await caller.CallAsync("GET", "/users/@me", token: "another")).Status);
        }

        var (status, body, response) = await caller.CallAsync("GET", "/users/@me");
        Assert.Equal((429, null, "text/html"), (status, body, response.Content.Headers.ContentType!.MediaType));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await caller.CallAsync("GET", "/users/@me")).Status);
    }
}
