using HiltBot.Discord.Arm;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Messages reach those they are for, once, and never in bursts that get a bot flagged.</summary>
public sealed class ArmNoticesTests
{
    [Fact]
    public async Task A_private_message_arrives_and_its_channel_serves_again()
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana, "Paid *now* @everyone"));
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana, "And again."));
        var messages = scene.Discord.DirectMessagesTo(scene.Ana);
        Assert.Equal(["Paid \\*now\\* @\u200Beveryone", "And again."], messages.Select(message => message.Content));
        Assert.All(messages, message => Assert.Equal(
            """{"parse":[],"users":[]}""", message.AllowedMentions!.ToJsonString()));
        Assert.All(messages, message => Assert.False(message.IsEphemeral));
        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.OpenDirectMessages));
    }

    [Fact]
    public async Task A_notice_that_is_sent_twice_is_one_message()
    {
        await using var scene = await ArmScene.StartAsync();
        var id = scene.NewNotice();
        Assert.Equal(22, DiscordMessages.NonceOf(id).Length);
        await scene.TellAsync(scene.Ana, id: id);
        await scene.TellAsync(scene.Ana, id: id);
        scene.Discord.Faults.Next(DiscordRoutes.SendMessage, new DiscordFault.DropAfter());
        await scene.PostAsync(scene.General, id: id);
        Assert.Single(scene.Discord.DirectMessagesTo(scene.Ana));
        Assert.Single(scene.Discord.MessagesIn(scene.General));
    }

    [Theory]
    [InlineData(50_007, "blocked")]
    [InlineData(50_278, "share no server")]
    [InlineData(10_013, "does not exist")]
    [InlineData(50_033, "does not exist")]
    [InlineData(59_999, "59999")]
    public async Task Whoever_cannot_be_reached_is_named_with_the_reason(int code, string why)
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.Faults.Next(DiscordRoutes.SendMessage, new DiscordFault.Refuse(403, code));
        Assert.Contains(why, Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.TellAsync(scene.Ana)).Why);
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana));
    }

    [Fact]
    public async Task Blocked_gone_and_made_up_accounts_cannot_be_reached()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Discord.BlockMessages(scene.Ana);
        Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.TellAsync(scene.Ana));
        var bea = scene.Discord.AddMember(scene.Guild, "bea");
        scene.Discord.DeleteUser(bea);
        Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.TellAsync(bea));
        Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.TellAsync("nobody"));
    }

    [Fact]
    public async Task A_private_channel_that_is_gone_is_opened_again()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.TellAsync(scene.Ana);
        scene.Discord.Faults.Next(DiscordRoutes.SendMessage, new DiscordFault.Refuse(404, DiscordError.UnknownChannel));
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana));
        Assert.Equal(2, scene.Discord.CountCalls(DiscordRoutes.OpenDirectMessages));
    }

    [Fact]
    public async Task Private_channels_are_opened_over_the_hour_and_everybody_has_a_place_in_line()
    {
        await using var scene = await ArmScene.StartAsync();
        var members = scene.Discord.AddMembers(scene.Guild, DirectMessagePace.BurstMax + 3);
        var waits = new List<TimeSpan?>();
        foreach (var member in members)
        {
            waits.Add((await scene.TellAsync(member) as NoticeAnswer.TryLater)?.After);
        }

        Assert.All(waits.Take(DirectMessagePace.BurstMax), wait => Assert.Null(wait));
        var places = waits.TakeLast(3).Select(wait => wait!.Value).ToList();
        Assert.InRange(places[0].TotalSeconds, 12, 15);
        Assert.InRange((places[2] - places[0]).TotalSeconds, 28, 30);
        await Task.Delay(places[0], scene.Time);
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(members[^3]));
        Assert.IsType<NoticeAnswer.TryLater>(await scene.TellAsync(members[^2]));

        // Whoever has an open channel is not held.
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(members[0]));
    }

    [Fact]
    public void Over_an_hour_no_more_are_opened_than_the_pace_allows()
    {
        var time = new HiltBot.TestKit.ManualTime();
        var pace = new DirectMessagePace(time);
        var opened = 0;
        for (var second = 0; second < 3600; second++)
        {
            opened += pace.Take($"{second % 400}") is null ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(opened, DirectMessagePace.BurstMax + 220, DirectMessagePace.BurstMax + 240);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Null(pace.Take("1"));
        pace.Slow(TimeSpan.FromMinutes(10));
        Assert.InRange(pace.Take("new")!.Value, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10.1));
    }

    [Theory]
    [InlineData(40_003, 10)]
    [InlineData(20_026, 60)]
    public async Task When_discord_finds_it_too_fast_all_openings_wait(int code, int minutes)
    {
        await using var scene = await ArmScene.StartAsync();
        var bea = scene.Discord.AddMember(scene.Guild, "bea");
        scene.Discord.Faults.Next(DiscordRoutes.OpenDirectMessages, new DiscordFault.Refuse(403, code));
        Assert.Equal(
            TimeSpan.FromMinutes(minutes), Assert.IsType<NoticeAnswer.TryLater>(await scene.TellAsync(scene.Ana)).After);
        var after = Assert.IsType<NoticeAnswer.TryLater>(await scene.TellAsync(bea)).After!.Value;
        Assert.True(after >= TimeSpan.FromMinutes(minutes - 1), $"{after}");
        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.OpenDirectMessages));
    }

    [Fact]
    public async Task A_channel_takes_messages_or_it_is_said_why_not()
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.IsType<NoticeAnswer.Accepted>(await scene.PostAsync(scene.General, "**News**"));
        Assert.Equal("\\*\\*News\\*\\*", Assert.Single(scene.Discord.MessagesIn(scene.General)).Content);
        scene.Discord.SetOverwrite(
            scene.General, scene.Discord.BotRoleOf(scene.Guild), DiscordPermission.None, DiscordPermission.SendMessages);
        Assert.Equal(
            "the bot may not write to the channel. Somebody who manages the server says /setup there, which names what is " +
            "missing.",
            Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.PostAsync(scene.General)).Why);
        scene.Discord.DeleteChannel(scene.General);
        Assert.Contains(
            "does not exist", Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.PostAsync(scene.General)).Why);
        scene.Discord.Faults.Next(DiscordRoutes.SendMessage, new DiscordFault.TooMany(TimeSpan.FromMinutes(1)));
        Assert.Equal(
            TimeSpan.FromMinutes(1), Assert.IsType<NoticeAnswer.TryLater>(await scene.PostAsync(scene.General)).After);
    }

    [Fact]
    public async Task Beside_a_channel_only_the_member_is_called_and_the_thread_serves_again()
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.IsType<NoticeAnswer.Accepted>(await scene.BesideAsync(scene.Ana, text: "Your membership ends. <@1>"));
        Assert.IsType<NoticeAnswer.Accepted>(await scene.BesideAsync(scene.Ana, text: new string('x', 3000)));
        var thread = Assert.Single(scene.Discord.ThreadsOf(scene.General));
        Assert.Equal(new[] { scene.Ana, scene.Discord.BotId }.Order(), thread.Members.Order());
        var messages = scene.Discord.MessagesIn(thread.Id);
        Assert.Equal($"<@{scene.Ana}> Your membership ends. \\<@1>", messages[0].Content);
        Assert.Equal(
            $$"""{"parse":[],"users":["{{scene.Ana}}"]}""", messages[0].AllowedMentions!.ToJsonString());
        Assert.Equal(2000, messages[1].Content.Length);
        Assert.Empty(scene.Discord.MessagesIn(scene.General));

        await scene.RestartAsync();
        Assert.IsType<NoticeAnswer.Accepted>(await scene.BesideAsync(scene.Ana));
        Assert.Single(scene.Discord.ThreadsOf(scene.General));
    }

    [Fact]
    public async Task Where_no_private_thread_can_be_opened_it_is_said_why()
    {
        await using var scene = await ArmScene.StartAsync();
        var stranger = scene.Discord.AddUser("stranger");
        Assert.Contains("not in the server", Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.BesideAsync(stranger)).Why);
        scene.Discord.TakePermission(scene.Guild, DiscordPermission.CreatePrivateThreads);
        Assert.Contains(
            "open a private thread", Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.BesideAsync(scene.Ana)).Why);
        Assert.IsType<NoticeAnswer.CannotDeliver>(await scene.BesideAsync(scene.Ana, "1"));
    }

    [Fact]
    public async Task A_thread_that_was_deleted_is_opened_anew()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.BesideAsync(scene.Ana);
        scene.Discord.Faults.Next(DiscordRoutes.SendMessage, new DiscordFault.Refuse(404, DiscordError.UnknownChannel));
        Assert.IsType<NoticeAnswer.Accepted>(await scene.BesideAsync(scene.Ana));
    }

    [Fact]
    public async Task Buttons_and_facts_are_taken_by_discord()
    {
        await using var scene = await ArmScene.StartAsync();
        var reply = new ChatReply("Choose.")
        {
            Facts = [new ChatFact("Price", "10 USDC"), new ChatFact("Until", "2 March 2026, 09:30 UTC")],
            Buttons = [ChatButton.Press("Renew", "renew:1"), ChatButton.Open("Pay", "https://pay.example/1")],
            Menu = new ChatMenu("menu:1", "Which one?", [new ChatMenuLine("a", "Gold", "30 days")]),
        };
        Assert.IsType<NoticeAnswer.Accepted>(await scene.Notices.SendPrivatelyAsync(
            scene.Ana, reply, scene.NewNotice(), CancellationToken.None));
        var message = Assert.Single(scene.Discord.DirectMessagesTo(scene.Ana));
        Assert.Equal(["Which one?", "Renew", "Pay"], message.Controls.Select(control => control.Label));
        Assert.Contains("10 USDC", message.Text);
    }
}
