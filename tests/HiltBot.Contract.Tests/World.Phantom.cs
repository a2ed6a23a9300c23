using System.Text;
using System.Text.Json;
using System.Web;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;

namespace HiltBot.Contract.Tests;

internal sealed partial class World
{
    /// <summary>The wallet on the phone, played here: it opens links, agrees, and seals what it says.</summary>
    private async Task UsePhantomAsync()
    {
        using var wallet = KeyPair.Generate();
        var session = (await Buyer.CallAsync(
            "POST /v1/products/p/{slug}/connect", new { customer_reference_value = "dora" }, ("slug", Ids["slug"]))).Expect(200);
        var payment = session.Id("payment_id");
        var link = HttpUtility.ParseQueryString(
            new Uri(session["phantom_mobile"].GetProperty("connect_url").GetString()!).Query);
        var secret = Enumerable.Repeat((byte)5, 32).ToArray();
        var shared = NaclBox.SharedKey(secret, Base58.Decode(link["dapp_encryption_public_key"]!))!;
        var (nonce, data) = SealIn(shared, new { public_key = wallet.Address.ToString(), session = "token" });
        (await Buyer.CallAsync("POST /v1/pay/phantom/connect/callback", new
        {
            payment_id = payment,
            phantom_encryption_public_key = Base58.Encode(X25519.PublicKey(secret)),
            nonce,
            data,
        })).Expect(200);

        var start = (await Buyer.CallAsync("POST /v1/pay/identity/start", new
        {
            slug = Ids["slug"],
            wallet_address = wallet.Address.ToString(),
            customer_reference_value = "dora",
        })).Expect(200);
        (await Buyer.CallAsync("POST /v1/pay/phantom/message-url", new
        {
            payment_id = payment,
            identity_session_id = start.Id("session_id"),
        })).Expect(200);
        (nonce, data) = SealIn(shared, new
        {
            signature = Base58.Encode(wallet.Sign(Encoding.UTF8.GetBytes(start.Id("challenge_message"))).ToArray()),
        });
        (await Buyer.CallAsync("POST /v1/pay/phantom/message/callback", new
        {
            payment_id = payment,
            identity_session_id = start.Id("session_id"),
            nonce,
            data,
        })).Expect(200);

        var transaction = new PaymentTransaction
        {
            Blockhash = Blockhash.From(new byte[32]),
            Buyer = wallet.Address,
            Merchant = new PaymentShare(Address.Parse(session.Id("merchant_wallet")), 1),
            Memo = session.Id("memo"),
        }.Build();
        (await Buyer.CallAsync("POST /v1/pay/phantom/transaction-url", new
        {
            payment_id = payment,
            serialized_transaction_b58 = Base58.Encode(transaction.Serialize()),
        })).Expect(200);
        (nonce, data) = SealIn(shared, new { transaction = Base58.Encode(transaction.Sign(wallet).Serialize()) });
        (await Buyer.CallAsync(
            "POST /v1/pay/phantom/transaction/callback", new { payment_id = payment, nonce, data })).Expect(200);
    }

    private static (string Nonce, string Data) SealIn(byte[] shared, object content)
    {
        var nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(NaclBox.NonceLength);
        return (Base58.Encode(nonce), Base58.Encode(NaclBox.Seal(shared, nonce, JsonSerializer.SerializeToUtf8Bytes(content))));
    }
}
