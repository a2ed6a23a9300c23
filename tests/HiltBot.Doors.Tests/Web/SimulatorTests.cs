using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Web;

/// <summary>The simulated places keep the promises that real platforms keep, and the page shows what is so.</summary>
public sealed class SimulatorTests
{
    private const string Inner = "sim:inner-circle";
    private const string Night = "sim:night-shift";

    private static int updates;

    [Fact]
    public async Task A_role_opens_and_closes_its_channel()
    {
        await using var site = await Site.CreateAsync();
        var server = site.Place(Platform.SimServer);
        Assert.IsType<AccessAnswer.Closed>(await server.LookAsync(Inner, "s-ana", default));
        Assert.False(await ReadsAsync(site, "ana", "inner-circle"));
        Assert.IsType<AccessAnswer.Open>(await server.GrantAsync(Inner, "s-ana", "test", default));
        Assert.IsType<AccessAnswer.Open>(await server.GrantAsync(Inner, "s-ana", "test", default));
        Assert.True(await ReadsAsync(site, "ana", "inner-circle"));
        Assert.False(await ReadsAsync(site, "ben", "inner-circle"));
        Assert.IsType<AccessAnswer.Closed>(await server.RevokeAsync(Inner, "s-ana", "test", default));
        Assert.False(await ReadsAsync(site, "ana", "inner-circle"));
    }

    [Fact]
    public async Task Who_left_is_waited_for_and_leaves_the_roles_behind()
    {
        await using var site = await Site.CreateAsync();
        var server = site.Place(Platform.SimServer);
        await server.GrantAsync(Inner, "s-ana", "test", default);
        await DoAsync(site, "ana", "SIM_SERVER", "leave");
        Assert.IsType<AccessAnswer.WaitsForJoin>(await server.LookAsync(Inner, "s-ana", default));
        Assert.IsType<AccessAnswer.WaitsForJoin>(await server.GrantAsync(Inner, "s-ana", "test", default));
        await DoAsync(site, "ana", "SIM_SERVER", "join");
        Assert.IsType<AccessAnswer.Closed>(await server.LookAsync(Inner, "s-ana", default));
    }

    [Fact]
    public async Task The_group_is_entered_by_invitation_and_closed_by_putting_out()
    {
        await using var site = await Site.CreateAsync();
        var group = site.Place(Platform.SimGroup);
        var (uninvited, _) = await PostAsync(site, "ana", "SIM_GROUP", "join");
        Assert.Equal(409, uninvited);
        var invited = Assert.IsType<AccessAnswer.WaitsForJoin>(await group.GrantAsync(Night, "g-ana", "test", default));
        Assert.NotNull(invited.InviteUrl);
        await DoAsync(site, "ana", "SIM_GROUP", "join");
        Assert.IsType<AccessAnswer.Open>(await group.LookAsync(Night, "g-ana", default));
        Assert.True(await ReadsAsync(site, "ana", "night-shift"));
        Assert.IsType<AccessAnswer.Closed>(await group.RevokeAsync(Night, "g-ana", "test", default));
        Assert.False(await ReadsAsync(site, "ana", "night-shift"));
        Assert.IsType<AccessAnswer.IsAdministrator>(await group.RevokeAsync(Night, "g-robin", "test", default));
    }

    [Fact]
    public async Task A_bot_that_is_out_or_without_rights_says_which()
    {
        await using var site = await Site.CreateAsync();
        var server = site.Place(Platform.SimServer);
        Assert.IsType<AccessAnswer.UnknownTarget>(await server.LookAsync("sim:nowhere", "s-ana", default));
        Assert.IsType<AccessAnswer.UnknownAccount>(await server.LookAsync(Inner, "s-nobody", default));
        await DoAsync(site, "robin", "SIM_SERVER", "set_bot_rights", value: false);
        Assert.IsType<AccessAnswer.MissingRight>(await server.GrantAsync(Inner, "s-ana", "test", default));
        await DoAsync(site, "robin", "SIM_SERVER", "kick_bot");
        Assert.IsType<AccessAnswer.CommunityGone>(await server.GrantAsync(Inner, "s-ana", "test", default));
        await DoAsync(site, "robin", "SIM_SERVER", "invite_bot");
        Assert.IsType<AccessAnswer.Open>(await server.GrantAsync(Inner, "s-ana", "test", default));
        await DoAsync(site, "robin", "SIM_SERVER", "delete_place");
        Assert.IsType<AccessAnswer.CommunityGone>(await server.LookAsync(Inner, "s-ana", default));
    }

    [Fact]
    public async Task A_notice_is_shown_once_and_a_blocked_one_is_refused()
    {
        await using var site = await Site.CreateAsync();
        var server = site.Place(Platform.SimServer);
        var id = NoticeId.New(ManualTime.Start);
        var words = new ChatReply("Your membership ends soon.");
        Assert.IsType<NoticeAnswer.Accepted>(await server.SendPrivatelyAsync("s-ana", words, id, default));
        Assert.IsType<NoticeAnswer.Accepted>(await server.SendPrivatelyAsync("s-ana", words, id, default));
        var sent = (await PlaceAsync(site, "ana", "SIM_SERVER")).GetProperty("private");
        Assert.Equal("Your membership ends soon.", Assert.Single(sent.EnumerateArray())
            .GetProperty("reply").GetProperty("text").GetString());
        Assert.Empty((await PlaceAsync(site, "ben", "SIM_SERVER")).GetProperty("private").EnumerateArray());
        await DoAsync(site, "ana", "SIM_SERVER", "set_messages", value: false);
        Assert.IsType<NoticeAnswer.CannotDeliver>(
            await server.SendPrivatelyAsync("s-ana", words, NoticeId.New(ManualTime.Start), default));
        Assert.IsType<NoticeAnswer.Accepted>(await server.SendToChannelAsync(
            "sim-server", "staff-room", words, NoticeId.New(ManualTime.Start), default));
    }

    [Fact]
    public async Task People_do_only_what_they_may_and_only_from_our_own_page()
    {
        await using var site = await Site.CreateAsync();
        var (status, _) = await PostAsync(site, "ana", "SIM_SERVER", "kick_bot");
        Assert.Equal(422, status);
        using var form = await site.Client.PostAsync(
            "/simulator/do", new FormUrlEncodedContent([KeyValuePair.Create("as", "robin")]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        var (locked, _) = await site.PostJsonAsync("/simulator/do", new
        {
            @as = "ana",
            platform = "SIM_SERVER",
            doing = "speak",
            channel = "inner-circle",
            text = "let me in",
        });
        Assert.Equal(409, locked);
    }

    [Fact]
    public async Task What_somebody_says_to_the_bot_is_answered_where_it_was_said_and_to_them_alone()
    {
        await using var site = await Site.CreateAsync();
        await site.SellAsync();
        var (status, answer) = await site.PostJsonAsync("/simulator/talk", new
        {
            @as = "ana",
            platform = "SIM_SERVER",
            channel = "welcome",
            update_id = "1",
            kind = "line",
            text = "/join",
        });
        Assert.True(status == 200, $"{status} {answer}");
        Assert.NotEmpty(answer.GetProperty("reply").GetProperty("text").GetString()!);
        Assert.NotEmpty(await LinesAsync(site, "ana", "welcome"));
        Assert.Empty(await LinesAsync(site, "ben", "welcome"));
    }

    [Fact]
    public async Task Members_are_proposed_and_asked_nothing_that_is_for_staff()
    {
        await using var site = await Site.CreateAsync();
        var ana = (await PlaceAsync(site, "ana", "SIM_SERVER")).GetProperty("commands").ToString();
        var robin = (await PlaceAsync(site, "robin", "SIM_SERVER")).GetProperty("commands").ToString();
        foreach (var name in (string[])["\"gift\"", "\"setup\"", "\"setup wallet\"", "\"offer create\""])
        {
            Assert.DoesNotContain(name, ana, StringComparison.Ordinal);
            Assert.Contains(name, robin, StringComparison.Ordinal);
        }

        Assert.Contains("\"join\"", ana, StringComparison.Ordinal);
        var refused = await TalkAsync(site, "ana", new { kind = "line", text = "/gift" });
        Assert.StartsWith("Only owners and managers", refused.GetProperty("text").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("form").ValueKind);
    }

    [Fact]
    public async Task The_owner_changes_the_payout_wallet_and_gets_a_code_by_talking()
    {
        await using var site = await Site.CreateAsync();
        var wallet = SimWallet.Of("a better wallet");
        var form = (await TalkAsync(site, "robin", new
        {
            kind = "line",
            text = "/setup wallet"
        })).GetProperty("form");
        var shown = await TalkAsync(site, "robin", new
        {
            kind = "submit",
            action_id = form.GetProperty("action_id").GetString(),
            fields = new { address = wallet },
        });
        Assert.Contains(WalletText.InGroups(wallet), shown.GetProperty("text").GetString(),
            StringComparison.Ordinal);
        Assert.Null((await site.ReadAsync(db => db.Merchants.SingleAsync())).PayoutWallet);
        var confirm = shown.GetProperty("buttons").EnumerateArray()
            .Single(button => button.GetProperty("label").GetString()!.StartsWith("Confirm",
                StringComparison.Ordinal));
        await TalkAsync(site, "robin", new
        {
            kind = "press",
            action_id = confirm.GetProperty("action_id").GetString()
        });
        Assert.Equal(wallet, (await site.ReadAsync(db => db.Merchants.SingleAsync())).PayoutWallet);
        var code = await TalkAsync(site, "robin", new { kind = "line", text = "/setup code" });
        Assert.Matches("/setup [a-z0-9]{24}\n", code.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:5080", 200)]
    [InlineData("127.0.0.1:5080", 200)]
    [InlineData("[::1]:5080", 200)]
    [InlineData("evil.example:5080", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("192.168.1.7:5080", 421)]
    public async Task Only_names_of_this_computer_and_our_own_lead_to_it(string host, int status)
    {
        await using var site = await Site.CreateAsync();
        foreach (var path in (string[])["/simulator", "/simulator/state?as=robin", "/simulator/commands"])
        {
            Assert.Equal(status, await AskAsync(site, new HttpRequestMessage(HttpMethod.Get, path), host));
        }

        var leave = new HttpRequestMessage(HttpMethod.Post, "/simulator/do")
        {
            Content = JsonContent.Create(new { @as = "ana", platform = "SIM_SERVER", doing = "leave" }),
        };
        Assert.Equal(status, await AskAsync(site, leave, host));
        var ana = (await PlaceAsync(site, "ana", "SIM_SERVER")).GetProperty("me");
        Assert.Equal(status != 200, ana.GetProperty("is_inside").GetBoolean());
    }

    [Fact]
    public async Task The_clock_moves_and_the_page_has_its_parts()
    {
        await using var site = await Site.CreateAsync();
        var before = (await StateAsync(site, "ana")).GetProperty("now").GetString();
        var (status, answer) = await site.PostJsonAsync("/simulator/time", new { move = "day" });
        Assert.True(status == 200, $"{status} {answer}");
        var after = (await StateAsync(site, "ana")).GetProperty("now").GetString();
        Assert.Equal(DateTimeOffset.Parse(before!).AddDays(1), DateTimeOffset.Parse(after!));
        var (_, page) = await site.GetAsync("/simulator?as=robin");
        Assert.Contains("Next event", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_switch_there_is_no_simulator()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        Assert.Equal(404, (await site.GetAsync("/simulator")).Status);
    }

    private static Task<(int Status, JsonElement Body)> PostAsync(
        Site site, string persona, string platform, string doing, bool value = true) =>
        site.PostJsonAsync("/simulator/do", new { @as = persona, platform, doing, value });

    private static async Task<int> AskAsync(Site site, HttpRequestMessage request, string host)
    {
        using (request)
        {
            request.Headers.Host = host;
            using var answer = await site.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    private static async Task<JsonElement> TalkAsync(Site site, string persona, object what)
    {
        var body = JsonSerializer.SerializeToNode(what)!.AsObject();
        body["as"] = persona;
        body["platform"] = "SIM_SERVER";
        body["channel"] = "welcome";
        body["update_id"] = Interlocked.Increment(ref updates).ToString(CultureInfo.InvariantCulture);
        var (status, answer) = await site.PostJsonAsync("/simulator/talk", body);
        Assert.True(status == 200, $"{status} {answer}");
        return answer.GetProperty("reply");
    }

    private static async Task DoAsync(Site site, string persona, string platform, string doing, bool value = true)
    {
        var (status, body) = await PostAsync(site, persona, platform, doing, value);
        Assert.True(status == 200, $"{doing}: {status} {body}");
    }

    private static async Task<JsonElement> StateAsync(Site site, string persona)
    {
        var (status, body) = await site.GetAsync($"/simulator/state?as={persona}");
        Assert.True(status == 200, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task<JsonElement> PlaceAsync(Site site, string persona, string platform) =>
        (await StateAsync(site, persona)).GetProperty("places").EnumerateArray()
            .Single(place => place.GetProperty("platform").GetString() == platform);

    private static async Task<JsonElement> ChannelAsync(Site site, string persona, string channel) =>
        (await StateAsync(site, persona)).GetProperty("places").EnumerateArray()
            .SelectMany(place => place.GetProperty("channels").EnumerateArray())
            .Single(one => one.GetProperty("id").GetString() == channel);

    private static async Task<bool> ReadsAsync(Site site, string persona, string channel) =>
        (await ChannelAsync(site, persona, channel)).GetProperty("may_read").GetBoolean();

    private static async Task<IReadOnlyList<JsonElement>> LinesAsync(Site site, string persona, string channel) =>
        [.. (await ChannelAsync(site, persona, channel)).GetProperty("messages").EnumerateArray()];
}
