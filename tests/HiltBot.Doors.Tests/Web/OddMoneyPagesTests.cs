using System.Net;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Web;

/// <summary>Money that goes back and money that is claimed, as staff and buyers do it on the pages.</summary>
public sealed class OddMoneyPagesTests
{
    [Fact]
    public async Task Staff_sends_back_what_was_too_much_to_the_address_that_its_owner_signed_for()
    {
        await using var site = await Site.CreateAsync();
        var (_, page) = await OpenAsync(site);
        using var paid = await site.SubmitAsync(page, "/sandbox", ("amount", "30.5"));
        await site.SettleAsync();
        var transfer = await site.ReadAsync(db => db.Transfers.SingleAsync());
        var refund = Assert.IsType<PrepareRefundOutcome.Prepared>(
            await site.InScopeAsync<PrepareRefund, PrepareRefundOutcome>(prepare => prepare.HandleAsync(
                site.MerchantId, new RefundWish.OfTransfer(transfer.Id), Actor.Merchant("staff"), default))).Refund;
        var (status, staff) = await site.GetAsync(refund.StaffPath);
        Assert.Equal(200, status);
        Assert.Contains("Send 1.50 USDC back", staff, StringComparison.Ordinal);
        Assert.Contains("not named yet", staff, StringComparison.Ordinal);
        Assert.Contains(refund.AddressPath, staff, StringComparison.Ordinal);
        Assert.Equal(409, (await site.PostJsonAsync($"{refund.StaffPath}/prepare", new { })).Status);

        var (_, buyer) = await site.GetAsync(refund.AddressPath);
        Assert.Contains("Where shall 1.50 USDC go?", buyer, StringComparison.Ordinal);
        Assert.Contains("exchange", buyer, StringComparison.Ordinal);
        Assert.DoesNotContain(refund.StaffKey, buyer, StringComparison.Ordinal);
        Assert.Equal(422, (await site.PostJsonAsync($"{refund.AddressPath}/text", new { wallet = "nonsense" })).Status);
        var (proof, text) = await TextAsync(site, refund.AddressPath, "home");
        Assert.StartsWith("localhost:5080 wants you to sign in with your Solana account:\n", text, StringComparison.Ordinal);
        Assert.Equal(422, (await ProveAsync(site, refund.AddressPath, proof, Sign("thief", text))).Status);
        Assert.Equal(200, (await ProveAsync(site, refund.AddressPath, proof, Sign("home", text))).Status);

        var (_, named) = await site.GetAsync(refund.StaffPath);
        Assert.Contains(FakeChain.Wallet("home"), named, StringComparison.Ordinal);
        var prepared = await site.PostJsonAsync($"{refund.StaffPath}/prepare", new { });
        Assert.Equal(200, prepared.Status);
        Assert.Contains("1.50 USDC", prepared.Body.GetProperty("in_words")[0].GetString(), StringComparison.Ordinal);
        using var sent = await site.SubmitAsync(named, "/sandbox");
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        await site.SettleAsync();
        var (_, over) = await site.GetAsync(refund.StaffPath);
        Assert.Contains("1.50 USDC was sent back", over, StringComparison.Ordinal);
        Assert.Contains("was sent to you", (await site.GetAsync(refund.AddressPath)).Body, StringComparison.Ordinal);
        Assert.Equal(410, (await site.PostJsonAsync($"{refund.StaffPath}/prepare", new { })).Status);
    }

    [Fact]
    public async Task A_refund_can_be_withdrawn_and_unknown_keys_lead_nowhere()
    {
        await using var site = await Site.CreateAsync();
        var (_, page) = await OpenAsync(site);
        using var paid = await site.SubmitAsync(page, "/sandbox");
        await site.SettleAsync();
        var payment = await site.ReadAsync(db => db.Payments.SingleAsync());
        var refund = Assert.IsType<PrepareRefundOutcome.Prepared>(
            await site.InScopeAsync<PrepareRefund, PrepareRefundOutcome>(prepare => prepare.HandleAsync(
                site.MerchantId, new RefundWish.OfPayment(payment.Id), Actor.Merchant("staff"), default))).Refund;
        var (_, staff) = await site.GetAsync(refund.StaffPath);
        Assert.Contains("What happens to access?", staff, StringComparison.Ordinal);
        using var chosen = await site.SubmitAsync(staff, "/access", ("access", "end"));
        Assert.Equal(
            RefundAccess.EndAtPeriodEnd, await site.ReadAsync(db => db.Refunds.Select(row => row.Access).SingleAsync()));
        using var withdrawn = await site.SubmitAsync(staff, "/withdraw");
        Assert.Contains("withdrawn", (await site.GetAsync(refund.StaffPath)).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await site.GetAsync($"/refund/{refund.AddressKey}")).Status);
        Assert.Equal(404, (await site.GetAsync($"/refund/to/{refund.StaffKey}")).Status);
        Assert.Equal(404, (await site.PostJsonAsync("/refund/nothing/prepare", new { })).Status);
        Assert.Equal(422, (await site.PostJsonAsync(
            $"{refund.StaffPath}/send", new { signed_transaction = Convert.ToBase64String(new byte[200]) })).Status);
    }

    [Fact]
    public async Task A_buyer_finds_money_without_a_memo_by_signing_and_the_payment_is_complete()
    {
        await using var site = await Site.CreateAsync();
        var (path, _) = await OpenAsync(site);
        var payment = await site.ReadAsync(db => db.Payments.SingleAsync());
        await site.InScopeAsync<SendPlayMoney, PlayOutcome>(send => send.HandleAsync(
            new PlayMove
            {
                FromWallet = FakeChain.Wallet("home"),
                Shares = [new PlayShare(payment.MerchantWallet, payment.TokenMint, payment.AmountMinorUnits)],
            },
            default));
        await site.SettleAsync();
        var (status, page) = await site.GetAsync($"{path}/claim");
        Assert.Equal(200, status);
        Assert.Contains("You paid without the memo?", page, StringComparison.Ordinal);
        Assert.Equal(404, (await site.GetAsync("/p/nothing/pay/nothing/claim")).Status);

        var (proof, text) = await TextAsync(site, $"{path}/claim", "home");
        Assert.Contains(payment.Id.ToString(), text, StringComparison.Ordinal);
        Assert.Equal(422, (await ProveAsync(site, $"{path}/claim", proof, Sign("thief", text))).Status);
        var proven = await ProveAsync(site, $"{path}/claim", proof, Sign("home", text));
        var offer = Assert.Single(proven.Body.GetProperty("offers").EnumerateArray());
        Assert.StartsWith("29.00 USDC", offer.GetProperty("text").GetString(), StringComparison.Ordinal);
        var transfer = offer.GetProperty("transfer").GetString();
        Assert.Equal(200, (await site.PostJsonAsync($"{path}/claim/count", new { proof, transfer })).Status);
        Assert.Equal(409, (await site.PostJsonAsync($"{path}/claim/count", new { proof, transfer })).Status);
        await site.SettleAsync();
        Assert.Contains("You are in", (await site.GetAsync(path)).Body, StringComparison.Ordinal);
    }

    private static async Task<(string Path, string Page)> OpenAsync(Site site)
    {
        var link = await site.LinkAsync(await site.SellAsync());
        using var opened = await site.SubmitAsync((await site.GetAsync(new Uri(link.Url).PathAndQuery)).Body, "/open");
        var path = opened.Headers.Location!.ToString();
        return (path, (await site.GetAsync(path)).Body);
    }

    private static async Task<(string Proof, string Text)> TextAsync(Site site, string path, string wallet)
    {
        var (status, body) = await site.PostJsonAsync($"{path}/text", new { wallet = FakeChain.Wallet(wallet) });
        Assert.Equal(200, status);
        return (body.GetProperty("proof").GetString()!, body.GetProperty("text").GetString()!);
    }

    private static Task<(int Status, System.Text.Json.JsonElement Body)> ProveAsync(
        Site site, string path, string proof, byte[] signature) =>
        site.PostJsonAsync($"{path}/prove", new { proof, signature = Convert.ToBase64String(signature) });

    private static byte[] Sign(string name, string text) =>
        Signatures.Sign(SHA256.HashData(Encoding.UTF8.GetBytes(name)), Encoding.UTF8.GetBytes(text));
}
