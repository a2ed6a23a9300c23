using System.Text;
using System.Text.Json;

namespace HiltBot.Contract.Tests;

internal sealed partial class World
{
    private async Task ShowIdentityAsync()
    {
        using var wallet = Solana.Keys.KeyPair.Generate();
        var start = (await Buyer.CallAsync("POST /v1/pay/identity/start", new
        {
            slug = Ids["slug"],
            wallet_address = wallet.Address.ToString(),
            wallet_source = "phantom",
            customer_reference_type = "CUSTOM",
            customer_reference_value = "cleo",
            customer_reference_display = "Cleo",
        })).Expect(200);
        (await Buyer.CallAsync("POST /v1/pay/identity/complete", new
        {
            session_id = start.Id("session_id"),
            wallet_address = wallet.Address.ToString(),
            signed_message_b64 = Convert.ToBase64String(
                wallet.Sign(Encoding.UTF8.GetBytes(start.Id("challenge_message"))).ToArray()),
        })).Expect(200);
        await PayAsync(
            Slugs["letters"], wallet,
            new { identity_session_id = start.Id("session_id"), payer_wallet = wallet.Address.ToString() });
    }

    private async Task UsePhantomAsync() => await Task.CompletedTask;

    private async Task UseExtensionsAsync() => await Task.CompletedTask;

    /// <summary>Time goes by until memberships lapse; then everything that only shows what became of it.</summary>
    private async Task ReportAsync()
    {
        await Simulator.MoveAsync("day");
        (await Owner.CallAsync("GET /v1/account/delivery/readiness")).Expect(200);
        (await Owner.CallAsync("GET /v1/account/summary")).Expect(200);
        (await Owner.CallAsync("GET /v1/account/analytics")).Expect(200);
        (await Owner.CallAsync("GET /v1/webhooks/endpoints")).Expect(200);
        await UntilAsync(
            Owner, "GET /v1/keys",
            body => body.EnumerateArray().Any(key => key.GetProperty("last_used_at").ValueKind == JsonValueKind.String),
            "the use of a key was noted");
        var deliveries = (await Owner.CallAsync("GET /v1/webhooks/deliveries", null, ("per_page", 100))).Expect(200);
        Ids["delivery_id"] = deliveries["deliveries"][0].GetProperty("id").ToString();
        (await Owner.CallAsync(
            "POST /v1/webhooks/deliveries/{delivery_id}/replay", null, ("delivery_id", Ids["delivery_id"]))).Expect(200);
        (await Owner.CallAsync("GET /v1/webhooks/events", null, ("per_page", 100))).Expect(200);
        (await Software.CallAsync("GET /v1/integrations/events", null, ("per_page", 100))).Expect(200);
        (await Buyer.CallAsync("GET /health")).Expect(200);
        (await Buyer.CallAsync("GET /v1/health")).Expect(200);
        (await Buyer.CallAsync("GET /v1/openapi.json")).Expect(200);
        (await Buyer.CallAsync("GET /v1/docs")).Expect(200);
        (await Buyer.CallAsync("GET /v1/redoc")).Expect(200);
        if (Ids.TryGetValue("payment_id", out var payment))
        {
            (await Owner.CallAsync(
                "GET /v1/webhooks/timeline", null, ("payment_id", payment), ("membership_id", Ids["membership_id"])))
                .Expect(200);
            (await Owner.CallAsync(
                "GET /v1/products/{product_id}/analytics", null, ("product_id", Ids["product_id"]))).Expect(200);
            (await Buyer.CallAsync(
                "GET /v1/payments/{payment_id}", null, ("payment_id", Ids["unpaid_id"]))).Expect(200);
            (await Software.CallAsync("GET /v1/memberships")).Expect(200);
        }
    }
}
