using System.Text.Json;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Replies as messages: within Telegram's limits, and nobody's words become markup.</summary>
public sealed class WireTests
{
    private const string Opaque = "AAAAAAAAAAAAAAAAAAAAAA";

    private static readonly RenderPlace Private = RenderPlace.Private(new PublicAddress(new Uri("https://pay.example")));

    [Fact]
    public void Text_with_facts_is_one_message_without_previews()
    {
        var body = Assert.Single(ReplyMessages.Of(
            new ChatReply("Gold is yours.") { Facts = [new("Price", "5 USDC"), new("Until", "1 May <2027>")] }, Private));
        Assert.Equal("Gold is yours.\n\n<b>Price</b>: 5 USDC\n<b>Until</b>: 1 May &lt;2027&gt;", body.Text);
        Assert.Null(body.ReplyMarkup);
        Assert.Equal(
            """{"text":"x","parse_mode":"HTML","link_preview_options":{"is_disabled":true},"chat_id":42}""",
            JsonSerializer.Serialize(new MessageBody("x") { ChatId = BotJson.Id("42") }, BotJson.Options));
    }

    [Theory]
    [InlineData("<b>bold</b> & \"sharp\"", "&lt;b&gt;bold&lt;/b&gt; &amp; &quot;sharp&quot;")]
    [InlineData("a\u0000b\u001bc", "a b c")]
    [InlineData("*_[x](https://a.b)_*", "*_[x](https://a.b)_*")]
    public void Words_stay_words(string words, string html) =>
        Assert.Equal(html, Assert.Single(ReplyMessages.Of(new ChatReply(words), Private)).Text);

    [Fact]
    public void Half_a_letter_is_shown_as_a_broken_one() => Assert.Equal(
        "half \ufffd pair", Assert.Single(ReplyMessages.Of(new ChatReply("half \ud800 pair"), Private)).Text);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(23)]
    public void Long_texts_are_cut_between_words_and_nothing_of_them_is_lost(int seed)
    {
        var random = new Random(seed);
        var words = Enumerable.Range(0, 1200).Select(_ => random.Next(9) switch
        {
            0 => "<b>",
            1 => "&amp;",
            2 => "👩‍👩‍👧‍👦",
            3 => "https://example.org/a?b=1&c=<2>",
            4 => "line\nend",
            _ => new string((char)('a' + random.Next(26)), 1 + random.Next(12)),
        }).ToList();
        var messages = ReplyMessages.Of(new ChatReply(string.Join(' ', words)), Private);
        Assert.InRange(messages.Count, 2, HtmlText.MessagesMax);
        Assert.All(messages, message => Assert.True(Shown(message.Text).Length <= HtmlText.MessageMax));
        Assert.Equal(
            string.Join(' ', words).Split([' ', '\n']),
            messages.SelectMany(message => Shown(message.Text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_text_without_end_ends_with_an_ellipsis()
    {
        var messages = ReplyMessages.Of(new ChatReply(new string('&', 100_000)), Private);
        Assert.Equal(HtmlText.MessagesMax, messages.Count);
        Assert.EndsWith("&amp;…", messages[^1].Text);
        Assert.All(messages, message => Assert.True(Shown(message.Text).Length <= HtmlText.MessageMax));
        Assert.Equal("…", Assert.Single(ReplyMessages.Of(new ChatReply("  "), Private)).Text);
    }

    [Fact]
    public void Buttons_stand_under_the_last_message_only()
    {
        var reply = new ChatReply(string.Join(' ', Enumerable.Repeat("word", 2000)))
        {
            Buttons = [ChatButton.Press("Go on", $"next:{Opaque}")],
        };
        var messages = ReplyMessages.Of(reply, Private);
        Assert.True(messages.Count > 1);
        Assert.All(messages.SkipLast(1), message => Assert.Null(message.ReplyMarkup));
        Assert.NotNull(messages[^1].ReplyMarkup);
    }

    [Fact]
    public void Buttons_carry_their_action_and_short_ones_share_a_row()
    {
        var keyboard = KeyboardOf(new ChatReply("x")
        {
            Buttons =
            [
                ChatButton.Press("Yes", $"yes:{Opaque}"), ChatButton.Press("No", $"no:{Opaque}", ChatButtonStyle.Danger),
                ChatButton.Press("Something that is longer", $"long:{Opaque}"),
                ChatButton.Press("Too long", new string('x', 65)),
                ChatButton.Open("Read", "https://example.org/a"),
                ChatButton.Open("Bad", "javascript:alert(1)"),
            ],
        });
        Assert.Equal(
            [["Yes", "⚠️ No"], ["Something that is longer"], ["Read"]],
            keyboard.Select(row => row.Select(button => button.Text)));
        Assert.Equal($"no:{Opaque}", keyboard[0][1].CallbackData);
        Assert.Equal("https://example.org/a", keyboard[2][0].Url);
    }

    [Fact]
    public void The_checkout_opens_inside_of_telegram_in_private_chats_and_as_a_link_everywhere()
    {
        var reply = new ChatReply("x") { Buttons = [ChatButton.Open("Open the payment page", "https://pay.example/p/gold?handoff=a")] };
        var keyboard = KeyboardOf(reply);
        Assert.Equal("https://pay.example/p/gold?handoff=a", keyboard[0][0].WebApp!.Url);
        Assert.Equal("https://pay.example/p/gold?handoff=a", keyboard[1][0].Url);
        Assert.Equal(
            "https://pay.example/p/gold?handoff=a",
            Assert.Single(Assert.Single(KeyboardOf(reply, RenderPlace.Shared))).Url);
        Assert.Null(Assert.Single(Assert.Single(KeyboardOf(
            new ChatReply("x") { Buttons = [ChatButton.Open("Receipt", "https://pay.example/receipts/1")] }))).WebApp);
        Assert.Null(Assert.Single(Assert.Single(KeyboardOf(
            new ChatReply("x") { Buttons = [ChatButton.Open("Pay", "http://127.0.0.1:5080/p/gold")] },
            RenderPlace.Private(new PublicAddress(new Uri("http://127.0.0.1:5080")))))).WebApp);
    }

    [Fact]
    public void A_link_that_telegram_takes_on_no_button_is_written_out()
    {
        var body = Assert.Single(ReplyMessages.Of(
            new ChatReply("Pay here.") { Buttons = [ChatButton.Open("Pay", "http://localhost:5080/p/gold?a=1&b=2")] },
            RenderPlace.Private(PublicAddress.Local)));
        Assert.Equal("Pay here.\n\nPay: http://localhost:5080/p/gold?a=1&amp;b=2", body.Text);
        Assert.Null(body.ReplyMarkup);
    }

    [Theory]
    [InlineData("offer", "offer-1", false)]
    [InlineData("a value of some length", "b", true)]
    public void A_line_of_a_menu_is_read_back_from_the_pressed_message(string first, string second, bool isLong)
    {
        var action = isLong ? $"averylongverb:{Opaque}:{Opaque}" : $"join:{Opaque}";
        var menu = new ChatMenu(action, "Choose an offer", [new(first, "First", "5 USDC"), new(second, "Second")]);
        var reply = new ChatReply("x") { Menu = menu, Buttons = [ChatButton.Press("Later", $"later:{Opaque}")] };
        var keyboard = KeyboardOf(reply);
        Assert.Contains(keyboard, row => row[0].Text == "First · 5 USDC");
        Assert.All(
            keyboard.SelectMany(row => row),
            button => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(button.CallbackData!), 1, CallbackData.BytesMax));
        var lines = keyboard.SelectMany(row => row).Where(button => button.Text is "Second" || button.Text[0] == 'F').ToList();
        Assert.Equal(
            [new ChatInput.Chosen(action, first), new ChatInput.Chosen(action, second)],
            lines.Select(line => Press(keyboard, line.CallbackData!)));
        Assert.Equal(
            new ChatInput.Pressed($"later:{Opaque}"), Press(keyboard, keyboard[^1][0].CallbackData!));
        if (isLong)
        {
            Assert.Null(Press(keyboard, keyboard[0][0].CallbackData!));
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"data":"="}""")]
    [InlineData("""{"data":"=x","message":{"reply_markup":{"inline_keyboard":[[{"callback_data":"=x"}],"no"]}}}""")]
    [InlineData("""{"data":"=x","message":null}""")]
    public void What_makes_no_sense_is_nothing(string query) =>
        Assert.Null(CallbackData.Read(JsonSerializer.Deserialize<JsonElement>(query)));

    [Fact]
    public void Commands_of_two_words_are_written_as_telegram_has_them() => Assert.Equal(
        "Say /offer_edit or /setup_code, or /join us, or see /offer edited and /a/offer edit.",
        Assert.Single(ReplyMessages.Of(
            new ChatReply("Say /offer edit or /setup code, or /join us, or see /offer edited and /a/offer edit."), Private)).Text);

    [Theory]
    [InlineData("""{"id":-1001234567890}""", "-1001234567890")]
    [InlineData("""{"id":"7000000000"}""", "7000000000")]
    [InlineData("""{"id":1.5}""", null)]
    [InlineData("""{"id":"x"}""", null)]
    [InlineData("""{"id":123456789012345678901234567890}""", null)]
    [InlineData("""[]""", null)]
    public void Ids_are_text_and_what_is_none_is_not_there(string json, string? id) =>
        Assert.Equal(id, JsonSerializer.Deserialize<JsonElement>(json).Id("id"));

    private static IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> KeyboardOf(ChatReply reply, RenderPlace? place = null) =>
        ReplyMessages.Of(reply, place ?? Private)[^1].ReplyMarkup!.InlineKeyboard;

    private static ChatInput? Press(IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> keyboard, string data) =>
        CallbackData.Read(JsonSerializer.SerializeToElement(
            new { Data = data, Message = new { ReplyMarkup = new InlineKeyboardMarkup(keyboard) } }, BotJson.Options));

    // As somebody reads it.
    private static string Shown(string html) => html.Replace("<b>", "").Replace("</b>", "")
        .Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&");
}
