using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Identity;

/// <summary>A wallet says by its signature whom it pays for (contract 4.4).</summary>
public sealed class IdentityHandshakeTests
{
    [Fact]
    public async Task A_wallet_signs_whom_it_pays_for_and_the_checkout_knows()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var started = Agreement.Holds("POST /v1/pay/identity/start", (await buyer.StartAsync()).Expect(200));
        Assert.Equal(
            ("PENDING", "unknown", "CUSTOM"),
            (started.GetProperty("status").GetString(), started.GetProperty("wallet_source").GetString(),
                started.GetProperty("identity_type").GetString()));
        var lines = started.GetProperty("challenge_message").GetString()!.Split('\n');
        Assert.Contains("Service: localhost:5080", lines);
        Assert.Contains("Product: Inner circle", lines);
        Assert.Contains($"Wallet: {buyer.Address}", lines);
        Assert.Contains("Identity: CUSTOM 200000000000000001", lines);
        Assert.Contains($"Session: {started.GetProperty("session_id").GetString()}", lines);
        Assert.Contains($"Expires: {started.GetProperty("expires_at").GetString()}", lines);

        var done = Agreement.Holds("POST /v1/pay/identity/complete", (await buyer.CompleteAsync(started)).Expect(200));
        Assert.Equal("VERIFIED", done.GetProperty("status").GetString());
        var again = (await buyer.CompleteAsync(started)).Expect(200);
        Assert.Equal(done.ToString(), again.ToString());

        var session = done.GetProperty("session_id").GetString()!;
        var payment = await buyer.OpenAsync(new { identity_session_id = session });
        var signature = await buyer.PayAsync(payment);
        await site.SettleAsync();
        (await buyer.ConfirmAsync(payment, signature, session)).Expect(200);
        var membership = await site.ReadAsync(db => db.Memberships.SingleAsync());
        Assert.Equal(("200000000000000001", buyer.Address), (membership.IdentityValue, membership.PayerWallet));
    }

    [Fact]
    public async Task Who_has_not_signed_is_refused_in_the_contracts_words()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        using var other = new Handshake(site, product.Slug);
        var started = (await buyer.StartAsync()).Expect(200);
        (await buyer.CompleteAsync(started, other.Sign(started))).Expect(401);
        (await buyer.CompleteAsync(started, buyer.Sign("another text"))).Expect(401);
        (await buyer.CompleteAsync(started, "not base64 at all")).Expect(401);
        Assert.Equal(
            "wallet_address", (await buyer.CompleteAsync(started, wallet: other.Address)).FieldRefused());
        (await buyer.Api.PostAsync(Handshake.CompletePath, new
        {
            session_id = "nobody",
            wallet_address = buyer.Address,
            signed_message_b64 = "AA==",
        })).Expect(404);
        Assert.Equal("wallet_address", (await buyer.StartAsync(wallet: "0xabc")).FieldRefused());
        Assert.Equal("customer_reference_type", (await buyer.StartAsync(type: "PASSPORT")).FieldRefused());
        Assert.Equal("customer_reference_value", (await buyer.StartAsync(value: string.Empty)).FieldRefused());
        Assert.Equal("customer_reference_value", (await buyer.StartAsync(value: "a\nb")).FieldRefused());
        Assert.Equal("customer_reference_value", (await buyer.StartAsync(other.Address, "wallet")).FieldRefused());
        using var nowhere = new Handshake(site, "nothing-here");
        (await nowhere.StartAsync()).Expect(404);
    }

    [Fact]
    public async Task A_session_belongs_to_one_product_and_one_wallet_and_has_to_be_signed_first()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var second = await site.SellAsync(Site.Offer("Second"));
        using var buyer = new Handshake(site, product.Slug);
        using var elsewhere = new Handshake(site, second.Slug);
        var pending = (await buyer.StartAsync()).Expect(200).GetProperty("session_id").GetString()!;
        Assert.Equal("identity_session_id", (await buyer.ConnectAsync(new { identity_session_id = pending })).FieldRefused());
        var session = await buyer.ProveAsync();
        Assert.Equal(
            "identity_session_id", (await elsewhere.ConnectAsync(new { identity_session_id = session })).FieldRefused());
        Assert.Equal(
            "identity_session_id",
            (await buyer.ConnectAsync(new { identity_session_id = session, payer_wallet = elsewhere.Address }))
            .FieldRefused());
        Assert.Equal(
            "customer_reference_value",
            (await buyer.ConnectAsync(new { identity_session_id = session, customer_reference_value = "mallory" }))
            .FieldRefused());
        (await buyer.ConnectAsync(new { identity_session_id = "00000000-0000-7000-8000-000000000001" })).Expect(404);
        Assert.Equal(0, await site.ReadAsync(db => db.Payments.CountAsync()));
    }

    [Fact]
    public async Task Ten_minutes_to_sign_thirty_to_use_and_a_day_until_nothing_is_left()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var late = (await buyer.StartAsync()).Expect(200);
        site.Time.Advance(TimeSpan.FromMinutes(10));
        (await buyer.CompleteAsync(late)).Expect(410);

        var started = (await buyer.StartAsync()).Expect(200);
        site.Time.Advance(TimeSpan.FromMinutes(9));
        var session = (await buyer.CompleteAsync(started)).Expect(200).GetProperty("session_id").GetString()!;
        site.Time.Advance(TimeSpan.FromMinutes(29));
        var payment = await buyer.OpenAsync(new { identity_session_id = session });
        var signature = await buyer.PayAsync(payment);
        site.Time.Advance(TimeSpan.FromMinutes(1));
        (await buyer.ConnectAsync(new { identity_session_id = session })).Expect(410);

        // What the session fixed when it was good stays fixed.
        await site.SettleAsync();
        (await buyer.ConfirmAsync(payment, signature, session)).Expect(200);

        site.Time.Advance(IdentitySession.KeepTime);
        await site.InScopeAsync<PruneRows, int>(prune => prune.HandleAsync(CancellationToken.None));
        Assert.Equal(0, await site.ReadAsync(db => db.IdentitySessions.CountAsync()));
    }

    [Fact]
    public async Task Guessing_at_sessions_is_slowed_down()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var started = (await buyer.StartAsync()).Expect(200);
        for (var i = 0; i < 10; i++)
        {
            (await buyer.CompleteAsync(started, buyer.Sign($"guess {i}"))).Expect(401);
        }

        (await buyer.CompleteAsync(started)).Expect(429);
        site.Time.Advance(TimeSpan.FromMinutes(1));
        (await buyer.CompleteAsync(started)).Expect(200);
    }
}
