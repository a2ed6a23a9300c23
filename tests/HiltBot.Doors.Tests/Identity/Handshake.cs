using System.Text;
using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Doors.Tests.Identity;

/// <summary>Somebody with a wallet who buys through the API.</summary>
internal sealed class Handshake(Site site, string slug) : IDisposable
{
    public const string StartPath = "/v1/pay/identity/start";
    public const string CompletePath = "/v1/pay/identity/complete";

    public KeyPair Wallet { get; } = KeyPair.Generate();

    public Api Api { get; } = new(site.Client);

    public string Address => Wallet.Address.ToString();

    public Task<ApiAnswer> StartAsync(string value = "200000000000000001", string? type = null, string? wallet = null) =>
        Api.PostAsync(StartPath, new
        {
            slug,
            wallet_address = wallet ?? Address,
            customer_reference_type = type,
            customer_reference_value = value,
        });

    public string Sign(JsonElement started) => Sign(started.GetProperty("challenge_message").GetString()!);

    public string Sign(string text) =>
        Convert.ToBase64String(Wallet.Sign(Encoding.UTF8.GetBytes(text)).ToArray());

    public Task<ApiAnswer> CompleteAsync(JsonElement started, string? signature = null, string? wallet = null) =>
        Api.PostAsync(CompletePath, new
        {
            session_id = started.GetProperty("session_id").GetString(),
            wallet_address = wallet ?? Address,
            signed_message_b64 = signature ?? Sign(started),
        });

    /// <summary>A session that can be used.</summary>
    public async Task<string> ProveAsync(string value = "200000000000000001", string? type = null)
    {
        var started = (await StartAsync(value, type)).Expect(200);
        return (await CompleteAsync(started)).Expect(200).GetProperty("session_id").GetString()!;
    }

    public Task<ApiAnswer> ConnectAsync(object body) => Api.PostAsync($"/v1/products/p/{slug}/connect", body);

    public async Task<string> OpenAsync(object body) =>
        (await ConnectAsync(body)).Expect(200).GetProperty("payment_id").GetString()!;

    public async Task<string> PayAsync(string paymentId)
    {
        var outcome = await site.InScopeAsync<PayWithPlayMoney, PlayOutcome>(pay => pay.HandleAsync(
            PaymentId.From(Guid.Parse(paymentId)), Address, null, CancellationToken.None));
        return Assert.IsType<PlayOutcome.Sent>(outcome).Signature;
    }

    public Task<ApiAnswer> ConfirmAsync(
        string paymentId, string signature, string? session = null, string? value = null, string? payer = null) =>
        Api.PostAsync("/v1/pay/confirm", new
        {
            payment_id = paymentId,
            tx_signature = signature,
            payer_wallet = payer ?? Address,
            identity_session_id = session,
            customer_reference_value = value,
        });

    public void Dispose() => Wallet.Dispose();
}
