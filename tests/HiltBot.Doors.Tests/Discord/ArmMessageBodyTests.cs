using System.Text;
using System.Text.Json;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Whatever a reply says, Discord takes it, and nobody's words become markup or call somebody.</summary>
public sealed class ArmMessageBodyTests
{
    private const string Marks = "\\*_~`|<[";

    public static TheoryData<string, string> Texts => new()
    {
        { "plain words, 10.5 USDC until 2 March", "plain words, 10.5 USDC until 2 March" },
        { "**bold** __under__ ~~gone~~", "\\*\\*bold\\*\\* \\_\\_under\\_\\_ \\~\\~gone\\~\\~" },
        { "`code` ||spoiler||", "\\`code\\` \\|\\|spoiler\\|\\|" },
        { "<@123> <#4> <@&5> <t:6> <:a:7>", "\\<@123> \\<#4> \\<@&5> \\<t:6> \\<:a:7>" },
        { "@everyone and @here", "@\u200Beveryone and @\u200Bhere" },
        { "[click](https://evil.example/x_y)", "\\[click](https://evil.example/x_y)" },
        { "# loud\n> quoted\n- listed\n-# small", "\\# loud\n\\> quoted\n\\- listed\n\\-# small" },
        { "1. first\n2.5 is a number", "1\\. first\n2.5 is a number" },
        { "  # loud", "  \\# loud" },
        { "a \\ b", "a \\\\ b" },
        { "see https://a.example/b_c*d?e=~f.", "see https://a.example/b_c*d?e=~f." },
        { "https://a.example/<@1>", "https://a.example/\\<@1>" },
        { "http://", "http://" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Words_are_shown_as_they_were_written(string text, string rendered) =>
        Assert.Equal(rendered, MessageBody.Of(new ChatReply(text)).Content);

    [Theory]
    [InlineData("Say /setup there.", "Say /setup check there.")]
    [InlineData("/setup tg1a14ctqy31mrwpjxv63x0a", "/setup check code:tg1a14ctqy31mrwpjxv63x0a")]
    [InlineData("Say /setup wallet, or /setup check.", "Say /setup wallet, or /setup check.")]
    [InlineData("https://hilt.example.org/setup and /setups", "https://hilt.example.org/setup and /setups")]
    public void Commands_are_named_as_they_can_be_said_here(string said, string shown) =>
        Assert.Equal(shown, MessageBody.Of(new ChatReply(said)).Content);

    [Fact]
    public void Limits_hold_whatever_is_said()
    {
        for (var seed = 1; seed <= 400; seed++)
        {
            var reply = new RandomReply(seed).Next();
            AssertWithinLimits(MessageBody.Of(reply), seed);
        }
    }

    [Fact]
    public void Every_mark_is_escaped_and_nothing_is_lost()
    {
        for (var seed = 1; seed <= 400; seed++)
        {
            var text = new RandomReply(seed).Text(300).ReplaceLineEndings("\n").Replace("http", "hxxp");
            var shown = Markdown.Plain(text, 10_000);
            var plain = new StringBuilder();
            for (var at = 0; at < shown.Length; at++)
            {
                if (shown[at] == '\\')
                {
                    at++;
                }
                else
                {
                    Assert.False(Marks.Contains(shown[at]), $"seed {seed}: {shown[at]} at {at} is bare");
                }

                plain.Append(shown[at]);
            }

            Assert.True(
                text.Replace("\u200B", "") == plain.ToString().Replace("\u200B", ""), $"seed {seed}: {text} / {shown}");
        }
    }

    [Fact]
    public void A_long_text_goes_on_below_and_is_cut_only_past_that()
    {
        var body = MessageBody.Of(new ChatReply(string.Join('\n', Enumerable.Range(1, 400).Select(line => $"line {line}"))));
        Assert.EndsWith("\nline 210", body.Content[..body.Content.IndexOf("\nline 211", StringComparison.Ordinal)]);
        var below = Assert.Single(body.Embeds).Description!;
        Assert.EndsWith("line 400", below);
        Assert.DoesNotContain("line 210\n", below);
        var cut = MessageBody.Of(new ChatReply(new string('x', 9_000)));
        Assert.Equal(2000, cut.Content.Length);
        Assert.EndsWith("x…", Assert.Single(cut.Embeds).Description);
    }

    [Fact]
    public void An_escape_a_letter_and_a_link_are_never_cut_in_two()
    {
        Assert.Equal("\\*\\*…", Markdown.Plain("****", 6));
        Assert.Equal("ab…", Markdown.Plain("ab😀c", 4));
        Assert.Equal("to …", Markdown.Plain("to https://a.example/path and on", 20));
        Assert.Equal("to https://a.example/path…", Markdown.Plain("to https://a.example/path and on", 26));
    }

    [Fact]
    public void Facts_are_fields_and_only_the_asker_sees_them()
    {
        var reply = new ChatReply("Paid.") { Facts = [new("Until", "2 March"), new("", "")] };
        var body = MessageBody.Of(reply);
        Assert.Equal(MessageBody.Ephemeral, body.Flags);
        var fields = Assert.Single(body.Embeds).Fields;
        Assert.Equal(new EmbedField("Until", "2 March", true), fields[0]);
        Assert.Equal(new EmbedField("\u200B", "\u200B", true), fields[1]);
        Assert.Null(MessageBody.Message(reply).Flags);
        Assert.Null(MessageBody.Of(reply with { IsOnlyForAsker = false }).Flags);
    }

    [Fact]
    public void Buttons_stand_in_rows_of_five_and_links_must_be_web_links()
    {
        var reply = new ChatReply("Choose.")
        {
            Buttons =
            [
                ChatButton.Press("One", "a"), ChatButton.Press("Again", "a"), ChatButton.Press("Two", "b", ChatButtonStyle.Danger),
                ChatButton.Open("Pay", "https://pay.example/s"), ChatButton.Open("Bad", "javascript:alert(1)"),
                ChatButton.Open("Long", "https://pay.example/" + new string('x', 600)),
                ChatButton.Press("c", "c"), ChatButton.Press("d", "d"), ChatButton.Press("e", "e"),
            ],
        };
        var body = MessageBody.Of(reply);
        Assert.Equal([5, 1], body.Components.Select(row => row.Components!.Count));
        var first = body.Components[0].Components!;
        Assert.Equal(["One", "Two", "Pay", "c", "d"], first.Select(button => button.Label));
        Assert.Equal([2, 4, 5, 2, 2], first.Select(button => button.Style!.Value));
        Assert.Equal("https://pay.example/s", first[2].Url);
        Assert.Null(first[2].CustomId);
        Assert.Contains("Long: https://pay.example/xxx", body.Content);
        Assert.DoesNotContain("javascript", body.Content);
    }

    [Fact]
    public void It_is_written_in_discords_words_and_calls_nobody()
    {
        var json = JsonSerializer.Serialize(MessageBody.Of(new ChatReply("Hello.")), DiscordJson.Options);
        Assert.Equal(
            """{"content":"Hello.","embeds":[],"components":[],"allowed_mentions":{"parse":[],"users":[]},"flags":64}""", json);
    }

    [Fact]
    public void A_form_opens_within_limits()
    {
        var modal = ModalBody.Of(new ChatForm("form:1", new string('t', 60), [.. Enumerable.Range(1, 7).Select(number =>
            new ChatField($"f{number}", new string('l', 60), number == 1, number == 2, new string('v', 300), 200))]));
        Assert.Equal(45, modal.Title.Length);
        Assert.Equal(5, modal.Components.Count);
        var fields = modal.Components.Select(row => Assert.Single(row.Components!)).ToList();
        Assert.All(fields, field => Assert.Equal((45, 200, 200), (field.Label!.Length, field.Value!.Length, field.MaxLength)));
        Assert.Equal([1, 2, 1, 1, 1], fields.Select(field => field.Style!.Value));
        Assert.Equal([true, false, false, false, false], fields.Select(field => field.Required!.Value));
    }

    private static void AssertWithinLimits(MessageBody body, int seed)
    {
        var where = $"seed {seed}";
        Assert.True(body.Content.Length <= 2000, where);
        Assert.True(body.Content.Length > 0 || body.Embeds.Count > 0, where);
        Assert.True(body.Embeds.Count <= 1, where);
        foreach (var embed in body.Embeds)
        {
            Assert.True((embed.Description?.Length ?? 1) is > 0 and <= 4096, where);
            Assert.True(embed.Fields.Count <= 25, where);
            Assert.All(embed.Fields, field => Assert.True(field.Name.Length is > 0 and <= 256, where));
            Assert.All(embed.Fields, field => Assert.True(field.Value.Length is > 0 and <= 1024, where));
            Assert.True((embed.Description?.Length ?? 0) +
                embed.Fields.Sum(field => field.Name.Length + field.Value.Length) <= 6000, where);
        }

        Assert.True(body.Components.Count <= 5, where);
        var parts = body.Components.SelectMany(row => row.Components!).ToList();
        Assert.All(body.Components, row => Assert.True(row.Components!.Count is > 0 and <= 5, where));
        var ids = parts.Select(part => part.CustomId).OfType<string>().ToList();
        Assert.True(ids.Distinct().Count() == ids.Count, where);
        Assert.All(ids, id => Assert.True(id.Length is > 0 and <= 100, where));
        Assert.All(parts, part => Assert.True(part.Label is null or { Length: > 0 and <= 80 }, where));
        Assert.All(parts, part => Assert.True(part.Url is null or { Length: <= 512 }, where));
        foreach (var options in parts.Select(part => part.Options).OfType<IReadOnlyList<SelectOption>>())
        {
            Assert.True(options.Count is > 0 and <= 25, where);
            Assert.True(options.DistinctBy(option => option.Value).Count() == options.Count, where);
            Assert.All(options, option => Assert.True(option.Label.Length is > 0 and <= 100, where));
            Assert.All(options, option => Assert.True(option.Value.Length is > 0 and <= 100, where));
            Assert.All(options, option => Assert.True(option.Description is null or { Length: > 0 and <= 100 }, where));
        }

        // Valid text on the wire: no half letters.
        var json = JsonSerializer.Serialize(body, DiscordJson.Options);
        Assert.True(!body.Content.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar), where);
        Assert.NotEmpty(json);
    }

    /// <summary>Replies such as nobody sends, from a seed.</summary>
    private sealed class RandomReply(int seed)
    {
        private static readonly string[] Bits =
        [
            "*", "_", "~~", "`", "||", "<@1>", "@everyone", "@here", "[a](b)", "#", ">", "- ", "1. ", "\n", "\r\n", " ", "\\",
            "😀", "👩‍👩‍👧", "é", "https://a.example/x_y ", "http://", "word", "\t", "\u200B", "日本",
        ];

        private readonly Random random = new(seed);

        public ChatReply Next()
        {
            var actions = random.Next(40);
            return new ChatReply(Text(random.Next(4000)))
            {
                Facts = [.. Enumerable.Range(0, random.Next(40)).Select(_ => new ChatFact(Text(80), Text(random.Next(400))))],
                Buttons = [.. Enumerable.Range(0, actions).Select(_ => random.Next(3) == 0
                    ? new ChatButton(Text(30), null, "https://a.example/" + new string('q', random.Next(700)))
                    : ChatButton.Press(Text(30), new string('a', random.Next(120))))],
                Menu = random.Next(2) == 0 ? null : new ChatMenu("menu", Text(60), [.. Enumerable.Range(0, random.Next(40))
                    .Select(_ => new ChatMenuLine(new string('v', random.Next(120)), Text(40), Text(40)))]),
            };
        }

        public string Text(int bitsMax)
        {
            var text = new StringBuilder();
            for (var count = random.Next(bitsMax + 1); count > 0; count--)
            {
                text.Append(Bits[random.Next(Bits.Length)]);
            }

            return text.ToString();
        }
    }
}
