using HiltBot.Doors.Tests.Receipts;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Support;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Support;

/// <summary>Tickets over the API are the threads that buyers have in chat.</summary>
public sealed class SupportRoutesTests
{
    private const string Tickets = "/v1/support/tickets";

    [Fact]
    public async Task A_ticket_is_tied_to_what_it_is_about_and_its_answer_reaches_the_buyer()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var receipt = await shop.BuyAsync();
        var membership = await shop.Site.ReadAsync(db => db.Memberships.SingleAsync());
        var context = new
        {
            product_slug = shop.Product.Slug,
            payment_id = receipt.GetProperty("payment_id").GetString(),
            receipt_id = receipt.GetProperty("receipt_id").GetString(),
            membership_id = membership.Id.ToString(),
            tx_signature = receipt.GetProperty("tx_sig").GetString(),
            source = "our shop",
            order = new { number = 7, lines = new[] { "a", null } },
        };
        var opened = (await shop.Owner.PostAsync(Tickets, new { subject = " No role ", body = "I paid.\nNothing.", category = "delivery", context }))
            .Expect(200);
        Assert.Equal(
            ("OPEN", "No role", "DELIVERY"),
            (opened.GetProperty("status").GetString(), opened.GetProperty("subject").GetString(),
                opened.GetProperty("category").GetString()));
        var path = $"{Tickets}/{opened.GetProperty("ticket_id").GetString()}";
        var shown = (await shop.Owner.GetAsync(path)).Expect(200);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(context), shown.GetProperty("context").GetRawText());
        Assert.Equal("merchant", shown.GetProperty("messages")[0].GetProperty("author_type").GetString());
        Assert.Equal(shop.Site.MerchantId.Value, shown.GetProperty("user_id").GetGuid());
        var told = await shop.Site.ReadAsync(db => db.WebhookEvents.SingleAsync(row => row.EventType == "support.ticket.created"));
        Assert.Equal(
            (membership.Id, shop.Product.Id, receipt.GetProperty("payment_id").GetGuid(), receipt.GetProperty("receipt_id").GetGuid()),
            (told.MembershipId!.Value, told.ProductId!.Value, told.PaymentId!.Value.Value, told.ReceiptId!.Value.Value));

        shop.Site.Time.Advance(TimeSpan.FromMinutes(1));
        var key = await shop.Owner.WithKeyAsync();
        var answer = (await key.PostAsync($"{path}/message", new { body = "Look again, please." })).Expect(200);
        Assert.Contains("chat", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        var notice = await shop.Site.ReadAsync(db => db.Notices.SingleAsync(row => row.Kind == NoticeKind.SupportAnswered));
        Assert.Equal((NoticeAudience.Buyer, membership.BuyerId), (notice.Audience, notice.BuyerId!.Value));
        Assert.Contains("Look again, please.", NoticeWording.Of(notice).Text, StringComparison.Ordinal);
        var thread = (await shop.Owner.GetAsync(path)).Expect(200);
        Assert.Equal("PENDING", thread.GetProperty("status").GetString());
        Assert.Equal(
            ["I paid.\nNothing.", "Look again, please."],
            thread.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("body").GetString()));
    }

    [Fact]
    public async Task A_long_answer_comes_whole_in_numbered_parts()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        await shop.BuyAsync();
        var membership = await shop.Site.ReadAsync(db => db.Memberships.SingleAsync());
        var path = await OpenedAsync(shop.Owner, new { membership_id = membership.Id.ToString() });
        var words = string.Join(' ', Enumerable.Range(1, 1500).Select(number => $"w{number}"));
        (await shop.Owner.PostAsync($"{path}/message", new { body = words })).Expect(200);
        var texts = await shop.Site.ReadAsync(db => db.Notices.Where(row => row.Kind == NoticeKind.SupportAnswered).ToListAsync());
        var parts = texts.Select(row => NoticeWording.Of(row).Text).Order(StringComparer.Ordinal).ToList();
        Assert.True(parts.Count > 4);
        var said = string.Join(' ', parts.SelectMany(part => part.Split([' ', '"', '\n'])).Where(word => word.StartsWith('w') && char.IsAsciiDigit(word[^1])));
        Assert.Equal(words, said);
    }

    [Fact]
    public async Task A_closed_ticket_takes_no_message_and_a_resolved_one_is_open_again()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var path = await OpenedAsync(shop.Owner);
        for (var i = 0; i < 2; i++)
        {
            (await shop.Owner.PostAsync($"{path}/resolve")).Expect(200);
        }

        var resolved = (await shop.Owner.GetAsync(path)).Expect(200);
        Assert.Equal("RESOLVED", resolved.GetProperty("status").GetString());
        Assert.NotEqual("null", resolved.GetProperty("resolved_at").GetRawText());
        (await shop.Owner.PostAsync($"{path}/message", new { body = "One more thing" })).Expect(200);
        var reopened = (await shop.Owner.GetAsync(path)).Expect(200);
        Assert.Equal(
            ("PENDING", "null"), (reopened.GetProperty("status").GetString(), reopened.GetProperty("resolved_at").GetRawText()));

        for (var i = 0; i < 2; i++)
        {
            (await shop.Owner.PostAsync($"{path}/close")).Expect(200);
        }

        var refused = await shop.Owner.PostAsync($"{path}/message", new { body = "Late" });
        Assert.Equal("This ticket is closed.", refused.Expect(409).GetProperty("detail").GetString());
        (await shop.Owner.PostAsync($"{path}/resolve")).Expect(409);
        Assert.Equal("CLOSED", (await shop.Owner.GetAsync(path)).Body.GetProperty("status").GetString());
        Assert.Equal(1, (await shop.Owner.GetAsync($"{Tickets}?status=closed")).Expect(200).GetProperty("total").GetInt32());
        foreach (var status in (string[])["OPEN", "nothing"])
        {
            Assert.Equal(0, (await shop.Owner.GetAsync($"{Tickets}?status={status}")).Expect(200).GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task Foreign_ids_and_rubbish_are_refused_and_nothing_is_kept()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var receipt = await shop.BuyAsync();
        var membership = await shop.Site.ReadAsync(db => db.Memberships.SingleAsync());
        var path = await OpenedAsync(shop.Owner);
        var stranger = await Api.SignUpAsync(shop.Site.Client);
        foreach (var (name, value) in ((string, string?)[])
                 [
                     ("product_id", shop.Product.Id.ToString()), ("product_slug", shop.Product.Slug),
                     ("payment_id", receipt.GetProperty("payment_id").GetString()),
                     ("receipt_id", receipt.GetProperty("receipt_id").GetString()),
                     ("membership_id", membership.Id.ToString()), ("payment_id", "pay_1"), ("receipt_id", new string('9', 500)),
                     ("wallet", new string('x', 401)),
                 ])
        {
            var refused = await stranger.PostAsync(
                Tickets, new { subject = "x", body = "y", context = new Dictionary<string, string?> { [name] = value } });
            var place = refused.Expect(422).GetProperty("detail")[0].GetProperty("loc");
            Assert.Equal(["body", "context", name], place.EnumerateArray().Select(one => one.GetString()));
        }

        foreach (var body in (object[])
                 [
                     new { subject = "x" }, new { body = "y" }, new { subject = "", body = "y" }, new { subject = "  ", body = "y" },
                     new { subject = new string('x', 201), body = "y" }, new { subject = "x", body = new string('y', 10_001) },
                     new { subject = "x", body = "y", category = "URGENT" }, new { subject = "x", body = "y", context = "z" },
                     new { subject = "a\u202eb", body = "y" }, new { subject = "x", body = "y\u0000" },
                     new { subject = "x", body = "y", context = new { payment_id = 7 } },
                     new { subject = "x", body = "y", context = new { note = "\u2066" } },
                 ])
        {
            (await shop.Owner.PostAsync(Tickets, body)).Expect(422);
        }

        (await stranger.GetAsync(path)).Expect(404);
        (await stranger.PostAsync($"{path}/message", new { body = "hello" })).Expect(404);
        (await stranger.PostAsync($"{path}/resolve")).Expect(404);
        (await stranger.PostAsync($"{path}/close")).Expect(404);
        (await shop.Owner.GetAsync($"{Tickets}/nothing")).Expect(404);
        (await shop.Owner.PostAsync($"{Tickets}/nothing/message", new { body = "hello" })).Expect(404);
        (await shop.Owner.PostAsync($"{path}/message", new { body = " " })).Expect(422);
        Assert.Equal(0, (await stranger.GetAsync(Tickets)).Expect(200).GetProperty("total").GetInt32());
        (await new Api(shop.Site.Client).GetAsync(Tickets)).Expect(401);
        foreach (var query in (string[])["page=0", "per_page=51", "per_page=x"])
        {
            (await shop.Owner.GetAsync($"{Tickets}?{query}")).Expect(422);
        }

        Assert.Equal(
            (1, 1), await shop.Site.ReadAsync(async db => (await db.Tickets.CountAsync(), await db.TicketMessages.CountAsync())));
    }

    [Fact]
    public async Task What_a_buyer_asked_in_chat_stands_in_the_list()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        await shop.BuyAsync();
        var buyer = await shop.Site.ReadAsync(db => db.Buyers.SingleAsync());
        var outcome = await shop.Site.InScopeAsync<OpenTicket, TicketOutcome>(open => open.HandleAsync(
            new NewTicket(shop.Site.MerchantId, "From chat", "Hello") { BuyerId = buyer.Id },
            Engine.Storage.Actor.Buyer(buyer.Id.ToString()), default));
        Assert.IsType<TicketOutcome.Opened>(outcome);
        shop.Site.Time.Advance(TimeSpan.FromMinutes(1));
        await OpenedAsync(shop.Owner);
        var list = (await shop.Owner.GetAsync($"{Tickets}?per_page=1&page=2")).Expect(200);
        Assert.Equal((2, 2), (list.GetProperty("total").GetInt32(), list.GetProperty("page").GetInt32()));
        var item = Assert.Single(list.GetProperty("tickets").EnumerateArray());
        Assert.Equal(("From chat", "OTHER", "normal"), (item.GetProperty("subject").GetString(),
            item.GetProperty("category").GetString(), item.GetProperty("priority").GetString()));
        Assert.Equal(item.GetProperty("id").GetString(), item.GetProperty("ticket_id").GetString());
        var thread = (await shop.Owner.GetAsync($"{Tickets}/{item.GetProperty("id").GetString()}")).Expect(200);
        Assert.Equal("buyer", thread.GetProperty("messages")[0].GetProperty("author_type").GetString());
    }

    private static async Task<string> OpenedAsync(Api caller, object? context = null)
    {
        var opened = (await caller.PostAsync(Tickets, new { subject = "Question", body = "Hello", context })).Expect(200);
        return $"{Tickets}/{opened.GetProperty("ticket_id").GetString()}";
    }
}
