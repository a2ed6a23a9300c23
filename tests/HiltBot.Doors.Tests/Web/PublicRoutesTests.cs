using System.Text.Json;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Web;

/// <summary>The public routes of <c>/v1</c>, field by field against the contract's own facts.</summary>
public sealed class PublicRoutesTests
{
    private static readonly JsonElement Contract = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hilt-v1.public-routes.json"))).RootElement;

    [Fact]
    public async Task Every_public_route_answers_with_the_contracts_fields()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var link = await site.LinkAsync(product);
        Agrees("GET", "/v1/products/p/{slug}", await GetAsync(site, $"/v1/products/p/{product.Slug}"));
        var resolved = await PostAsync(
            site, $"/v1/products/p/{product.Slug}/resolve-handoff", new { handoff_token = link.Token });
        Agrees("POST", "/v1/products/p/{slug}/resolve-handoff", resolved);
        Assert.Equal("s-ana", resolved.GetProperty("identity_value").GetString());

        var session = await PostAsync(
            site, $"/v1/products/p/{product.Slug}/connect", new { handoff_token = link.Token, payer_wallet = Payer });
        Agrees("POST", "/v1/products/p/{slug}/connect", session);
        Assert.Equal($"HILT:{session.GetProperty("nonce").GetString()}", session.GetProperty("memo").GetString());
        Assert.Equal(29_000_000, session.GetProperty("amount_minor_units").GetInt64());
        Assert.NotEmpty(session.GetProperty("reference").GetString()!);

        var id = session.GetProperty("payment_id").GetString()!;
        Agrees("GET", "/v1/payments/{payment_id}", await GetAsync(site, $"/v1/payments/{id}"));
        var signature = await PayAsync(site, id);
        var named = await PostAsync(site, "/v1/pay/broadcast", new { payment_id = id, tx_signature = signature });
        Agrees("POST", "/v1/pay/broadcast", named);
        await site.SettleAsync();
        var confirmed = await PostAsync(
            site, "/v1/pay/confirm", new { payment_id = id, tx_signature = signature, payer_wallet = Payer });
        Agrees("POST", "/v1/pay/confirm", confirmed);
        Assert.Equal("CONFIRMED", confirmed.GetProperty("status").GetString());
        Assert.Equal("ACTIVE", confirmed.GetProperty("membership_status").GetString());

        var again = await PostAsync(
            site, "/v1/pay/confirm", new { slug = product.Slug, tx_signature = signature, payer_wallet = Payer });
        Assert.Equal(id, again.GetProperty("payment_id").GetString());
        Assert.Equal(1, await site.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Fact]
    public async Task A_receipt_proves_itself_and_a_changed_one_says_so()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var link = await site.LinkAsync(product);
        var session = await PostAsync(
            site, $"/v1/products/p/{product.Slug}/connect", new { handoff_token = link.Token });
        await PayAsync(site, session.GetProperty("payment_id").GetString()!);
        await site.SettleAsync();
        var receipt = await site.ReadAsync(db => db.Receipts.SingleAsync());
        var open = await GetAsync(site, $"/v1/receipt/{receipt.Id}/public");
        Agrees("GET", "/v1/receipt/{receipt_id}/public", open);
        Assert.Equal("29.00 USDC", open.GetProperty("amount_display").GetString());
        var proof = await GetAsync(site, $"/v1/receipt/{receipt.Id}/verify");
        Agrees("GET", "/v1/receipt/{receipt_id}/verify", proof);
        Assert.True(proof.GetProperty("valid").GetBoolean());

        var keys = await GetAsync(site, "/.well-known/hiltbot-receipt-keys.json");
        var key = Assert.Single(keys.GetProperty("keys").EnumerateArray());
        Assert.Equal(receipt.KeyId.ToString(), key.GetProperty("key_id").GetString());

        await site.WriteAsync(db => db.Receipts.ExecuteUpdateAsync(set => set.SetProperty(
            row => row.DocumentJson, receipt.DocumentJson.Replace("29000000", "1", StringComparison.Ordinal))));
        var changed = await GetAsync(site, $"/v1/receipt/{receipt.Id}/verify");
        Assert.False(changed.GetProperty("valid").GetBoolean());
        Assert.False(changed.GetProperty("hash_valid").GetBoolean());
        var (_, page) = await site.GetAsync($"/receipt/{receipt.Id}");
        Assert.Contains("Not valid", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_field_by_field()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var connect = $"/v1/products/p/{product.Slug}/connect";
        foreach (var text in (string[])["\\ud800", "a\\u0000b"])
        {
            using var torn = await site.Client.PostAsync(
                connect, new StringContent($$"""{"customer_reference_value":"{{text}}"}"""));
            Assert.Equal(422, (int)torn.StatusCode);
        }

        using var broken = await site.Client.PostAsync(connect, new StringContent("{\"a\": x}"));
        var detail = (await JsonAsync(broken)).GetProperty("detail")[0];
        Assert.Equal((422, "json_invalid"), ((int)broken.StatusCode, detail.GetProperty("type").GetString()));
        Assert.Equal("body", detail.GetProperty("loc")[0].GetString());
        Assert.Equal(6, detail.GetProperty("loc")[1].GetInt32());

        await FailsAsync(site, connect, new { amount_minor_units = "29" }, 422, "amount_minor_units", "int_type");
        await FailsAsync(site, connect, new { amount_minor_units = 0 }, 422, "amount_minor_units", "greater_than");
        await FailsAsync(site, connect, new { payer_wallet = "nobody" }, 422, "payer_wallet", "value_error");
        await FailsAsync(
            site, connect, new { customer_reference_value = new string('x', 161) }, 422, "customer_reference_value",
            "string_too_long");
        await FailsAsync(site, "/v1/pay/broadcast", new { payment_id = "x" }, 422, "tx_signature", "missing");
        await FailsAsync(
            site, "/v1/pay/confirm", new { tx_signature = "x", payer_wallet = Payer }, 422, "payment_id", "value_error");
    }

    [Fact]
    public async Task Refusals_carry_the_contracts_statuses_and_texts()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var link = await site.LinkAsync(product);
        var connect = $"/v1/products/p/{product.Slug}/connect";
        Says(await site.PostJsonAsync("/v1/products/p/none/connect", new { }), 404, "Product not found.");
        Says(await site.PostJsonAsync("/v1/pay/broadcast", new { payment_id = "x", tx_signature = "y" }), 404,
            "Payment not found.");
        Says(await ReadAsync(site, "/v1/nothing"), 404, "Not Found");
        Says(await ReadAsync(site, connect), 405, "Method Not Allowed");
        await FailsAsync(
            site, connect, new { handoff_token = link.Token, customer_reference_value = "s-ben" }, 422,
            "customer_reference_value", "value_error");

        var session = await PostAsync(site, connect, new { handoff_token = link.Token });
        var id = session.GetProperty("payment_id").GetString()!;
        await FailsAsync(
            site, "/v1/pay/broadcast", new { payment_id = id, tx_signature = "short" }, 422, "tx_signature", "value_error");
        await PostAsync(site, "/v1/pay/broadcast", new { payment_id = id, tx_signature = Signature('2') });
        Says(
            await site.PostJsonAsync("/v1/pay/broadcast", new { payment_id = id, tx_signature = Signature('3') }), 409,
            "Payment session is already tied to a different transaction");

        site.Time.Advance(TimeSpan.FromMinutes(40));
        Says(
            await site.PostJsonAsync(connect, new { handoff_token = link.Token }), 410, "Handoff link has expired");
        var late = await site.LinkAsync(product);
        var other = (await PostAsync(site, connect, new { handoff_token = late.Token })).GetProperty("payment_id").GetString();
        site.Time.Advance(TimeSpan.FromMinutes(40));
        Says(
            await site.PostJsonAsync("/v1/pay/broadcast", new { payment_id = other, tx_signature = Signature('4') }), 410,
            "Payment session has expired");

        var fresh = await site.LinkAsync(product);
        await site.WriteAsync(async db =>
            (await db.Products.SingleAsync(row => row.Id == product.Id)).Status = ProductStatus.Paused);
        Says(await site.PostJsonAsync(connect, new { handoff_token = fresh.Token }), 409, "This product is paused.");
    }

    [Fact]
    public async Task Every_answer_has_an_id_and_may_be_read_from_any_page()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/products/p/{product.Slug}");
        request.Headers.Add("X-Request-Id", "mine-7");
        using var answer = await site.Client.SendAsync(request);
        Assert.Equal("mine-7", Assert.Single(answer.Headers.GetValues("X-Hilt-Request-Id")));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"/v1/products/p/{product.Slug}/connect");
        preflight.Headers.Add("Origin", "https://elsewhere.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var allowed = await site.Client.SendAsync(preflight);
        Assert.Equal(204, (int)allowed.StatusCode);
        using var large = await site.Client.PostAsync(
            $"/v1/products/p/{product.Slug}/connect", new StringContent(new string('x', 70_000)));
        Assert.Equal(413, (int)large.StatusCode);
    }

    private static string Payer => SimWallet.Of("a payer");

    private static string Signature(char letter) =>
        Base58.Encode(Enumerable.Repeat((byte)letter, 64).ToArray());

    private static async Task<string> PayAsync(Site site, string paymentId)
    {
        var outcome = await site.InScopeAsync<PayWithPlayMoney, PlayOutcome>(pay => pay.HandleAsync(
            HiltBot.Engine.Values.PaymentId.From(Guid.Parse(paymentId)), Payer, null, CancellationToken.None));
        return Assert.IsType<PlayOutcome.Sent>(outcome).Signature;
    }

    private static async Task<(int Status, JsonElement Body)> ReadAsync(Site site, string path)
    {
        using var answer = await site.Client.GetAsync(path);
        return ((int)answer.StatusCode, await JsonAsync(answer));
    }

    private static async Task<JsonElement> GetAsync(Site site, string path)
    {
        var (status, body) = await ReadAsync(site, path);
        Assert.True(status == 200, $"{path}: {status} {body}");
        return body;
    }

    private static async Task<JsonElement> PostAsync(Site site, string path, object body)
    {
        var (status, answer) = await site.PostJsonAsync(path, body);
        Assert.True(status == 200, $"{path}: {status} {answer}");
        return answer;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static async Task FailsAsync(
        Site site, string path, object body, int status, string field, string type)
    {
        var (code, answer) = await site.PostJsonAsync(path, body);
        Assert.True(status == code, $"{path}: {code} {answer}");
        Assert.Contains(answer.GetProperty("detail").EnumerateArray(), problem =>
            problem.GetProperty("loc")[1].GetString() == field && problem.GetProperty("type").GetString() == type);
    }

    private static void Says((int Status, JsonElement Body) answer, int status, string text) =>
        Assert.Equal((status, text), (answer.Status, answer.Body.GetProperty("detail").ToString()));

    // Every field of the contract is there, has its type, and is null only where it may be.
    private static void Agrees(string method, string path, JsonElement answer)
    {
        var route = Contract.EnumerateArray().Single(one =>
            one.GetProperty("method").GetString() == method && one.GetProperty("path").GetString() == path);
        foreach (var field in route.GetProperty("response").EnumerateObject())
        {
            var value = Find(answer, field.Name);
            if (value is null)
            {
                Assert.Contains('.', field.Name);
                continue;
            }

            var type = field.Value.GetProperty("type").GetString()!;
            if (value.Value.ValueKind == JsonValueKind.Null)
            {
                Assert.True(field.Value.GetProperty("nullable").GetBoolean(), $"{path} {field.Name} is null");
                continue;
            }

            Assert.True(IsA(type, value.Value), $"{path} {field.Name} is {value} and not {type}");
            if (field.Value.TryGetProperty("format", out var format) && format.GetString() == "date-time")
            {
                Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", value.Value.GetString());
            }

            if (field.Value.TryGetProperty("enum", out var known))
            {
                Assert.Contains(value.Value.GetString(), known.EnumerateArray().Select(one => one.GetString()));
            }
        }
    }

    // A nested field below an object that is null is not there to be looked at.
    private static JsonElement? Find(JsonElement answer, string name)
    {
        var current = answer;
        foreach (var part in name.Split('.'))
        {
            if (current.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            Assert.True(current.TryGetProperty(part, out current), $"{name} is missing in {answer}");
        }

        return current;
    }

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Array,
    };
}
