using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Receipts;
using Microsoft.EntityFrameworkCore;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary>What a merchant does with receipts, and what anybody can prove of one.</summary>
public sealed class ReceiptRoutesTests
{
    [Fact]
    public async Task A_receipt_is_proven_with_nothing_but_the_published_key_and_the_public_rules()
    {
        await using var shop = await ReceiptShop.OpenAsync(title: "Se\u00f1or \"\u20ac\" \u041a\u043b\u0443\u0431 \ud83d\ude00");
        await shop.BuyAsync();
        await shop.Site.InScopeAsync<RotateReceiptKey>(rotate => rotate.HandleAsync(default));
        await shop.BuyAsync();
        var keys = (await new Api(shop.Site.Client).GetAsync("/.well-known/hiltbot-receipt-keys.json")).Expect(200)
            .GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("public_key").GetString()).ToList();
        Assert.Equal(2, keys.Count);
        var list = (await shop.Owner.GetAsync("/v1/receipts")).Expect(200).GetProperty("receipts");
        var signers = new HashSet<string?>();
        foreach (var item in list.EnumerateArray())
        {
            var open = (await new Api(shop.Site.Client).GetAsync(
                $"/v1/receipt/{item.GetProperty("receipt_id").GetString()}/public")).Expect(200);
            var document = open.GetProperty("receipt_json");
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(document)));
            Assert.Equal(open.GetProperty("receipt_hash").GetString(), Convert.ToHexStringLower(hash));
            var key = document.GetProperty("public_key").GetString();
            Assert.Contains(key, keys);
            signers.Add(key);
            Assert.True(IsSigned(hash, open.GetProperty("ed25519_sig").GetString()!, key!));
            hash[0] ^= 1;
            Assert.False(IsSigned(hash, open.GetProperty("ed25519_sig").GetString()!, key!));
            Assert.Equal(
                [JsonValueKind.Null, JsonValueKind.Null],
                [open.GetProperty("owner_email").ValueKind, open.GetProperty("invoice_metadata").ValueKind]);
        }

        Assert.Equal(2, signers.Count);
    }

    [Fact]
    public async Task Invoice_notes_stay_outside_the_signed_document()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var receipt = await shop.BuyAsync();
        var path = $"/v1/receipt/{receipt.GetProperty("receipt_id").GetString()}";
        Assert.Equal("owner@harbor.example", receipt.GetProperty("owner_email").GetString());
        await shop.Owner.PatchAsync($"{path}/invoice-metadata", new
        {
            invoice_number = " RE-7 ",
            customer_name = "Ana",
            customer_email = "ana@example.org",
            billing_reference = "PO 12",
            notes = "Thank\nyou",
        });
        var edited = (await shop.Owner.PatchAsync(
                $"{path}/invoice-metadata", new { customer_name = (string?)null, billing_reference = "", notes = "New" }))
            .Expect(200).GetProperty("receipt");
        Assert.Equal(
            """{"invoice_number":"RE-7","customer_name":null,"customer_email":"ana@example.org","billing_reference":null,"notes":"New","metadata_json":{}}""",
            edited.GetProperty("invoice_metadata").GetRawText());
        foreach (var name in (string[])["receipt_hash", "ed25519_sig", "receipt_json"])
        {
            Assert.Equal(receipt.GetProperty(name).GetRawText(), edited.GetProperty(name).GetRawText());
        }

        Assert.Equal(1, (await shop.Owner.GetAsync("/v1/receipts?q=re-7")).Expect(200).GetProperty("total").GetInt32());
        Assert.Equal(
            "RE-7",
            (await shop.Owner.GetAsync("/v1/receipts")).Body.GetProperty("receipts")[0].GetProperty("invoice_number").GetString());
        foreach (var (body, field) in ((object, string)[])
                 [
                     (new { customer_email = "not one" }, "customer_email"),
                     (new { customer_email = "a@b.org\nBcc: c@d.org" }, "customer_email"),
                     (new { invoice_number = new string('x', 121) }, "invoice_number"),
                     (new { customer_name = "a\u202eb" }, "customer_name"),
                     (new { notes = new string('x', 1201) }, "notes"), (new { notes = 7 }, "notes"),
                 ])
        {
            Assert.Equal(field, (await shop.Owner.PatchAsync($"{path}/invoice-metadata", body)).FieldRefused());
        }

        (await shop.Owner.PatchAsync("/v1/receipt/nothing/invoice-metadata", new { })).Expect(404);
    }

    [Fact]
    public async Task Pages_and_filters_are_checked_and_strangers_see_nothing()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var receipt = await shop.BuyAsync();
        shop.Site.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await shop.BuyAsync();
        var id = receipt.GetProperty("receipt_id").GetString();
        var page = (await shop.Owner.GetAsync("/v1/receipts?page=2&per_page=1")).Expect(200);
        Assert.Equal((2, 2, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("page").GetInt32(),
            page.GetProperty("per_page").GetInt32()));
        Assert.Equal(id, page.GetProperty("receipts")[0].GetProperty("receipt_id").GetString());
        Assert.Equal(second.GetProperty("receipt_id").GetString(), (await shop.Owner.GetAsync(
            $"/v1/receipts?q={second.GetProperty("tx_sig").GetString()}")).Body.GetProperty("receipts")[0]
            .GetProperty("receipt_id").GetString());
        foreach (var query in (string[])["page=0", "per_page=101", "page=x", "product_id=1", "q=%00", $"q={new string('x', 201)}"])
        {
            (await shop.Owner.GetAsync($"/v1/receipts?{query}")).Expect(422);
        }

        Assert.Equal(0, (await shop.Owner.GetAsync("/v1/receipts?wallet=nobody")).Expect(200).GetProperty("total").GetInt32());
        Assert.Equal(2, (await shop.Owner.GetAsync("/v1/receipts?page=2147483647")).Expect(200).GetProperty("total").GetInt32());

        var stranger = await Api.SignUpAsync(shop.Site.Client);
        Assert.Equal(0, (await stranger.GetAsync("/v1/receipts")).Expect(200).GetProperty("total").GetInt32());
        (await stranger.GetAsync($"/v1/receipt/{id}")).Expect(404);
        (await stranger.GetAsync($"/v1/receipt/{id}/pdf/private")).Expect(404);
        (await stranger.PatchAsync($"/v1/receipt/{id}/invoice-metadata", new { notes = "mine" })).Expect(404);
        (await stranger.PostAsync($"/v1/receipt/{id}/send-proof", new { email = "a@example.org" })).Expect(404);
        Assert.Single((await stranger.GetAsync("/v1/receipts/export.csv")).Text.Trim().Split('\n'));
        var nobody = new Api(shop.Site.Client);
        foreach (var path in (string[])[$"/v1/receipt/{id}", $"/v1/receipt/{id}/pdf/private", "/v1/receipts", "/v1/receipts/export.csv"])
        {
            (await nobody.GetAsync(path)).Expect(401);
        }

        foreach (var end in (string[])["public", "verify", "pdf"])
        {
            (await nobody.GetAsync($"/v1/receipt/00000000-0000-7000-8000-000000000000/{end}")).Expect(404);
            (await nobody.GetAsync($"/v1/receipt/nothing/{end}")).Expect(404);
        }
    }

    [Fact]
    public async Task An_export_has_the_contracts_columns_and_no_formulas()
    {
        await using var shop = await ReceiptShop.OpenAsync(title: "=SUM(A1:A9)");
        var receipt = await shop.BuyAsync();
        await shop.Owner.PatchAsync($"/v1/receipt/{receipt.GetProperty("receipt_id").GetString()}/invoice-metadata", new
        {
            invoice_number = "-7",
            customer_name = "+Ana, \"the first\"",
            customer_email = "ana@example.org",
            billing_reference = "@home",
        });
        var (content, type) = await shop.FileAsync("/v1/receipts/export.csv", shop.Owner);
        Assert.Equal("text/csv; charset=utf-8", type);
        var lines = Encoding.UTF8.GetString(content).TrimEnd('\n').Split('\n');
        Assert.Equal(
            "receipt_id,created_at,tx_sig,product_id,product_title,payer_wallet,amount_minor_units,asset_symbol," +
            "amount_display,invoice_number,customer_name,customer_email,billing_reference,verify_url",
            lines[0]);
        string[] expected =
        [
            receipt.GetProperty("receipt_id").GetString()!, receipt.GetProperty("created_at").GetString()!,
            receipt.GetProperty("tx_sig").GetString()!, receipt.GetProperty("product_id").GetString()!, "'=SUM(A1:A9)",
            ReceiptShop.Payer, "29000000", "USDC", "29.00 USDC", "'-7", "'+Ana, \"the first\"", "ana@example.org",
            "'@home", receipt.GetProperty("verify_url").GetString()!,
        ];
        Assert.Equal(expected, Fields(Assert.Single(lines[1..])));
        Assert.Single((await shop.Owner.GetAsync("/v1/receipts/export.csv?q=nothing+like+it")).Text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_receipts_page_leads_to_the_pdf_and_so_do_the_answers()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var receipt = await shop.BuyAsync();
        var id = receipt.GetProperty("receipt_id").GetString();
        var (_, page) = await shop.Site.GetAsync($"/receipt/{id}");
        Assert.Contains($"href=\"/v1/receipt/{id}/pdf\"", page, StringComparison.Ordinal);
        Assert.EndsWith($"/v1/receipt/{id}/pdf", receipt.GetProperty("pdf_url").GetString(), StringComparison.Ordinal);
        Assert.EndsWith($"/receipt/{id}", receipt.GetProperty("verify_url").GetString(), StringComparison.Ordinal);
        var history = await shop.Site.ReadAsync(db => db.Receipts.SingleAsync());
        Assert.Equal(receipt.GetProperty("receipt_hash").GetString(), history.Hash);
    }

    private static IEnumerable<string> Fields(string line) =>
        System.Text.RegularExpressions.Regex.Matches(line, "(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))")
            .Select(field => field.Groups[1].Success
                ? field.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal)
                : field.Groups[2].Value);

    // RFC 8785 for what receipts hold: objects, arrays, texts, whole numbers, null.
    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => $"{Quoted(one.Name)}:{Canonical(one.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.String => Quoted(value.GetString()!),
        JsonValueKind.Number => value.GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(letter => letter switch
    {
        '"' or '\\' => $"\\{letter}",
        '\n' => "\\n",
        < ' ' => $"\\u{(int)letter:x4}",
        _ => letter.ToString(),
    })) + "\"";

    private static bool IsSigned(byte[] hash, string signature, string key)
    {
        var check = new Ed25519Signer();
        check.Init(forSigning: false, new Ed25519PublicKeyParameters(Convert.FromBase64String(key)));
        check.BlockUpdate(hash, 0, hash.Length);
        return check.VerifySignature(Convert.FromBase64String(signature));
    }
}
