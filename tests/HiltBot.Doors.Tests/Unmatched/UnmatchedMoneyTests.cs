using HiltBot.Doors.Tests.Memberships;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Unmatched;

/// <summary>Money that counts for nothing yet is listed, and its owner says what it counts for.</summary>
public sealed class UnmatchedMoneyTests
{
    [Fact]
    public async Task Late_money_is_listed_and_counted_for_its_session()
    {
        await using var scene = await MemberScene.OpenAsync();
        var late = await LateAsync(scene, "ana");
        var item = Assert.Single((await scene.Software.GetAsync("/v1/money/unmatched")).Expect(200).Items());
        Assert.Equal(
            ("LATE", 29_000_000L, "29.00 USDC", late.ToString(), true),
            (item.Text("verdict"), item.GetProperty("amount_minor_units").GetInt64(), item.Text("amount_display"),
                item.Text("payment_id"), item.GetProperty("can_be_settled").GetBoolean()));
        Assert.Equal(SimWallet.Of("ana"), item.Text("payer_wallet"));
        var settle = $"/v1/money/unmatched/{item.Text("id")}/settle";
        var settled = (await scene.Software.PostAsync(settle)).Expect(200);
        Assert.Equal("SETTLED", settled.Text("result"));
        var payment = await scene.Site.ReadAsync(async db => (await db.Payments.ToListAsync()).Single(row => row.Id.ToString() == settled.Text("payment_id")));
        Assert.Equal(PaymentStatus.Confirmed, payment.Status);
        Assert.Equal("ACTIVE", (await scene.Software.GetAsync($"/v1/memberships/{payment.MembershipId}")).Body.Text("status"));
        Assert.Equal(409, (await scene.Software.PostAsync(settle)).Status);
        Assert.Empty((await scene.Software.GetAsync("/v1/money/unmatched")).Expect(200).Items());
    }

    [Fact]
    public async Task Money_without_a_session_counts_for_whom_its_owner_names()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var first = await StrayAsync(scene);
        Assert.Equal("product_id", (await scene.Software.PostAsync($"{first}/settle", new { })).FieldRefused());
        Assert.Equal("membership_id", (await scene.Software.PostAsync($"{first}/settle", new { membership_id = Guid.AllBitsSet })).FieldRefused());
        Assert.Equal("product_id", (await scene.Software.PostAsync($"{first}/settle", new { product_id = Guid.AllBitsSet, customer_identity_type = "CUSTOM", customer_identity_value = "x" })).FieldRefused());
        Assert.Equal("customer_identity_value", (await scene.Software.PostAsync($"{first}/settle", new { product_id = scene.Product.Id.Value })).FieldRefused());
        Assert.Equal("customer_identity_value", (await scene.Software.PostAsync($"{first}/settle", new { product_id = scene.Product.Id.Value, customer_identity_type = "DISCORD_USER_ID", customer_identity_value = "bob" })).FieldRefused());
        Assert.Equal("as_other", (await scene.Software.PostAsync($"{first}/settle", new { as_other = true, membership_id = id })).FieldRefused());
        (await scene.Software.PostAsync($"{first}/settle", new { membership_id = id })).Expect(200);
        var extended = (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body;
        Assert.Equal(2, extended.Items("periods").Count);

        var second = await StrayAsync(scene);
        (await scene.Software.PostAsync($"{second}/settle", new
        {
            product_id = scene.Product.Id.Value,
            customer_identity_type = "telegram_user_id",
            customer_identity_value = "77001",
            customer_identity_display = "@zoe",
        })).Expect(200);
        var zoe = Assert.Single((await scene.Software.GetAsync("/v1/memberships/lookup?identity=zoe")).Body.Items());
        Assert.Equal(("77001", "TELEGRAM_USER_ID", "TELEGRAM", "ACTIVE"), (zoe.Text("platform_user_id"), zoe.Text("customer_identity_type"), zoe.Text("platform"), zoe.Text("status")));
    }

    [Fact]
    public async Task What_counts_for_nobody_is_other_income()
    {
        await using var scene = await MemberScene.OpenAsync();
        var stray = await StrayAsync(scene);
        Assert.Equal("OTHER_INCOME", (await scene.Software.PostAsync($"{stray}/settle", new { as_other = true })).Expect(200).Text("result"));
        var page = (await scene.Software.GetAsync("/v1/money/unmatched")).Expect(200);
        Assert.Empty(page.Items());
        var income = page.Items("other_income").Single(one => one.GetProperty("transfer_count").GetInt64() > 0);
        Assert.Equal((29_000_000L, "29.00 USDC"), (income.GetProperty("amount_minor_units").GetInt64(), income.Text("amount_display")));
    }

    [Fact]
    public async Task Other_peoples_money_is_unknown()
    {
        await using var scene = await MemberScene.OpenAsync();
        var stray = await StrayAsync(scene);
        var eve = await Api.SignUpAsync(scene.Site.Client);
        Assert.Empty((await eve.GetAsync("/v1/money/unmatched")).Expect(200).Items());
        Assert.Equal(404, (await eve.PostAsync($"{stray}/settle", new { as_other = true })).Status);
        Assert.Equal(404, (await scene.Software.PostAsync("/v1/money/unmatched/0/settle", new { })).Status);
        Assert.Equal(422, (await scene.Software.GetAsync("/v1/money/unmatched?before=0")).Status);
        Assert.Equal(422, (await scene.Software.GetAsync("/v1/money/unmatched?limit=101")).Status);
    }

    [Fact]
    public async Task A_refund_is_the_merchants_word_and_written_down_once()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var payment = (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("latest_payment_id");
        var path = $"/v1/payments/{payment}/refund";
        var (first, second) = (Signature(1), Signature(2));
        Assert.Equal("tx_signature", (await scene.Software.PostAsync(path, new { tx_signature = "no" })).FieldRefused());
        var part = (await scene.Software.PostAsync(path, new { tx_signature = first, amount_minor_units = 9_000_000 })).Expect(200);
        Assert.False(part.GetProperty("verified").GetBoolean());
        Assert.Equal(part.GetRawText(), (await scene.Software.PostAsync(path, new { tx_signature = first, amount_minor_units = 9_000_000 })).Text);
        Assert.Equal("amount_minor_units", (await scene.Software.PostAsync(path, new { tx_signature = second, amount_minor_units = 20_000_001 })).FieldRefused());
        var rest = (await scene.Software.PostAsync(path, new { tx_signature = second, reason = "Moved away", end_membership = true })).Expect(200);
        Assert.Equal((20_000_000L, true), (rest.GetProperty("amount_minor_units").GetInt64(), rest.GetProperty("membership_ended").GetBoolean()));
        var after = (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body;
        Assert.Equal(("EXPIRED", "Moved away"), (after.Text("status"), after.Items("events")[0].GetProperty("payload_json").Text("reason")));
        var eve = await Api.SignUpAsync(scene.Site.Client);
        Assert.Equal(404, (await eve.PostAsync(path, new { tx_signature = first })).Status);
        var open = await scene.SessionAsync("ben");
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/payments/{open}/refund", new { tx_signature = first })).Status);
    }

    private static async Task<PaymentId> LateAsync(MemberScene scene, string persona)
    {
        var session = await scene.SessionAsync(persona);
        await scene.WaitAsync(TimeSpan.FromMinutes(45));
        await scene.Site.WriteAsync(db => db.Products.ExecuteUpdateAsync(set => set.SetProperty(row => row.AmountMinorUnits, 31_000_000)));
        await scene.PayAsync(session, persona);
        return session;
    }

    // Money with a mark that nobody knows.
    private static async Task<string> StrayAsync(MemberScene scene)
    {
        var product = scene.Product;
        Assert.IsType<PlayOutcome.Sent>(await scene.Site.InScopeAsync<SendPlayMoney, PlayOutcome>(send => send.HandleAsync(
            new PlayMove
            {
                FromWallet = SimWallet.Of("somebody"),
                Shares = [new PlayShare(product.MerchantWallet, product.TokenMint, 29_000_000)],
                Memo = "HILT:00000000000000000000000000000000",
            },
            default)));
        await scene.WaitAsync(TimeSpan.FromMinutes(2));
        var item = Assert.Single((await scene.Software.GetAsync("/v1/money/unmatched")).Expect(200).Items());
        return $"/v1/money/unmatched/{item.Text("id")}";
    }

    private static string Signature(byte fill) => HiltBot.Solana.Keys.Signature.From(Enumerable.Repeat(fill, 64).ToArray()).ToString();
}
