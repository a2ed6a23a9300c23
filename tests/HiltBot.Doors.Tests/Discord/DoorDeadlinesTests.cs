using HiltBot.Discord;
using HiltBot.Discord.Door;
using HiltBot.Engine.Chat;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Three seconds for the first answer, fifteen minutes for the rest, and everything once.</summary>
public sealed class DoorDeadlinesTests
{
    public static TheoryData<DiscordReceive> BothWays => DoorScene.BothWays;

    [Theory, MemberData(nameof(BothWays))]
    public async Task What_takes_long_is_deferred_in_time_and_said_afterwards(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var said = await SaySlowlyAsync(scene);
        scene.Time.Advance(TimeSpan.FromSeconds(1.4));
        await Task.Yield();
        Assert.Null(said.AnsweredAt);
        scene.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(5, await said.FirstAnswerAsync());
        Assert.True(said.IsEphemeral);

        scene.Time.Advance(TimeSpan.FromMinutes(10));
        scene.Viewer.Release();
        var answer = await said.AnswerAsync();
        Assert.Contains("missing", answer.Text, StringComparison.Ordinal);
        Assert.False(said.HasFailed);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task A_slow_button_on_ones_own_message_changes_that_message_in_the_end(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var list = await WrongOfferAsync(scene);
        var pressed = await PressSlowlyAsync(scene, list, "Fill in again");
        Assert.Equal(6, await pressed.FirstAnswerAsync());
        scene.Viewer.Release();
        Assert.Equal(list.Id, (await pressed.AnswerAsync()).Id);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task A_form_that_comes_too_late_to_be_opened_waits_behind_a_button(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var list = await WrongOfferAsync(scene);
        var pressed = await PressSlowlyAsync(scene, list, "Fill in again");
        await pressed.FirstAnswerAsync();
        scene.Viewer.Release();

        var answer = await pressed.AnswerAsync();
        var button = answer.Controls.First(control =>
            control.CustomId!.StartsWith(WaitingForms.Prefix, StringComparison.Ordinal));
        var updates = await scene.CountUpdatesAsync();
        var opened = await scene.Discord.PressAsync(scene.Robin, answer, button.CustomId!);
        await opened.ModalAsync();
        Assert.Equal(updates, await scene.CountUpdatesAsync());
        var sent = await scene.Discord.SubmitAsync(
            opened, ("title", "Gold"), ("price", "29 USDC"), ("period", "30 days"), ("grace", "3"));
        Assert.Contains("Gold", (await sent.AnswerAsync()).Text, StringComparison.Ordinal);

        // Nobody else opens it, and nobody at all when its time is over.
        var copy = await DoorConversationsTests.PostAsync(
            scene, new ChatReply("A copy.") { Buttons = [ChatButton.Press("Open", button.CustomId!)] });
        var others = await scene.Discord.PressAsync(scene.Ana, copy, "Open");
        Assert.Contains("Say the command again", (await others.AnswerAsync()).Text, StringComparison.Ordinal);
        scene.Time.Advance(WaitingForms.Life);
        var gone = await scene.Discord.PressAsync(scene.Robin, copy, "Open");
        Assert.Contains("Say the command again", (await gone.AnswerAsync()).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task An_answer_that_comes_after_fifteen_minutes_is_dropped_and_logged(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var said = await SaySlowlyAsync(scene);
        scene.Time.Advance(InteractionDoor.DeferTime);
        await said.FirstAnswerAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(15));
        scene.Viewer.Release();

        await scene.UntilAsync(() => scene.Log.Lines.Any(line => line.Id == 11310), "it is logged", TimeSpan.Zero);
        Assert.Equal(0, scene.Discord.CountCalls(DiscordRoutes.EditAnswer));
    }

    [Fact]
    public async Task A_repeated_delivery_is_acted_on_once_and_answered_once()
    {
        await using var scene = await DoorScene.OpenAsync();
        var (updates, calls) = (await scene.CountUpdatesAsync(), scene.Discord.CountCalls(DiscordRoutes.AnswerInteraction));
        scene.Discord.Gateway.Duplicate("INTERACTION_CREATE");
        await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "status")).AnswerAsync();

        // What comes after it has been answered, so both of them have been handled.
        await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "status")).AnswerAsync();
        Assert.Equal(updates + 2, await scene.CountUpdatesAsync());
        Assert.Equal(calls + 2, scene.Discord.CountCalls(DiscordRoutes.AnswerInteraction));
    }

    [Fact]
    public async Task A_posted_repetition_is_acted_on_once_and_left_without_an_answer()
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        var said = await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "status");
        await said.AnswerAsync();
        var updates = await scene.CountUpdatesAsync();
        var again = await scene.Discord.PostAgainAsync(said);
        Assert.Equal((202, null), (again.Status, again.Body));
        Assert.Equal(updates, await scene.CountUpdatesAsync());
    }

    [Fact]
    public async Task Two_slow_deliveries_of_one_interaction_end_in_one_answer()
    {
        await using var scene = await DoorScene.OpenAsync();
        scene.Discord.Gateway.Duplicate("INTERACTION_CREATE");
        var said = await SaySlowlyAsync(scene);
        scene.Time.Advance(InteractionDoor.DeferTime);
        await said.FirstAnswerAsync();
        scene.Viewer.Release();
        var answer = await said.AnswerAsync();
        await (await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "help")).AnswerAsync();

        Assert.Contains("missing", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, scene.Discord.CountCalls(DiscordRoutes.EditAnswer));
    }

    [Fact]
    public async Task A_slow_command_keeps_nobodys_deadline_waiting_also_not_the_same_persons()
    {
        await using var scene = await DoorScene.OpenAsync();
        var slow = await SaySlowlyAsync(scene);
        var next = await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "help");
        await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "help")).AnswerAsync();
        await scene.UntilAsync(
            () => slow.AnswerType == 5 && next.AnswerType == 5, "both are deferred", TimeSpan.FromMilliseconds(100));
        scene.Viewer.Release();
        await slow.AnswerAsync();
        await next.AnswerAsync();
    }

    [Fact]
    public async Task An_answer_whose_own_answer_is_lost_is_not_said_twice()
    {
        await using var scene = await DoorScene.OpenAsync();
        scene.Discord.Faults.Next(DiscordRoutes.AnswerInteraction, new DiscordFault.DropAfter());
        await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "help")).AnswerAsync();

        // It asks once more, and is told that it was done.
        await scene.UntilAsync(
            () => scene.Discord.Calls.Any(call => call is { Route: DiscordRoutes.AnswerInteraction, Code: 40_060 }),
            "it has asked", TimeSpan.Zero);
        scene.Discord.Faults.Next(DiscordRoutes.AnswerInteraction, new DiscordFault.DropBefore());
        await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "help")).AnswerAsync();

        Assert.Equal(3, scene.Discord.Answers.Count);
        var complaints = scene.Log.Lines.Where(line => line.Id is 11300 or 11302).Select(line => line.Text).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [Fact]
    public async Task Answers_that_are_too_late_are_logged_once_until_one_arrives()
    {
        await using var scene = await DoorScene.OpenAsync();
        scene.Discord.Faults.Next(
            DiscordRoutes.AnswerInteraction, new DiscordFault.Refuse(404, 10_062, "Unknown interaction"), 2);
        var calls = scene.Discord.CountCalls(DiscordRoutes.AnswerInteraction);
        await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "help");
        await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "help");
        await scene.UntilAsync(
            () => scene.Discord.CountCalls(DiscordRoutes.AnswerInteraction) == calls + 2, "both failed", TimeSpan.Zero);
        await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "help")).AnswerAsync();
        await scene.UntilAsync(() => scene.Log.Lines.Any(line => line.Id == 11301), "it is logged", TimeSpan.Zero);
        Assert.Single(scene.Log.Lines, line => line.Id == 11300);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task What_breaks_on_our_side_is_said_warmly_and_logged_once(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        scene.Viewer.IsBroken = true;
        for (var time = 0; time < 3; time++)
        {
            var answer = await (await scene.Discord.SayAsync(
                scene.Robin, scene.Guild, scene.General, "setup check")).AnswerAsync();
            Assert.True(answer.IsEphemeral);
            Assert.Contains("try again in a minute", answer.Text, StringComparison.Ordinal);
        }

        scene.Viewer.IsBroken = false;
        await (await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "setup check")).AnswerAsync();
        Assert.Equal([11320, 11321], scene.Log.Lines.Where(line => line.Id is 11320 or 11321).Select(line => line.Id));
    }

    private static async Task<DiscordInteraction> SaySlowlyAsync(DoorScene scene)
    {
        var looks = scene.Viewer.Looks;
        scene.Viewer.Hold();
        var said = await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "setup check");
        await scene.UntilAsync(() => scene.Viewer.Looks > looks, "it is looked at", TimeSpan.Zero);
        return said;
    }

    // A message for one person alone, with a button that opens a form.
    private static async Task<ShownMessage> WrongOfferAsync(DoorScene scene)
    {
        var said = await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "offer create");
        await said.ModalAsync();
        var sent = await scene.Discord.SubmitAsync(
            said, ("title", "Gold"), ("price", "much"), ("period", "30 days"), ("grace", "3"));
        return await sent.AnswerAsync();
    }

    private static async Task<DiscordInteraction> PressSlowlyAsync(DoorScene scene, ShownMessage message, string label)
    {
        var looks = scene.Viewer.Looks;
        scene.Viewer.Hold();
        var pressed = await scene.Discord.PressAsync(scene.Robin, message, label);
        await scene.UntilAsync(() => scene.Viewer.Looks > looks, "it is looked at", TimeSpan.Zero);
        scene.Time.Advance(InteractionDoor.DeferTime);
        return pressed;
    }
}
