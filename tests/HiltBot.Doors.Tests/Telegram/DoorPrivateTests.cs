using HiltBot.Telegram.Door;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>The private chat is the buyer's place: commands, buttons, menus, forms, replies.</summary>
public sealed class DoorPrivateTests
{
    private const string Done = "I have that already";

    [Fact]
    public async Task A_buyer_finds_the_offer_and_gets_the_way_to_pay()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.MakeOfferAsync();

        var hello = await scene.SayAsync(scene.Ana, "/start");
        Assert.Contains("Harbor House", hello.Text, StringComparison.Ordinal);
        var offers = await scene.PressAsync(scene.Ana, hello, "See the offers");
        Assert.Contains("Gold", offers.Text, StringComparison.Ordinal);
        var pay = await scene.PressAsync(
            scene.Ana, offers, offers.Buttons.First(button => button.Data is not null).Label);
        Assert.Contains("/p/", pay.Text + string.Concat(pay.Buttons.Select(button => button.Url)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/renew")]
    [InlineData("/cancel")]
    [InlineData("/receipts")]
    [InlineData("/help")]
    [InlineData("/join@hilt_stand_in_bot")]
    public async Task Every_command_of_a_buyer_is_answered(string command)
    {
        await using var scene = await TelegramScene.OpenAsync();
        var answer = await scene.SayAsync(scene.Ana, command);
        Assert.NotEqual(DoorReplies.OnlyCommands.Text, answer.Text);
        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task A_form_is_asked_field_by_field_with_what_is_wrong_said_and_left_by_stop()
    {
        await using var scene = await TelegramScene.OpenAsync();
        var subject = await scene.SayAsync(scene.Ana, "/support");
        Assert.True(subject.AsksForReply);
        Assert.Equal("What is it about?", subject.Placeholder);
        Assert.Contains("(1 of 2)", subject.Text, StringComparison.Ordinal);

        var tooLong = await scene.SayAsync(scene.Ana, new string('x', 500));
        Assert.Contains("too long", tooLong.Text, StringComparison.Ordinal);
        var needed = await scene.SayAsync(scene.Ana, "/skip");
        Assert.Contains("needed", needed.Text, StringComparison.Ordinal);
        var message = await scene.SayAsync(scene.Ana, "The link");
        Assert.Contains("(2 of 2)", message.Text, StringComparison.Ordinal);
        var stopped = await scene.SayAsync(scene.Ana, "/stop");
        Assert.Equal(DoorReplies.Stopped.Text, stopped.Text);
        Assert.Equal(DoorReplies.OnlyCommands.Text.Split('.')[0], (await scene.SayAsync(scene.Ana, "It is broken")).Text.Split('.')[0]);

        await scene.AskForHelpAsync(scene.Ana);
        await scene.SayAsync(scene.Ana, "The link");
        var sent = await scene.SayAsync(scene.Ana, "It does <not> open & more");
        Assert.Contains("your message is with the people", sent.Text, StringComparison.Ordinal);
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.Tickets.CountAsync()));
    }

    [Fact]
    public async Task A_command_ends_what_was_asked()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.SayAsync(scene.Ana, "/support");
        await scene.SayAsync(scene.Ana, "/help");
        var answer = await scene.SayAsync(scene.Ana, "The link");
        Assert.Equal(DoorReplies.OnlyCommands.Text, answer.Text);
    }

    [Fact]
    public async Task Replying_to_a_message_whose_button_asks_for_one_is_that_form()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.AskForHelpAsync(scene.Ana);
        await scene.SayAsync(scene.Ana, "The link");
        await scene.SayAsync(scene.Ana, "It does not open");
        var ticket = await scene.Store.ReadAsync(db => db.Tickets.SingleAsync());

        // As the alert stands in the staff's chat and the answer in the buyer's: any message of the bot with that button.
        var alert = await scene.BotSaysAsync(
            scene.Club, "Ana asks: The link", ("Answer", Engine.Chat.ActionId.Write(Engine.Chat.Verbs.Answer, ticket.Id)));
        scene.Telegram.ReplyTo(scene.Olga, alert, "Try it again now.");
        var sent = await scene.InChatAsync(scene.Club, 2);
        Assert.Contains("Sent", sent.Text, StringComparison.Ordinal);

        var answered = await scene.BotSaysAsync(
            scene.Ana, "Try it again now.", ("Reply", Engine.Chat.ActionId.Write(Engine.Chat.Verbs.Reply, ticket.Id)));
        var thanks = await scene.ReplyAsync(scene.Ana, answered, "Now it works, thank you.");
        Assert.Contains("Sent", thanks.Text, StringComparison.Ordinal);
        var said = await scene.Store.ReadAsync(db => db.TicketMessages.OrderBy(row => row.Id).Select(row => row.Body).ToListAsync());
        Assert.Equal(["It does not open", "Try it again now.", "Now it works, thank you."], said);

        // Somebody else's reply in the same chat does nothing.
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        scene.Telegram.ReplyTo(scene.Ana, alert, "I answer for staff");
        await scene.InChatAsync(scene.Club, 3);
        Assert.Equal(3, await scene.Store.ReadAsync(db => db.TicketMessages.CountAsync()));
    }

    [Fact]
    public async Task What_is_delivered_twice_has_one_effect_and_one_answer()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.AskForHelpAsync(scene.Ana);
        await scene.SayAsync(scene.Ana, "The link");
        await scene.SayAsync(scene.Ana, "It does not open");
        await scene.QuietAsync();

        // Once by the process that did it, and once by one that knows nothing of it but the database.
        scene.Telegram.Updates.Again();
        await scene.QuietAsync();
        await scene.SayAsync(scene.Olga, "/help");
        await scene.RestartAsync();
        scene.Telegram.Updates.Again();
        await scene.QuietAsync();
        await scene.SayAsync(scene.Olga, "/status");
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.Tickets.CountAsync()));
        Assert.Single(await scene.CommunitiesAsync());

        // After a restart a question may be asked again, and what was done already is said to be so: whether the process
        // that died had answered, nobody knows. Nothing else is said twice.
        Assert.Contains(scene.Telegram.MessagesTo(scene.Olga), message => message.Text.StartsWith(Done, StringComparison.Ordinal));
        Assert.Single(
            scene.Telegram.MessagesTo(scene.Ana),
            message => !message.AsksForReply && message.Text != DoorReplies.OnlyCommands.Text &&
                !message.Text.StartsWith(Done, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_is_turned_in_its_own_message_and_every_press_is_answered()
    {
        await using var scene = await TelegramScene.OpenAsync();
        var setUp = await scene.NextAsync(scene.Olga, "is connected to");
        var before = scene.Telegram.MessagesTo(scene.Olga).Count;
        var again = await scene.PressAsync(scene.Olga, setUp, "Check again");
        Assert.Equal(setUp.Id, again.Id);
        Assert.Equal(before, scene.Telegram.MessagesTo(scene.Olga).Count);

        var stranger = scene.Telegram.PressData(scene.Olga, setUp, "no such button");
        await scene.UntilAsync(() => stranger.IsAnswered, "an unknown button is answered");
        var others = scene.Telegram.PressData(scene.Ana, await scene.SayAsync(scene.Ana, "/help"),
            setUp.Buttons.First(button => button.Label == "Check again").Data!);
        await scene.UntilAsync(() => others.IsAnswered, "somebody else's button is answered");
    }

    [Fact]
    public async Task People_are_named_by_number_or_by_replying_and_a_bare_user_name_is_explained()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.MakeOfferAsync();
        var unknown = await scene.SayAsync(scene.Olga, "/gift @nobody Gold 5");
        Assert.Contains("Telegram does not tell me who \"@nobody\" is", unknown.Text, StringComparison.Ordinal);
        var given = await scene.SayAsync(scene.Olga, $"/gift {scene.Ana} Gold 5");
        Assert.Contains("Given", given.Text, StringComparison.Ordinal);
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.Memberships.CountAsync()));
    }

    [Fact]
    public async Task Words_that_mean_nothing_and_files_get_a_friendly_sentence()
    {
        await using var scene = await TelegramScene.OpenAsync();
        Assert.Equal(DoorReplies.OnlyCommands.Text, (await scene.SayAsync(scene.Ana, "hello?")).Text);
        var before = scene.Telegram.LastMessageTo(scene.Ana)!.Id;
        scene.Telegram.Updates.Push("message", scene.PhotoFrom(scene.Ana, caption: null));
        await scene.UntilAsync(() => scene.Telegram.LastMessageTo(scene.Ana)!.Id > before, "the photo is answered");
        Assert.Equal(DoorReplies.NoFiles.Text, scene.Telegram.LastMessageTo(scene.Ana)!.Text);
    }

    [Fact]
    public async Task Odd_updates_by_the_hundred_never_end_the_loop()
    {
        var seed = OddJson.Seed();
        await using var scene = await TelegramScene.OpenAsync();
        var odd = new OddJson(seed, [scene.Ana, scene.Olga, scene.Club]);
        for (var count = 0; count < 400; count++)
        {
            var (kind, content) = odd.Update();
            scene.Telegram.Updates.Push(kind, content);
        }

        var ben = scene.Telegram.AddUser("Ben");
        await scene.SayAsync(ben, "/help");
        await scene.QuietAsync();
        Assert.DoesNotContain(scene.Log.Lines, line => line.Id == 12201);
    }
}
