using System.Text.Json.Nodes;

namespace HiltBot.Web.Api.Documents;

/// <summary>Bodies of which the required fields alone would show too little.</summary>
internal static class RequestExamples
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["create_product"] = """
            {"product_type":"PAYMENT_LINK","title":"Inner circle","description":"Weekly letters and the long view.",
             "amount_minor_units":29000000,"merchant_wallet":"7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q",
             "membership_config":{"enabled":true,"platform":"CUSTOM","identity_type":"CUSTOM","renewal_mode":"ONE_OFF",
             "billing_interval_days":30,"grace_period_days":3,"renewal_reminder_offsets_days":[7,2,1]}}
            """,
        ["update_product"] = """{"title":"Inner circle","status":"ACTIVE"}""",
        ["connect_checkout"] = """{"customer_reference_type":"CUSTOM","customer_reference_value":"ana","customer_reference_display":"Ana"}""",
        ["update_account"] = """{"display_name":"Harbor House","timezone":"Europe/Berlin"}""",
        ["update_account_security"] =
            """{"current_password":"correct horse battery","new_password":"staple battery horse"}""",
        ["create_key"] = """{"name":"Shop","sandbox_mode":false,"permissions":["read","execute"]}""",
        ["create_webhook_endpoint"] = """
            {"label":"Shop","url":"https://shop.example.org/hooks/hilt","subscribed_events":["payment.confirmed"]}
            """,
        ["update_webhook_endpoint"] = """{"status":"paused"}""",
        ["create_zapier_hook"] = """{"target_url":"https://shop.example.org/hooks/hilt","event_type":"payment.confirmed"}""",
        ["update_invoice_metadata"] = """{"invoice_number":"2026-0017","customer_name":"Ana Example"}""",
        ["settle_unmatched_money"] = """{"as_other":true}""",
        ["note_refund"] = """
            {"tx_signature":"5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW"}
            """,
        ["send_receipt_proof"] = """{"email":"ana@example.org"}""",
    };

    public static JsonNode? Of(string? operationId) =>
        operationId is not null && Known.TryGetValue(operationId, out var text) ? JsonNode.Parse(text) : null;
}
