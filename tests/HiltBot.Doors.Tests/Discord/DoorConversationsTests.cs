using HiltBot.Discord;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;
using HiltBot.TestKit.Discord;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>People talk to the bot, by the gateway and by HTTP, and each thing they do is answered in
/// Discord's own way.</summary>
public sealed class DoorConversationsTests
{
    public static TheoryData<DiscordReceive> BothWays => DoorScene.BothWays;

    [Theory, MemberData(nameof(BothWays))]
    public async Task A_command_is_answered_for_the_asker_alone(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var said = await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "status");
        var answer = await said.AnswerAsync();
        Assert.True(answer.IsEphemeral);
        Assert.Equal(4, said.AnswerType);
        Assert.Empty(scene.Discord.MessagesIn(scene.General));
        Assert.Equal(receive == DiscordReceive.Http ? "http" : "callback", scene.Discord.Answers[^1].Way);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task An_offer_is_made_by_form_and_menu_and_then_suggested(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        await MakeOfferAsync(scene, "Gold membership");

        var typed = await scene.Discord.TypeAsync(scene.Ana, scene.Guild, scene.General, "join", ("offer", "gol"));
        var choice = Assert.Single(await typed.ChoicesAsync());
        Assert.Contains("Gold membership", choice.Name, StringComparison.Ordinal);
        var joined = await (await scene.Discord.SayAsync(
            scene.Ana, scene.Guild, scene.General, "join", ("offer", choice.Value))).AnswerAsync();
        Assert.Contains("Gold membership", joined.Text, StringComparison.Ordinal);

        var nothing = await scene.Discord.TypeAsync(scene.Ana, scene.Guild, scene.General, "join", ("offer", "zzz"));
        Assert.Empty(await nothing.ChoicesAsync());
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task A_form_is_opened_filled_in_and_answered(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var said = await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "support");
        var modal = await said.ModalAsync();
        Assert.Equal(["subject", "message"], modal.Inputs.Select(input => input.CustomId));

        var sent = await scene.Discord.SubmitAsync(said, ("subject", "My role"), ("message", "It is *not* there."));
        var answer = await sent.AnswerAsync();
        Assert.True(answer.IsEphemeral);
        Assert.Contains("your message is with the people", answer.Text, StringComparison.Ordinal);
        Assert.Equal("My role", await scene.Store.ReadAsync(db => db.Tickets.Select(row => row.Subject).SingleAsync()));
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task A_button_changes_a_message_for_one_person_and_leaves_a_public_one_alone(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        await MakeOfferAsync(scene, "Gold membership");
        var said = await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "offer list");
        var list = await said.AnswerAsync();
        var button = list.Controls.First(control => control is { CustomId: not null });
        var pressed = button.Type == 2
            ? await scene.Discord.PressAsync(scene.Robin, list, button.CustomId!)
            : await scene.Discord.ChooseAsync(scene.Robin, list, button.CustomId!, button.Options[0].Value);
        var changed = await pressed.AnswerAsync();
        Assert.Equal((7, list.Id), (pressed.AnswerType, changed.Id));
        Assert.NotEqual(list.Text, changed.Text);

        var panel = await PostPanelAsync(scene);
        var offers = await scene.Discord.PressAsync(scene.Ana, panel, "Join");
        var answer = await offers.AnswerAsync();
        Assert.True(answer.IsEphemeral);
        Assert.Equal(4, offers.AnswerType);
        Assert.NotEqual(panel.Id, answer.Id);
        Assert.Equal("Come in.", Assert.Single(scene.Discord.MessagesIn(scene.General)).Content);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task In_a_private_chat_the_bot_answers_as_well(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        Assert.Contains("start", scene.Discord.CommandsOffered(scene.Ana, null));
        Assert.DoesNotContain("start", scene.Discord.CommandsOffered(scene.Robin, scene.Guild));
        var answer = await (await scene.Discord.SayPrivatelyAsync(scene.Ana, "help")).AnswerAsync();
        Assert.Contains("/join", answer.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task Who_does_not_manage_the_server_is_not_even_shown_the_staffs_commands(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive, isBound: false);
        Assert.DoesNotContain(scene.Discord.CommandsOffered(scene.Ana, scene.Guild), name => name is "setup" or "offer");
        Assert.Contains("setup", scene.Discord.CommandsOffered(scene.Robin, scene.Guild));
        var unbound = await (await scene.Discord.SayAsync(scene.Ana, scene.Guild, scene.General, "join")).AnswerAsync();
        Assert.Contains("/setup", unbound.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task A_button_that_nobody_knows_is_answered_too(DiscordReceive receive)
    {
        await using var scene = await DoorScene.OpenAsync(receive);
        var message = await PostAsync(scene, new ChatReply("Old.") { Buttons = [ChatButton.Press("Go", "no-such-thing")] });
        var answer = await (await scene.Discord.PressAsync(scene.Ana, message, "Go")).AnswerAsync();
        Assert.Contains("does not work here any more", answer.Text, StringComparison.Ordinal);
    }

    internal static async Task MakeOfferAsync(DoorScene scene, string title)
    {
        var said = await scene.Discord.SayAsync(scene.Robin, scene.Guild, scene.General, "offer create");
        await said.ModalAsync();
        var sent = await scene.Discord.SubmitAsync(
            said, ("title", title), ("price", "29 USDC"), ("period", "30 days"), ("grace", "3"));
        var menu = await sent.AnswerAsync();
        var select = menu.Controls.First(control => control.Type == 3);
        await (await scene.Discord.ChooseAsync(scene.Robin, menu, select.CustomId!, "Gold")).AnswerAsync();
    }

    private static async Task<ShownMessage> PostPanelAsync(DoorScene scene)
    {
        var merchant = await scene.Store.ReadAsync(db => db.Merchants.Select(row => row.Id).SingleAsync());
        return await PostAsync(scene, new ChatReply("Come in.")
        {
            Buttons = [ChatButton.Press("Join", ActionId.Write("offers", merchant))],
        });
    }

    internal static async Task<ShownMessage> PostAsync(DoorScene scene, ChatReply reply)
    {
        var route = $"/channels/{scene.General}/messages";
        var sent = await scene.Store.Services.GetRequiredService<DiscordRest>().SendAsync(
            new RestCall(HttpMethod.Post, route, route) { Body = MessageBody.Message(reply) }, default);
        var id = Assert.IsType<RestAnswer.Done>(sent).Body.GetProperty("id").GetString();
        return scene.Discord.MessagesIn(scene.General).Single(message => message.Id == id);
    }
}
