using System.Text.Json.Nodes;

namespace HiltBot.Web.Api.Documents;

/// <summary>Invented values by the name of their field, so that an example looks like what really comes.</summary>
internal static class ExampleValues
{
    public const string Uuid = "0197a3c4-5b1e-7c2d-9f40-1a2b3c4d5e6f";
    public const string Instant = "2026-05-04T13:42:11Z";

    private const string Wallet = "7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q";
    private const string Mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    private const string Signature =
        "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";

    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private const string Address = "https://pay.example.org";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["email"] = "mia@example.org",
        ["merchant_email"] = "mia@example.org",
        ["owner_email"] = "mia@example.org",
        ["customer_email"] = "ana@example.org",
        ["password"] = "correct horse battery",
        ["current_password"] = "correct horse battery",
        ["new_password"] = "staple battery horse",
        ["display_name"] = "Harbor House",
        ["merchant_name"] = "Harbor House",
        ["owner_display_name"] = "Harbor House",
        ["brand_name"] = "Harbor House",
        ["timezone"] = "Europe/Berlin",
        ["title"] = "Inner circle",
        ["product_title"] = "Inner circle",
        ["slug"] = "inner-circle-k3x9qa",
        ["product_slug"] = "inner-circle-k3x9qa",
        ["description"] = "Weekly letters and the long view.",
        ["merchant_wallet"] = Wallet,
        ["payer_wallet"] = Wallet,
        ["fee_wallet"] = Wallet,
        ["wallet"] = Wallet,
        ["wallet_address"] = Wallet,
        ["counterparty_wallet"] = Wallet,
        ["payer_token_account"] = Wallet,
        ["phantom_encryption_public_key"] = Wallet,
        ["token_mint"] = Mint,
        ["asset_symbol"] = "USDC",
        ["tx_signature"] = Signature,
        ["tx_sig"] = Signature,
        ["setup_signature"] = Signature,
        ["cancel_tx_signature"] = Signature,
        ["revoke_tx_signature"] = Signature,
        ["latest_tx_signature"] = Signature,
        ["amount_display"] = "29.00 USDC",
        ["identity_value"] = "ana",
        ["identity_display"] = "Ana",
        ["customer_reference_type"] = "CUSTOM",
        ["customer_reference_value"] = "ana",
        ["customer_reference_display"] = "Ana",
        ["customer_identity_value"] = "ana",
        ["platform_user_id"] = "ana",
        ["platform_display"] = "Ana",
        ["wallet_source"] = "phantom",
        ["message_nonce"] = "pay.example.org asks wallet 7v91... to sign in at 2026-05-04T13:42:11Z (k3x9qa7h)",
        ["signed_message"] = Signature,
        ["nonce"] = "5Jd2aVxQm1Wb7Yt3",
        ["memo"] = "HILT:5Jd2aVxQm1Wb7Yt3",
        ["url"] = "https://shop.example.org/hooks/hilt",
        ["target_url"] = "https://shop.example.org/hooks/hilt",
        ["return_url"] = "https://shop.example.org/thanks",
        ["delivery_value"] = "https://shop.example.org/members",
        ["label"] = "Shop",
        ["name"] = "Shop",
        ["event_type"] = "payment.confirmed",
        ["type"] = "payment.confirmed",
        ["event_version"] = "2026-05-04",
        ["api_version"] = "2026-05-04",
        ["scenario"] = "confirmed_access",
        ["provider"] = "telegram",
        ["domain"] = "pay.harbor.example",
        ["subject"] = "Where is my role?",
        ["body"] = "I paid an hour ago and cannot read the channel.",
        ["message"] = "The answer was added.",
        ["notes"] = "Met at the meetup in May.",
        ["note"] = "Thank you!",
        ["key_prefix"] = "hk_live_Ab3dE6gH",
        ["raw_key"] = "hk_live_Ab3dE6gHj9KmN2pQrS5tUvW8xYz1A4bC7dE0fG3hJ6k",
        ["signing_secret"] = "whsec_4f1c2a7e9b3d5f8061728394a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e",
        ["signing_secret_preview"] = "whsec_4f1c...6d7e",
        ["token"] = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl",
        ["handoff_token"] = "eyJwIjoiLi4uIn0.c2lnbmF0dXJl",
        ["receipt_hash"] = Hash,
        ["computed_hash"] = Hash,
        ["stored_hash"] = Hash,
        ["schema_version"] = "hilt-v1",
        ["checkout_url"] = Address + "/p/inner-circle-k3x9qa",
        ["renewal_url"] = Address + "/p/inner-circle-k3x9qa",
        ["verify_url"] = Address + "/v1/receipt/" + Uuid + "/verify",
        ["invoice_number"] = "2026-0017",
        ["customer_name"] = "Ana Example",
        ["detail"] = "Saved.",
        ["service"] = "hilt-api",
        ["version"] = "0.1.0",
        ["range_start_date"] = "2026-04-05",
        ["range_end_date"] = "2026-05-04",
        ["start_date"] = "2026-04-05",
        ["end_date"] = "2026-05-04",
        ["date"] = "2026-05-04",
    };

    private static readonly Dictionary<string, long> Numbers = new(StringComparer.Ordinal)
    {
        ["amount_minor_units"] = 29_000_000,
        ["merchant_amount_minor_units"] = 29_000_000,
        ["fee_minor_units"] = 0,
        ["merchant_amount_lamports"] = 29_000_000,
        ["fee_lamports"] = 0,
        ["amount_lamports"] = 29_000_000,
        ["gross_minor_units"] = 29_000_000,
        ["net_minor_units"] = 29_000_000,
        ["asset_decimals"] = 6,
        ["billing_interval_days"] = 30,
        ["grace_period_days"] = 3,
        ["days"] = 7,
        ["expires_in_minutes"] = 30,
        ["page"] = 1,
        ["per_page"] = 20,
        ["limit"] = 20,
        ["offset"] = 0,
        ["window_days"] = 30,
        ["daily_days"] = 14,
        ["status_code"] = 200,
        ["response_status"] = 200,
        ["credits_burned"] = 0,
    };

    public static JsonNode? Text(string name) => Texts.TryGetValue(name, out var text) ? JsonValue.Create(text) : null;

    public static JsonNode Number(string name) => JsonValue.Create(Numbers.GetValueOrDefault(name, 1));
}
