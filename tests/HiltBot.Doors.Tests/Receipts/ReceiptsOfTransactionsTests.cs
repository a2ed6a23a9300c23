using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary><c>POST /v1/receipt</c> signs what the ledger shows, and nothing else.</summary>
public sealed class ReceiptsOfTransactionsTests
{
    private const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    [Fact]
    public async Task A_transaction_has_one_receipt_and_its_payment_adopts_it()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var session = await shop.SessionAsync();
        var signature = shop.Chain.Pay(session, ReceiptShop.Payer);
        var wish = new
        {
            tx_sig = signature,
            wallet = ReceiptShop.Payer,
            counterparty_wallet = session.MerchantWallet,
            token_mint = Usdc,
            amount_raw = 29_000_000,
            memo = $"HILT:{session.Nonce}",
        };
        var first = (await shop.Owner.PostAsync("/v1/receipt", wish)).Expect(200);
        Assert.False(first.GetProperty("idempotent_replay").GetBoolean());
        Assert.Equal("29.00 USDC", first.GetProperty("amount_display").GetString());
        Assert.Equal("null", first.GetProperty("payment_id").GetRawText());
        Assert.Equal(signature, first.GetProperty("receipt_json").GetProperty("tx_sig").GetString());
        await shop.Site.SettleAsync();

        var again = (await shop.Owner.PostAsync("/v1/receipt", wish)).Expect(200);
        Assert.True(again.GetProperty("idempotent_replay").GetBoolean());
        Assert.Equal(session.Id.Value, again.GetProperty("payment_id").GetGuid());
        Assert.Equal(shop.Product.Title, again.GetProperty("product_title").GetString());
        foreach (var name in (string[])["receipt_id", "receipt_hash", "ed25519_sig", "receipt_json"])
        {
            Assert.Equal(first.GetProperty(name).GetRawText(), again.GetProperty(name).GetRawText());
        }

        Assert.Equal(1, await shop.Site.ReadAsync(db => db.Receipts.CountAsync()));
        var named = await shop.Site.ReadAsync(db => db.Payments.SingleAsync());
        Assert.Equal((PaymentStatus.Confirmed, signature), (named.Status, named.TxSignature));
    }

    [Theory]
    [InlineData("wallet", "wallet")]
    [InlineData("counterparty_wallet", "counterparty_wallet")]
    [InlineData("token_mint", "token_mint")]
    [InlineData("amount_raw", "amount_raw")]
    [InlineData("memo", "memo")]
    public async Task What_the_ledger_shows_differently_is_refused_before_and_after_the_receipt(string field, string refused)
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var signature = shop.Chain.Pay(await shop.SessionAsync(), ReceiptShop.Payer);
        var wish = new Dictionary<string, object>
        {
            ["tx_sig"] = signature,
            [field] = field switch
            {
                "amount_raw" => 28_999_999,
                "memo" => "HILT:another",
                "token_mint" => Asset.SolMint,
                _ => FakeChain.Wallet("somebody else"),
            },
        };
        Assert.Equal(refused, (await shop.Owner.PostAsync("/v1/receipt", wish)).FieldRefused());
        Assert.Equal(0, await shop.Site.ReadAsync(db => db.Receipts.CountAsync()));
        (await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = signature })).Expect(200);
        Assert.Equal(refused, (await shop.Owner.PostAsync("/v1/receipt", wish)).FieldRefused());
        Assert.Equal(1, await shop.Site.ReadAsync(db => db.Receipts.CountAsync()));
    }

    [Fact]
    public async Task What_is_not_final_or_not_ours_is_not_signed()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var session = await shop.SessionAsync();
        var held = shop.Chain.Pay(session, ReceiptShop.Payer);
        shop.Chain.Hold(held);
        var payer = ReceiptShop.Payer;
        var failed = shop.Chain.Add([], payer, hasFailed: true);
        var strange = shop.Chain.Add(
            [
                new BalanceChange(FakeChain.AccountOf("x", Usdc), FakeChain.Wallet("stranger"), Usdc, 5_000_000),
                new BalanceChange(FakeChain.AccountOf(payer, Usdc), payer, Usdc, -5_000_000),
            ],
            payer);
        var withdrawn = shop.Chain.Add(
            [new BalanceChange(session.ReceivingAccount, session.MerchantWallet, Usdc, -5_000_000)], session.MerchantWallet);
        var before = shop.Chain.Pay(session, payer, at: shop.Site.Time.GetUtcNow().AddDays(-1));
        var garbled = shop.Chain.Pay(session, payer);
        shop.Chain.Garble(garbled);
        foreach (var signature in (string[])[held, failed, strange, withdrawn, before, garbled, "abc", new string('z', 88), " "])
        {
            Assert.Equal("tx_sig", (await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = signature })).FieldRefused());
        }

        (await shop.Owner.PostAsync("/v1/receipt", new { })).Expect(422);
        Assert.Equal(
            "wallet", (await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = held, wallet = "me" })).FieldRefused());
        Assert.Equal(0, await shop.Site.ReadAsync(db => db.Receipts.CountAsync()));

        shop.Chain.Release(held);
        (await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = held })).Expect(200);
        var neighbour = await Api.SignUpAsync(shop.Site.Client);
        Assert.Equal("tx_sig", (await neighbour.PostAsync("/v1/receipt", new { tx_sig = held })).FieldRefused());
    }

    [Fact]
    public async Task A_ledger_that_does_not_answer_changes_nothing()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var signature = shop.Chain.Pay(await shop.SessionAsync(), ReceiptShop.Payer);
        shop.Chain.Break("the node is away");
        var before = await CountsAsync(shop);
        for (var i = 0; i < 2; i++)
        {
            var refused = await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = signature }, "the-same-key");
            Assert.Contains("cannot be read", refused.Expect(503).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await CountsAsync(shop));
        shop.Chain.Break(null);
        var answer = await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = signature }, "the-same-key");
        Assert.False(answer.Expect(200).GetProperty("idempotent_replay").GetBoolean());
        var replay = await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = signature }, "the-same-key");
        Assert.True(replay.Expect(200).GetProperty("idempotent_replay").GetBoolean());
    }

    [Fact]
    public async Task Money_in_an_asset_that_nobody_sells_in_is_signed_with_its_own_places()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var mint = FakeChain.Wallet("a mint");
        shop.Chain.Know(new Asset(mint, "BEAN", 3));
        var payer = ReceiptShop.Payer;
        var signature = shop.Chain.Add(
            [
                new BalanceChange("bean account", shop.Product.MerchantWallet, mint, 1_250),
                new BalanceChange("their bean account", payer, mint, -1_250),
            ],
            payer, ["For the\u0007 beans"]);
        var receipt = (await shop.Owner.PostAsync("/v1/receipt", new { tx_sig = signature, amount_raw = 1_250 })).Expect(200);
        Assert.Equal("1.25 BEAN", receipt.GetProperty("amount_display").GetString());
        Assert.Equal("For the beans", receipt.GetProperty("receipt_json").GetProperty("memo").GetString());
        Assert.Equal("null", receipt.GetProperty("product_id").GetRawText());
        var (pdf, _) = await shop.FileAsync($"/v1/receipt/{receipt.GetProperty("receipt_id").GetString()}/pdf");
        Assert.Contains("1.25 BEAN", PdfReader.Read(pdf).Text, StringComparison.Ordinal);
    }

    private static Task<(int, int, int)> CountsAsync(ReceiptShop shop) => shop.Site.ReadAsync(async db => (
        await db.Receipts.CountAsync(), await db.History.CountAsync(), await db.WebhookEvents.CountAsync()));
}
