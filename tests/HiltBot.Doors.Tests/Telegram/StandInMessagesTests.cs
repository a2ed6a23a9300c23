using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>What a message may be, and what becomes of pressed buttons.</summary>
public sealed class StandInMessagesTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private StandInTelegram telegram = null!;
    private StandInBot bot = null!;
    private string ana = "";

    public async ValueTask InitializeAsync()
    {
        telegram = await StandInTelegram.StartAsync(time);
        telegram.Limits.AreOn = false;
        bot = new(telegram);
        ana = telegram.AddUser("Ana");
        telegram.Start(ana);
    }

    public async ValueTask DisposeAsync()
    {
        bot.Dispose();
        await telegram.DisposeAsync();
    }

    [Fact]
    public async Task Html_becomes_text_with_entities()
    {
        await SendAsync("""<b>5 &lt; 6</b> &amp; <a href="https://example.org/?a=1&amp;b=2">here</a>, <i><u>é</u></i>&#33;""");
        var message = telegram.LastMessageTo(ana)!;
        Assert.Equal("5 < 6 & here, é!", message.Text);
        Assert.Equal([("bold", 0, 5), ("text_link", 8, 4), ("italic", 14, 1), ("underline", 14, 1)],
            message.Entities.Select(entity => ((string)entity!["type"]!, (int)entity["offset"]!, (int)entity["length"]!))
                .Order(Comparer<(string, int, int)>.Create((one, other) => one.Item2 == other.Item2
                    ? string.CompareOrdinal(one.Item1, other.Item1) : one.Item2.CompareTo(other.Item2))));
        Assert.Equal("https://example.org/?a=1&b=2",
            (string)message.Entities.Single(entity => (string)entity!["type"]! == "text_link")!["url"]!);
    }

    [Theory]
    [InlineData("<p>no</p>", "Unsupported start tag \"p\" at byte offset 0")]
    [InlineData("é<b>open", "Can't find end tag corresponding to start tag \"b\"")]
    [InlineData("é</b>", "Unexpected end tag at byte offset 2")]
    [InlineData("<b><i>x</b></i>", "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"")]
    [InlineData("5 < 6", "Unclosed start tag at byte offset 2")]
    public async Task Html_that_is_none_is_refused(string text, string words) =>
        Assert.Equal($"Bad Request: can't parse entities: {words}", await RefusedAsync(text));

    [Fact]
    public async Task A_text_is_neither_empty_nor_longer_than_4096()
    {
        Assert.Equal("Bad Request: message text is empty", await RefusedAsync(""));
        Assert.Equal("Bad Request: message text is empty", await RefusedAsync("<b> </b>"));
        Assert.Equal("Bad Request: message is too long", await RefusedAsync(new string('x', 4097)));
        await SendAsync($"<b>{new string('x', 4096)}</b>");
        Assert.Equal("Bad Request: unsupported parse_mode",
            await bot.RefusedAsync("sendMessage", new { chat_id = ana, text = "x", parse_mode = "BBCode" }));
    }

    [Theory]
    [InlineData("""{"text":"Go"}""", "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")]
    [InlineData("""{"text":"Go","callback_data":""}""", "BUTTON_DATA_INVALID")]
    [InlineData("""{"text":"Go","callback_data":"éééééééééééééééééééééééééééééééé1"}""", "BUTTON_DATA_INVALID")]
    [InlineData("""{"text":"Go","url":"http://localhost/x"}""",
        "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL")]
    [InlineData("""{"text":"Go","web_app":{"url":"http://a.example/"}}""",
        "inline keyboard button Web App URL 'http://a.example/' is invalid: Only HTTPS links are allowed")]
    [InlineData("""{"callback_data":"go"}""", "can't parse inline keyboard button: Can't find field \"text\"")]
    public async Task A_button_that_is_none_is_refused(string button, string words) =>
        Assert.Equal($"Bad Request: {words}", await bot.RefusedAsync("sendMessage", new
        {
            chat_id = ana,
            text = "x",
            reply_markup = $$"""{"inline_keyboard":[[{{button}}]]}""",
        }));

    [Fact]
    public async Task A_mini_app_opens_from_private_chats_only()
    {
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddSupergroup("Club", olga);
        telegram.AddBot(olga, club);
        var markup = new
        {
            inline_keyboard = new[] { new[] { new { text = "Pay", web_app = new { url = "https://shop.example/pay" } } } },
        };
        await bot.DoAsync("sendMessage", new { chat_id = ana, text = "x", reply_markup = markup });
        Assert.Equal("https://shop.example/pay", telegram.LastMessageTo(ana)!.Button("Pay").WebApp);
        Assert.Equal("Bad Request: BUTTON_TYPE_INVALID",
            await bot.RefusedAsync("sendMessage", new { chat_id = club, text = "x", reply_markup = markup }));
    }

    [Fact]
    public async Task A_pressed_button_is_answered_once_and_soon()
    {
        await bot.UpdatesAsync();
        await SendAsync("Pick", [["Buy", "buy:1"]]);
        var message = telegram.LastMessageTo(ana)!;
        var press = telegram.Press(ana, message, "Buy");
        var query = Assert.Single(await bot.UpdatesAsync("callback_query"));
        Assert.Equal((press.Id, "buy:1", ana, message.Id), ((string)query["id"]!, (string)query["data"]!,
            query["from"]!["id"]!.ToString(), (int)query["message"]!["message_id"]!));
        Assert.Equal("Bad Request: MESSAGE_TOO_LONG", await AnswerAsync(press, new string('x', 201)));
        await bot.DoAsync("answerCallbackQuery", new { callback_query_id = press.Id, text = "Done.", show_alert = true });
        Assert.Equal(("Done.", true, true), (press.Text, press.IsAlert, press.IsAnswered));
        const string tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid";
        Assert.Equal(tooOld, await AnswerAsync(press, "again"));
        var late = telegram.Press(ana, message, "buy:1");
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(tooOld, await AnswerAsync(late, "late"));
        Assert.Equal("Bad Request: URL_INVALID", await bot.RefusedAsync("answerCallbackQuery", new
        {
            callback_query_id = telegram.Press(ana, message, "Buy").Id,
            url = "https://example.org",
        }));

        Task<string> AnswerAsync(TelegramPress press, string text) =>
            bot.RefusedAsync("answerCallbackQuery", new { callback_query_id = press.Id, text });
    }

    [Fact]
    public async Task Messages_are_changed_and_deleted_by_whoever_may()
    {
        await SendAsync("One", [["Buy", "buy"]]);
        var message = telegram.LastMessageTo(ana)!;
        const string same = "Bad Request: message is not modified: specified new message content and reply markup are exactly " +
            "the same as a current content and reply markup of the message";
        Assert.Equal(same, await bot.RefusedAsync("editMessageText", new
        {
            chat_id = ana,
            message_id = message.Id,
            text = "One",
            reply_markup = Keyboard([["Buy", "buy"]]),
        }));
        await bot.DoAsync("editMessageText", new { chat_id = ana, message_id = message.Id, text = "Two" });
        Assert.Equal(("Two", 0, true), (telegram.Now(message).Text, telegram.Now(message).Buttons.Count, telegram.Now(message).IsEdited));
        await bot.DoAsync("editMessageReplyMarkup", new
        {
            chat_id = ana,
            message_id = message.Id,
            reply_markup = Keyboard([["Sell", "sell"]]),
        });
        Assert.Equal("sell", telegram.Now(message).Button("Sell").Data);
        var hers = telegram.Say(ana, "mine");
        Assert.Equal("Bad Request: message can't be edited",
            await bot.RefusedAsync("editMessageText", new { chat_id = ana, message_id = hers.Id, text = "Three" }));
        Assert.Equal("Bad Request: message to edit not found",
            await bot.RefusedAsync("editMessageText", new { chat_id = ana, message_id = 9_999, text = "Three" }));

        await bot.DoAsync("deleteMessage", new { chat_id = ana, message_id = message.Id });
        Assert.Null(telegram.LastMessageTo(ana));
        Assert.Equal("Bad Request: message to delete not found",
            await bot.RefusedAsync("deleteMessage", new { chat_id = ana, message_id = message.Id }));
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddSupergroup("Club", olga);
        telegram.AddBot(olga, club, TelegramRights.InviteUsers);
        var other = telegram.Say(olga, club, "hers");
        Assert.Equal("Bad Request: message can't be deleted",
            await bot.RefusedAsync("deleteMessage", new { chat_id = club, message_id = other.Id }));
    }

    [Fact]
    public async Task Answers_point_to_what_they_answer_and_can_be_asked_for()
    {
        await bot.DoAsync("sendMessage", new
        {
            chat_id = ana,
            text = "Your address?",
            reply_markup = new { force_reply = true, input_field_placeholder = "a@b.c" },
        });
        var question = telegram.LastMessageTo(ana)!;
        Assert.Equal((true, "a@b.c"), (question.AsksForReply, question.Placeholder));
        var said = telegram.ReplyTo(ana, question, "ana@example.org");
        var heard = (await bot.UpdatesAsync("message"))[^1];
        Assert.Equal((question.Id, telegram.BotId), ((int)heard["reply_to_message"]!["message_id"]!,
            heard["reply_to_message"]!["from"]!["id"]!.ToString()));
        await bot.DoAsync("sendMessage", new { chat_id = ana, text = "Thanks", reply_parameters = new { message_id = said.Id } });
        Assert.Equal(said.Id, telegram.LastMessageTo(ana)!.ReplyTo);
        Assert.Equal("Bad Request: message to be replied not found", await bot.RefusedAsync("sendMessage", new
        {
            chat_id = ana,
            text = "Thanks",
            reply_parameters = new { message_id = 9_999 },
        }));
        await bot.DoAsync("sendMessage", new
        {
            chat_id = ana,
            text = "Thanks",
            reply_parameters = new { message_id = 9_999, allow_sending_without_reply = true },
        });
    }

    [Fact]
    public async Task Commands_and_the_menu_button_are_kept_by_scope_and_language()
    {
        object[] list = [new { command = "join", description = "Join the club" }];
        await bot.DoAsync("setMyCommands", new { commands = list, scope = new { type = "all_private_chats" }, language_code = "de" });
        Assert.Equal(["join"], telegram.CommandsOf("all_private_chats", "de"));
        Assert.Empty(telegram.CommandsOf("all_private_chats"));
        Assert.Single((await bot.DoAsync("getMyCommands",
            new { scope = new { type = "all_private_chats" }, language_code = "de" })).AsArray());
        await bot.DoAsync("deleteMyCommands", new { scope = new { type = "all_private_chats" }, language_code = "de" });
        Assert.Empty(telegram.CommandsOf("all_private_chats", "de"));
        Assert.Equal("Bad Request: BOT_COMMAND_INVALID", await bot.RefusedAsync("setMyCommands", new
        {
            commands = new[] { new { command = "Join-Me", description = "x" } },
        }));

        await bot.DoAsync("setChatMenuButton", new
        {
            chat_id = ana,
            menu_button = new { type = "web_app", text = "Shop", web_app = new { url = "https://shop.example/" } },
        });
        Assert.Equal("web_app", (string)(await bot.DoAsync("getChatMenuButton", new { chat_id = ana }))["type"]!);
        Assert.Equal("commands", (string)(await bot.DoAsync("getChatMenuButton"))["type"]!);
    }

    [Fact]
    public void A_mini_app_gets_data_that_is_signed_with_the_token()
    {
        var fields = System.Web.HttpUtility.ParseQueryString(telegram.InitData(ana, startParameter: "offer_1"));
        var check = string.Join('\n', fields.AllKeys.Where(name => name != "hash").Order(StringComparer.Ordinal)
            .Select(name => $"{name}={fields[name]}"));
        Assert.Equal(fields["hash"], HashOf(check));
        Assert.Contains($"\"id\":{ana}", fields["user"], StringComparison.Ordinal);
        Assert.Equal("offer_1", fields["start_param"]);
        Assert.NotEqual(System.Web.HttpUtility.ParseQueryString(telegram.ForgedInitData(ana))["hash"], fields["hash"]);

        string HashOf(string text)
        {
            using var outer = new System.Security.Cryptography.HMACSHA256("WebAppData"u8.ToArray());
            using var inner = new System.Security.Cryptography.HMACSHA256(
                outer.ComputeHash(System.Text.Encoding.UTF8.GetBytes(telegram.Token)));
            return Convert.ToHexStringLower(inner.ComputeHash(System.Text.Encoding.UTF8.GetBytes(text)));
        }
    }

    private static object Keyboard(string[][] buttons) => new
    {
        inline_keyboard = new[] { buttons.Select(button => new { text = button[0], callback_data = button[1] }).ToArray() },
    };

    private async Task SendAsync(string text, string[][]? buttons = null) => await bot.DoAsync("sendMessage", new
    {
        chat_id = ana,
        text,
        parse_mode = "HTML",
        reply_markup = Keyboard(buttons ?? []),
    });

    private Task<string> RefusedAsync(string text) =>
        bot.RefusedAsync("sendMessage", new { chat_id = ana, text, parse_mode = "HTML" });
}
