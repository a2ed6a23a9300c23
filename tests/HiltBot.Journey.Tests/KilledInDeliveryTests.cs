using System.Text;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>The real host dies while the merchant's software has an event in hand and has not answered.</summary>
public sealed class KilledInDeliveryTests(Browser browser)
{
    [Fact]
    public async Task The_event_comes_again_with_its_id_and_its_bytes_under_a_fresh_signature()
    {
        await using var receiver = new HookReceiver();
        await using var sandbox = await Sandbox.StartAsync(
            ("Webhooks:AllowPrivateAddresses", "true"), ("Work:ClaimSeconds", "6"), ("Work:SweepSeconds", "1"));
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        var secret = await Developer.ListenAsync(chat, sandbox.Host, receiver, "payment.confirmed");
        var isFirst = 1;
        receiver.BeforeAnswer = _ => Interlocked.Exchange(ref isFirst, 0) == 1 ? sandbox.Host.KillAsync() : Task.CompletedTask;
        await chat.BeAsync("Ana");
        await chat.AskForPayLinkAsync("Inner circle");
        await Checkout.PayAsync(await chat.OpenPayPageAsync());
        await sandbox.Host.WaitForExitAsync();
        Assert.Equal(1, await sandbox.Books.CountAsync(
            "select count(*) from webhook_deliveries where state = 'pending' and attempts = 0 and claim_id is not null"));

        await sandbox.StartAgainAsync();
        await Eventually.EqualsAsync(
            1L, () => sandbox.Books.CountAsync("select count(*) from webhook_deliveries where state = 'delivered'"),
            "the deliveries that arrived");
        var (first, second) = (receiver.Calls[0], receiver.Calls[^1]);
        Assert.NotSame(first, second);
        Assert.Equal(first.EventId, second.EventId);
        Assert.Equal(first.DeliveryId, second.DeliveryId);
        Assert.Equal(first.Raw, second.Raw);
        Assert.NotEqual(first.Headers["X-Hilt-Timestamp"], second.Headers["X-Hilt-Timestamp"]);
        Assert.NotEqual(first.Signature, second.Signature);
        Assert.Null(SignatureRules.Problem(first.Headers, first.Raw, secret, first.At));
        Assert.Null(SignatureRules.Problem(second.Headers, second.Raw, secret, second.At));
        Assert.NotNull(SignatureRules.Problem(first.Headers, second.Raw, secret + "0", first.At));

        // The same bytes stand in the books, of the one event that there is.
        var events = await sandbox.Books.RowsAsync(
            "select payload from webhook_events where event_type = 'payment.confirmed'");
        Assert.Equal((string)Assert.Single(events)[0]!, Encoding.UTF8.GetString(second.Raw));
        Assert.Equal(1, await sandbox.Books.CountAsync("select count(*) from receipts"));
    }
}
