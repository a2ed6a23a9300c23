namespace HiltBot.Contract.Tests;

internal sealed partial class World
{
    private const long Price = 29_000_000;

    private readonly Solana.Keys.KeyPair payout = Solana.Keys.KeyPair.Generate();
    private readonly Solana.Keys.KeyPair ana = Solana.Keys.KeyPair.Generate();

    /// <summary>Slugs by what they are sold as.</summary>
    public Dictionary<string, string> Slugs { get; } = new(StringComparer.Ordinal);

    private async Task ListenAsync()
    {
        var good = (await Owner.CallAsync(
            "POST /v1/webhooks/endpoints", new { label = "Shop", url = $"{receiver.Url}/good" })).Expect(201);
        Ids["endpoint_id"] = good["endpoint"].GetProperty("id").GetString()!;
        var bad = (await Owner.CallAsync(
            "POST /v1/webhooks/endpoints", new { label = "Broken", url = $"{receiver.Url}/bad" })).Expect(201);
        var gone = (await Owner.CallAsync(
            "POST /v1/webhooks/endpoints", new { label = "Gone", url = $"{receiver.Url}/good/2" })).Expect(201);
        (await Owner.CallAsync("DELETE /v1/webhooks/endpoints/{endpoint_id}", null, (
            "endpoint_id", gone["endpoint"].GetProperty("id").GetString()!))).Expect(200);
        foreach (var endpoint in (Exchange[])[good, bad])
        {
            (await Owner.CallAsync(
                "POST /v1/webhooks/endpoints/{endpoint_id}/test", new { event_type = "payment.confirmed" },
                ("endpoint_id", endpoint["endpoint"].GetProperty("id").GetString()!))).Expect(200);
        }

        (await Owner.CallAsync(
            "PATCH /v1/webhooks/endpoints/{endpoint_id}", new { rotate_signing_secret = true },
            ("endpoint_id", Ids["endpoint_id"]))).Expect(200);
        var hook = (await Software.CallAsync(
            "POST /v1/integrations/zapier/hooks",
            new { target_url = $"{receiver.Url}/good/hook", event_type = "payment.confirmed" })).Expect(201);
        (await Software.CallAsync(
            "DELETE /v1/integrations/zapier/hooks/{endpoint_id}", null, ("endpoint_id", hook.Id("id")))).Expect(200);
        Ids["hook_id"] = (await Software.CallAsync(
            "POST /v1/integrations/zapier/hooks",
            new { target_url = $"{receiver.Url}/good/hook", event_type = "receipt.created" })).Expect(201).Id("id");
        (await Software.CallAsync("GET /v1/integrations/health")).Expect(200);
    }

    private async Task SellAsync()
    {
        var circle = (await Software.CallAsync("POST /v1/products", new
        {
            product_type = "PAYMENT_LINK",
            title = "Letters",
            description = "Weekly letters and the long view.",
            image_url = "https://harbor.example.org/letters.png",
            amount_minor_units = Price,
            merchant_wallet = payout.Address.ToString(),
            delivery_type = "REDIRECT",
            delivery_value = "https://harbor.example.org/welcome",
            max_payments = 100,
            membership_config = new
            {
                enabled = true,
                platform = "CUSTOM",
                access_mode = "INVITE_LINK",
                identity_type = "CUSTOM",
                identity_label = "Your handle",
                identity_required = true,
                renewal_mode = "ONE_OFF",
                billing_interval_days = 30,
                grace_period_days = 3,
                renewal_reminder_offsets_days = (int[])[7, 2, 1],
                platform_target_id = "sim:inner-circle",
                platform_target_label = "Inner circle",
                allow_multiple_active = false,
                settings_json = new { colour = "blue" },
            },
        })).Expect(200);
        Ids["product_id"] = circle.Id("id");
        Slugs["letters"] = Ids["slug"] = circle.Id("slug");
        var jar = (await Software.CallAsync("POST /v1/products", new
        {
            product_type = "TIP_JAR",
            title = "Tips",
            merchant_wallet = payout.Address.ToString(),
            tip_presets_lamports = (long[])[1_000_000, 5_000_000],
        })).Expect(200);
        Slugs["tips"] = jar.Id("slug");
        (await Software.CallAsync(
            "PATCH /v1/products/{product_id}", new { title = "Weekly letters" }, ("product_id", Ids["product_id"]))).Expect(200);
        var old = (await Software.CallAsync("POST /v1/products", new
        {
            product_type = "PAYMENT_LINK",
            title = "Old",
            amount_minor_units = Price,
            merchant_wallet = payout.Address.ToString(),
        })).Expect(200);
        (await Software.CallAsync("DELETE /v1/products/{product_id}", null, ("product_id", old.Id("id")))).Expect(200);
        (await Software.CallAsync("GET /v1/products/{product_id}", null, ("product_id", Ids["product_id"]))).Expect(200);
        (await Software.CallAsync("GET /v1/products", null, ("limit", 50))).Expect(200);
    }

    private async Task BuyAsync()
    {
        var link = (await Software.CallAsync("POST /v1/products/{product_id}/handoff-link", new
        {
            identity_type = "CUSTOM",
            identity_value = "ana",
            identity_display = "Ana",
            return_url = "https://harbor.example.org/thanks",
        }, ("product_id", Ids["product_id"]))).Expect(200);
        foreach (var slug in Slugs.Values)
        {
            (await Buyer.CallAsync("GET /v1/products/p/{slug}", null, ("slug", slug))).Expect(200);
        }

        (await Buyer.CallAsync(
            "POST /v1/products/p/{slug}/resolve-handoff", new { handoff_token = link.Id("handoff_token") },
            ("slug", Ids["slug"]))).Expect(200);
        Ids["payment_id"] = await PayAsync(
            Slugs["letters"], ana, new { handoff_token = link.Id("handoff_token"), payer_wallet = ana.Address.ToString() });
        await PayAsync(Slugs["tips"], ana, new { payer_wallet = ana.Address.ToString(), amount_minor_units = 2_000_000 });

        // Ben goes away without paying: his session runs out when the clock is moved.
        var ben = (await Buyer.CallAsync(
            "POST /v1/products/p/{slug}/connect", new { customer_reference_value = "ben" },
            ("slug", Ids["slug"]))).Expect(200);
        Ids["unpaid_id"] = ben.Id("payment_id");
        (await Buyer.CallAsync(
            "GET /v1/payments/{payment_id}", null, ("payment_id", Ids["unpaid_id"]))).Expect(200);
        var paid = (await Buyer.CallAsync(
            "GET /v1/payments/{payment_id}", null, ("payment_id", Ids["payment_id"]))).Expect(200);
        Ids["membership_id"] = paid.Id("membership_id");
        (await Software.CallAsync(
            "GET /v1/products/{product_id}/payments", null, ("product_id", Ids["product_id"]))).Expect(200);
    }

    /// <summary>Two people buy in the chat: one gets the role, the other one while the bot may not give it.</summary>
    private async Task JoinByChatAsync()
    {
        var (slug, token) = await Simulator.JoinAsync("ana", "Inner circle");
        Ids["sent_id"] = await PayAsync(slug, ana, new { handoff_token = token, payer_wallet = ana.Address.ToString() });
        await UntilAsync(
            Buyer, "GET /v1/payments/{payment_id}", body => body.GetProperty("delivery_status").GetString() == "SENT",
            "the role was given", ("payment_id", Ids["sent_id"]));
        (slug, token) = await Simulator.JoinAsync("ben", "Inner circle");
        await Simulator.DoAsync("robin", "set_bot_rights", value: false);
        Ids["undelivered_id"] = await PayAsync(slug, ana, new { handoff_token = token });
        await UntilAsync(
            Buyer, "GET /v1/payments/{payment_id}", body => body.GetProperty("delivery_status").GetString() == "FAILED",
            "the role could not be given", ("payment_id", Ids["undelivered_id"]));
        var undelivered = (await Software.CallAsync("GET /v1/memberships")).Expect(200)["items"]
            .EnumerateArray().First(one => one.GetProperty("delivery_status").GetString() == "FAILED");
        Ids["undelivered_membership_id"] = undelivered.GetProperty("id").GetString()!;
        (await Software.CallAsync("GET /v1/products/{product_id}/payments", null, (
            "product_id", undelivered.GetProperty("product_id").GetString()!))).Expect(200);
    }

    /// <summary>Connects, pays with play money, names the signature, and waits until it is confirmed.</summary>
    private async Task<string> PayAsync(string slug, Solana.Keys.KeyPair payer, object connect)
    {
        var session = (await Buyer.CallAsync("POST /v1/products/p/{slug}/connect", connect, ("slug", slug))).Expect(200);
        var id = session.Id("payment_id");
        var signature = (await Software.CallAsync("POST /v1/testing/pay", new
        {
            payment_id = id,
            payer_wallet = payer.Address.ToString(),
        })).Expect(200).Id("tx_signature");
        (await Buyer.CallAsync("POST /v1/pay/broadcast", new
        {
            payment_id = id,
            tx_signature = signature,
            payer_wallet = payer.Address.ToString(),
            wallet_source = "phantom",
        })).Expect(200);
        await UntilAsync(
            Buyer, "GET /v1/payments/{payment_id}", body => body.GetProperty("status").GetString() == "CONFIRMED",
            "the payment is confirmed", ("payment_id", id));
        (await Buyer.CallAsync("POST /v1/pay/confirm", new
        {
            payment_id = id,
            tx_signature = signature,
            payer_wallet = payer.Address.ToString(),
        })).Expect(200);
        return id;
    }

    private async Task LookAfterMembersAsync()
    {
        var id = ("membership_id", (object)Ids["membership_id"]);
        (await Software.CallAsync("GET /v1/memberships", null, ("product_id", Ids["product_id"]))).Expect(200);
        (await Software.CallAsync("GET /v1/memberships/lookup", null, ("identity", "ana"))).Expect(200);
        (await Software.CallAsync("PATCH /v1/memberships/{membership_id}/notes", new { notes = "Met in May." }, id)).Expect(200);
        (await Software.CallAsync(
            "PATCH /v1/memberships/{membership_id}/profile", new { platform_display = "Ana B." }, id)).Expect(200);
        (await Software.CallAsync(
            "POST /v1/memberships/{membership_id}/gift", new { days = 7, note = "Thank you" }, id)).Expect(200);
        (await Software.CallAsync("GET /v1/memberships/{membership_id}", null, id)).Expect(200);
        var undelivered = ("membership_id", (object)Ids["undelivered_membership_id"]);
        foreach (var one in ((string, object)[])[id, undelivered])
        {
            (await Software.CallAsync("GET /v1/memberships/{membership_id}/delivery-diagnostics", null, one)).Expect(200);
        }

        (await Software.CallAsync("POST /v1/memberships/{membership_id}/retry-delivery", null, undelivered)).Expect(200);
        (await Software.CallAsync(
            "POST /v1/memberships/{membership_id}/delivery-support-ticket", null, undelivered)).Expect(200);
        (await Software.CallAsync("GET /v1/memberships/{membership_id}", null, undelivered)).Expect(200);
        (await Software.CallAsync("GET /v1/memberships/{membership_id}/reactivation", null, id)).Expect(200);
        (await Software.CallAsync("GET /v1/memberships/renewal-intelligence", null, ("window_days", 60))).Expect(200);
    }

    private async Task ProveAsync()
    {
        var list = await UntilAsync(
            Software, "GET /v1/receipts", body => body.GetProperty("total").GetInt32() >= 2, "the receipts are there");
        var receipt = list["receipts"].EnumerateArray()
            .First(one => one.GetProperty("product_id").GetString() == Ids["product_id"]);
        Ids["receipt_id"] = receipt.GetProperty("receipt_id").GetString()!;
        var id = ("receipt_id", (object)Ids["receipt_id"]);
        (await Software.CallAsync("POST /v1/receipt", new { tx_sig = receipt.GetProperty("tx_sig").GetString() })).Expect(200);
        (await Software.CallAsync("PATCH /v1/receipt/{receipt_id}/invoice-metadata", new
        {
            invoice_number = "2026-0017",
            customer_name = "Ana Example",
            customer_email = "ana@example.org",
            billing_reference = "PO 9",
            notes = "Paid at the fair.",
        }, id)).Expect(200);
        (await Software.CallAsync("GET /v1/receipt/{receipt_id}", null, id)).Expect(200);
        (await Buyer.CallAsync("GET /v1/receipt/{receipt_id}/public", null, id)).Expect(200);
        (await Buyer.CallAsync("GET /v1/receipt/{receipt_id}/verify", null, id)).Expect(200);
        (await Buyer.CallAsync("GET /v1/receipt/{receipt_id}/pdf", null, id)).Expect(200);
        (await Software.CallAsync("GET /v1/receipt/{receipt_id}/pdf/private", null, id)).Expect(200);
        (await Software.CallAsync("GET /v1/receipts", null, ("q", "2026-0017"))).Expect(200);
        (await Software.CallAsync("GET /v1/receipts/export.csv")).Expect(200);
        (await Software.CallAsync(
            "POST /v1/receipt/{receipt_id}/send-proof", new { email = "ana@example.org" }, id)).Expect(200);
    }

    private async Task AskAsync()
    {
        var ticket = (await Software.CallAsync("POST /v1/support/tickets", new
        {
            subject = "Where is my role?",
            body = "I paid an hour ago.",
            category = "DELIVERY",
            context = new
            {
                payment_id = Ids["payment_id"],
                membership_id = Ids["membership_id"],
                product_id = Ids["product_id"],
                receipt_id = Ids["receipt_id"],
            },
        })).Expect(200);
        Ids["ticket_id"] = ticket.Id("ticket_id");
        (await Software.CallAsync(
            "POST /v1/support/tickets/{ticket_id}/message", new { body = "We are looking." },
            ("ticket_id", Ids["ticket_id"]))).Expect(200);
        (await Software.CallAsync("GET /v1/support/tickets/{ticket_id}", null, ("ticket_id", Ids["ticket_id"]))).Expect(200);
        (await Software.CallAsync("GET /v1/support/tickets")).Expect(200);
    }

    private async Task RehearseAsync()
    {
        (await Software.CallAsync("GET /v1/testing/scenarios")).Expect(200);
        foreach (var scenario in (string[])["confirmed_access", "payment_failed", "delivery_failed", "renewal_grace"])
        {
            var body = new Dictionary<string, object?> { ["scenario"] = scenario, ["amount_minor_units"] = Price };
            if (Ids.TryGetValue("product_id", out var product))
            {
                body["product_id"] = product;
            }

            var session = (await Software.CallAsync("POST /v1/testing/sessions", body)).Expect(201);
            Ids["session_id"] = session["session"].GetProperty("id").GetString()!;
            (await Software.CallAsync(
                "GET /v1/testing/sessions/{session_id}", null, ("session_id", Ids["session_id"]))).Expect(200);
        }

        (await Software.CallAsync("GET /v1/testing/sessions")).Expect(200);
    }
}
