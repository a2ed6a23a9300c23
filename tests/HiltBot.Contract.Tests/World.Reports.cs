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

    private async Task UseExtensionsAsync()
    {
        var id = ("membership_id", (object)Ids["membership_id"]);
        (await Software.CallAsync("GET /v1/memberships/{membership_id}/access", null, id)).Expect(200);
        (await Software.CallAsync("POST /v1/memberships/{membership_id}/pause", null, id)).Expect(200);
        (await Software.CallAsync("POST /v1/memberships/{membership_id}/resume", null, id)).Expect(200);
        (await Software.CallAsync("POST /v1/memberships/{membership_id}/block", new { reason = "test" }, id)).Expect(200);
        (await Software.CallAsync("POST /v1/memberships/{membership_id}/unblock", null, id)).Expect(200);
        (await Software.CallAsync("GET /v1/account/export")).Expect(200);
        var ended = ("membership_id", (object)Ids["undelivered_membership_id"]);
        (await Software.CallAsync(
            "POST /v1/memberships/{membership_id}/end", new { when = "NOW", reason = "test" }, ended)).Expect(200);
        (await Software.CallAsync("GET /v1/memberships/{membership_id}", null, ended)).Expect(200);
        var closed = ("ticket_id", (object)Ids["ticket_id"]);
        (await Software.CallAsync("POST /v1/support/tickets/{ticket_id}/resolve", null, closed)).Expect(200);
        (await Software.CallAsync("POST /v1/support/tickets/{ticket_id}/close", null, closed)).Expect(200);
        (await Software.CallAsync("GET /v1/support/tickets/{ticket_id}", null, closed)).Expect(200);
        (await Software.CallAsync("GET /v1/testing/clock")).Expect(200);
        var staff = (await Owner.CallAsync("POST /v1/account/staff", new
        {
            platform = "SIM_SERVER",
            account_id = "s-mika",
            display = "Mika",
            role = "SUPPORT",
        })).Expect(200);
        Ids["staff_id"] = staff.Id("id");
        (await Owner.CallAsync("GET /v1/account/staff")).Expect(200);

        // Ben's session runs out. Ana pays hers once more: that counts for nothing by itself.
        (await Software.CallAsync("POST /v1/testing/clock", new { seconds = 7200 })).Expect(200);
        await UntilAsync(
            Buyer, "GET /v1/payments/{payment_id}", body => body.GetProperty("status").GetString() == "FAILED",
            "the session ran out", ("payment_id", Ids["unpaid_id"]));
        (await Software.CallAsync("POST /v1/testing/pay", new { payment_id = Ids["payment_id"] })).Expect(200);
        var money = await UntilAsync(
            Software, "GET /v1/money/unmatched", body => body.GetProperty("count").GetInt32() > 0, "money that was paid twice is listed");
        Ids["transfer_id"] = money["items"][0].GetProperty("id").GetString()!;
    }

    /// <summary>Time goes by until memberships lapse; then everything that only shows what became of it.</summary>
    private async Task ReportAsync()
    {
        // Reminders first, one after the other; then grace, then the end.
        (await Software.CallAsync("POST /v1/testing/clock", new { seconds = 24 * 86_400 })).Expect(200);
        await UntilAsync(
            Software, "GET /v1/memberships", body => body.GetProperty("items").EnumerateArray().Any(
                one => one.GetProperty("last_reminder_sent_at").ValueKind == JsonValueKind.String), "somebody was reminded",
            ("limit", 200));
        foreach (var until in (string[])["GRACE_PERIOD", "EXPIRED"])
        {
            (await Software.CallAsync(
                "POST /v1/testing/clock", new { seconds = (until == "EXPIRED" ? 10 : 7) * 86_400 })).Expect(200);
            await UntilAsync(
                Software, "GET /v1/memberships", body => body.GetProperty("items").EnumerateArray()
                    .Any(one => one.GetProperty("status").GetString() == until), $"somebody is {until}", ("limit", 200));
        }

        await ReadReportsAsync();
        await ReadTrailAsync();
    }

    private async Task ReadReportsAsync()
    {
        (await Owner.CallAsync("GET /v1/account/delivery/readiness")).Expect(200);
        (await Owner.CallAsync("GET /v1/account/summary")).Expect(200);
        (await Owner.CallAsync("GET /v1/account/analytics", null, ("window_days", 90))).Expect(200);
        (await Software.CallAsync("GET /v1/products", null, ("limit", 50))).Expect(200);
        (await Software.CallAsync("GET /v1/products/{product_id}", null, ("product_id", Ids["product_id"]))).Expect(200);
        (await Software.CallAsync(
            "GET /v1/products/{product_id}/analytics", null, ("product_id", Ids["product_id"]))).Expect(200);
        foreach (var product in (await Software.CallAsync("GET /v1/products")).Expect(200).Body.EnumerateArray())
        {
            (await Software.CallAsync("GET /v1/products/{product_id}/payments", null, (
                "product_id", product.GetProperty("id").GetString()!))).Expect(200);
        }

        (await Software.CallAsync("GET /v1/memberships/renewal-intelligence", null, ("window_days", 60))).Expect(200);
        (await Software.CallAsync(
            "GET /v1/memberships/{membership_id}", null, ("membership_id", Ids["membership_id"]))).Expect(200);
        (await Software.CallAsync("GET /v1/support/tickets")).Expect(200);
        (await Software.CallAsync("GET /v1/account/me")).Expect(200);
        (await Software.CallAsync("GET /v1/products/{product_id}", null, ("product_id", Guid.AllBitsSet))).Expect(404);
        await UntilAsync(
            Owner, "GET /v1/keys",
            body => body.EnumerateArray().Any(key => key.GetProperty("recent_activity").EnumerateArray()
                .Any(call => call.GetProperty("error_message").ValueKind == JsonValueKind.String)),
            "the use of a key was noted");
    }

    private async Task ReadTrailAsync()
    {
        (await Owner.CallAsync("GET /v1/webhooks/endpoints")).Expect(200);
        var deliveries = (await Owner.CallAsync("GET /v1/webhooks/deliveries", null, ("per_page", 100))).Expect(200);
        Ids["delivery_id"] = deliveries["deliveries"][0].GetProperty("id").ToString();
        (await Owner.CallAsync(
            "POST /v1/webhooks/deliveries/{delivery_id}/replay", null, ("delivery_id", Ids["delivery_id"]))).Expect(200);
        (await Owner.CallAsync("GET /v1/webhooks/events", null, ("per_page", 100))).Expect(200);
        (await Software.CallAsync("GET /v1/integrations/events", null, ("per_page", 100))).Expect(200);
        (await Owner.CallAsync("GET /v1/webhooks/timeline", null, (
            "payment_id", Ids["payment_id"]), ("membership_id", Ids["membership_id"]))).Expect(200);
        foreach (var payment in (string[])["payment_id", "unpaid_id", "sent_id", "undelivered_id"])
        {
            (await Buyer.CallAsync("GET /v1/payments/{payment_id}", null, ("payment_id", Ids[payment]))).Expect(200);
        }

        foreach (var path in (string[])["/health", "/v1/health", "/v1/openapi.json", "/v1/docs", "/v1/redoc", "/v1/postman.json"])
        {
            (await Buyer.CallAsync($"GET {path}")).Expect(200);
        }
    }
}
