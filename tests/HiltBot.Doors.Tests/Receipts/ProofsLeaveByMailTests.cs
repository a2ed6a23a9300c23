using System.Text;
using HiltBot.TestKit;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary><c>send-proof</c> hands the receipt to a mail server, or says plainly that it did not.</summary>
public sealed class ProofsLeaveByMailTests
{
    [Fact]
    public async Task A_customer_gets_the_receipt_with_its_public_paper()
    {
        await using var server = new SmtpStandIn();
        await using var shop = await OpenAsync(server, title: "Caf\u00e9\u00b7Club");
        var path = await BoughtAsync(shop);
        (await shop.Owner.PatchAsync($"{path}/invoice-metadata", new { customer_email = "Ana@Example.org", invoice_number = "RE-7" }))
            .Expect(200);
        var answer = (await shop.Owner.PostAsync($"{path}/send-proof", new { note = "Thank you!\n.\nSee you \u263a" })).Expect(200);
        Assert.Equal((true, "ana@example.org"), (answer.GetProperty("sent").GetBoolean(), answer.GetProperty("email").GetString()));
        Assert.EndsWith("/pdf", answer.GetProperty("pdf_url").GetString(), StringComparison.Ordinal);

        var letter = Assert.Single(server.Letters);
        Assert.Equal(("receipts@hilt.example", "ana@example.org"), (letter.From, Assert.Single(letter.To)));
        Assert.Equal(("robot", "pass word"), (letter.UserName, letter.Password));
        var message = Read(letter);
        Assert.Equal("Receipt: Caf\u00e9\u00b7Club", message.Subject);
        Assert.Equal("\"Harbor House\" <receipts@hilt.example>", message.From.ToString());
        Assert.Equal("owner@harbor.example", message.ReplyTo.ToString());
        Assert.StartsWith("Thank you!\n.\nSee you \u263a\n--\n", message.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(answer.GetProperty("verify_url").GetString()!, message.TextBody, StringComparison.Ordinal);
        var file = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        using var content = new MemoryStream();
        file.Content!.DecodeTo(content);
        var pdf = PdfReader.Read(content.ToArray());
        Assert.Contains("29.00 USDC", pdf.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("RE-7", pdf.Text, StringComparison.Ordinal);
        Assert.Equal(1, await shop.Site.ReadAsync(db => db.History.CountAsync(row => row.EventType == "proof_sent")));
    }

    [Fact]
    public async Task Nothing_that_people_write_becomes_a_line_of_the_letters_head()
    {
        await using var server = new SmtpStandIn();
        await using var shop = await OpenAsync(server);
        var path = await BoughtAsync(shop);
        await shop.Site.WriteAsync(db => db.Products.ExecuteUpdateAsync(set => set.SetProperty(
            row => row.Title, "Club\r\nBcc: everybody@example.org\r\n\r\nBuy!")));
        await shop.Site.WriteAsync(db => db.Merchants.ExecuteUpdateAsync(set => set.SetProperty(
            row => row.Name, "Harbor\" <evil@example.org>,\r\nX-Evil: yes")));
        foreach (var email in (string[])
                 [
                     "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "<a@example.org>", "a b@example.org",
                     "a@example.org\u0000", "\"a b\"@example.org", "a@example.org>", "@example.org", "a@localhost", "a",
                 ])
        {
            Assert.Equal("email", (await shop.Owner.PostAsync($"{path}/send-proof", new { email })).FieldRefused());
        }

        Assert.Equal("email", (await shop.Owner.PostAsync($"{path}/send-proof")).FieldRefused());
        Assert.Equal("note", (await shop.Owner.PostAsync(
            $"{path}/send-proof", new { email = "a@example.org", note = new string('x', 501) })).FieldRefused());
        Assert.Empty(server.Letters);
        (await shop.Owner.PostAsync(
            $"{path}/send-proof", new { email = "a@example.org", note = "Bcc: c@example.org\r\n\r\nX" })).Expect(200);
        var letter = Assert.Single(server.Letters);
        Assert.Equal("a@example.org", Assert.Single(letter.To));
        var message = Read(letter);
        Assert.Equal(("receipts@hilt.example", "a@example.org"), (message.From.Mailboxes.Single().Address, message.To.ToString()));
        Assert.Equal((0, false), (message.Bcc.Count + message.Cc.Count, message.Headers.Contains("X-Evil")));
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_sent_and_the_answer_says_so()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var path = await BoughtAsync(shop);
        var refused = await shop.Owner.PostAsync($"{path}/send-proof", new { email = "a@example.org" });
        Assert.Contains("no mail transport", refused.Expect(503).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL", "451 not now", 503)]
    [InlineData("DATA", "554 no", 503)]
    [InlineData("AUTH", "535 wrong", 503)]
    [InlineData("RCPT", "450 not now", 503)]
    [InlineData("RCPT", "550 no such mailbox", 422)]
    [InlineData("EHLO", null, 503)]
    [InlineData("DATA", null, 503)]
    public async Task A_mail_server_that_says_no_is_told_as_it_is(string command, string? says, int status)
    {
        await using var server = new SmtpStandIn { HangsUpAt = says is null ? command : null };
        if (says is not null)
        {
            server.Says[command] = says;
        }

        await using var shop = await OpenAsync(server);
        var path = await BoughtAsync(shop);
        (await shop.Owner.PostAsync($"{path}/send-proof", new { email = "a@example.org" })).Expect(status);
        Assert.Empty(server.Letters);
        Assert.Equal(0, await shop.Site.ReadAsync(db => db.History.CountAsync(row => row.EventType == "proof_sent")));
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task No_letter_and_no_password_leaves_in_the_clear_where_secrecy_is_asked_for(MailSecurity security)
    {
        await using var server = new SmtpStandIn { HangsUpAt = "AUTH" };
        await using var shop = await OpenAsync(server, security);
        var path = await BoughtAsync(shop);
        (await shop.Owner.PostAsync($"{path}/send-proof", new { email = "a@example.org" })).Expect(503);
        Assert.Empty(server.Letters);
    }

    [Fact]
    public async Task A_workspace_sends_only_so_many_letters_a_minute()
    {
        await using var server = new SmtpStandIn();
        await using var shop = await OpenAsync(server, more: services =>
            services.Configure<RateLimitOptions>(limits => limits.Letters = 2));
        var path = await BoughtAsync(shop);
        foreach (var status in (int[])[200, 200, 429])
        {
            (await shop.Owner.PostAsync($"{path}/send-proof", new { email = "a@example.org" })).Expect(status);
        }

        Assert.Equal(2, server.Letters.Count);
        shop.Site.Time.Advance(TimeSpan.FromMinutes(1));
        (await shop.Owner.PostAsync($"{path}/send-proof", new { email = "a@example.org" })).Expect(200);
    }

    private static Task<ReceiptShop> OpenAsync(
        SmtpStandIn server, MailSecurity security = MailSecurity.None, string title = "Inner circle",
        Action<IServiceCollection>? more = null) => ReceiptShop.OpenAsync(
        services =>
        {
            services.Configure<MailOptions>(mail =>
            {
                mail.Host = "127.0.0.1";
                mail.Port = server.Port;
                mail.Security = security;
                mail.From = "receipts@hilt.example";
                mail.UserName = "robot";
                mail.Password = "pass word";
            });
            more?.Invoke(services);
        },
        title);

    private static async Task<string> BoughtAsync(ReceiptShop shop) =>
        $"/v1/receipt/{(await shop.BuyAsync()).GetProperty("receipt_id").GetString()}";

    private static MimeMessage Read(TakenLetter letter) =>
        MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(letter.Message)));
}
