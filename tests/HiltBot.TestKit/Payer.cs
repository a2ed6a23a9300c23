using System.Text.Json.Nodes;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.TestKit;

/// <summary>What a buyer reads off the answer of <c>connect</c>.</summary>
public sealed record SessionFacts(
    string PaymentId, string MerchantWallet, string TokenMint, ulong Amount, string Reference, string Memo)
{
    public static SessionFacts Read(JsonNode connect) => new(
        (string)connect["payment_id"]!, (string)connect["merchant_wallet"]!, (string)connect["token_mint"]!,
        connect["amount_minor_units"]!.GetValue<ulong>(), (string)connect["reference"]!, (string)connect["memo"]!);
}

/// <summary>A buyer's wallet on the local Solana: signs and sends what it is told, right or wrong.</summary>
public sealed class Payer(Localnet chain) : IDisposable
{
    public const byte UsdcDecimals = 6;

    private readonly KeyPair key = KeyPair.Generate();

    public string Address => key.Address.ToString();

    public Task FundAsync(long usdcMinorUnits = 1_000_000_000) => chain.FundAsync(Address, usdcMinorUnits);

    /// <summary>Pays as told; null parts are left out. Returns the signature.</summary>
    public async Task<string> PayAsync(
        string merchantWallet, ulong amount, string? memo, IReadOnlyList<string> references, string mint = Localnet.Usdc,
        bool createsTokenAccount = true)
    {
        var payment = new PaymentTransaction
        {
            Blockhash = await BlockhashAsync(),
            Buyer = key.Address,
            Token = new TokenMint(Solana.Keys.Address.Parse(mint), ProgramIds.Token, UsdcDecimals),
            Merchant = new PaymentShare(Solana.Keys.Address.Parse(merchantWallet), amount, createsTokenAccount),
            Memo = memo,
            References = [.. references.Select(Solana.Keys.Address.Parse)],
        };
        return await SendAsync(payment.Build().Sign(key));
    }

    public Task<string> PayAsync(SessionFacts session, ulong? amount = null) => PayAsync(
        session.MerchantWallet, amount ?? session.Amount, session.Memo, [session.Reference], session.TokenMint);

    /// <summary>Signs what the checkout built, and sends it.</summary>
    public Task<string> SignAndSendAsync(string transactionBase64) =>
        SendAsync(TransactionDecoder.Decode(Convert.FromBase64String(transactionBase64)).Sign(key));

    /// <summary>Instructions of the test's own choice, with this wallet as payer of the fee.</summary>
    public async Task<string> SendAsync(IReadOnlyList<Instruction> instructions, bool skipPreflight = false, params KeyPair[] others)
    {
        var message = MessageBuilder.Build(MessageVersion.Legacy, key.Address, await BlockhashAsync(), instructions);
        return await SendAsync(new Transaction(message).Sign([key, .. others]), skipPreflight);
    }

    public void Dispose() => key.Dispose();

    private async Task<Blockhash> BlockhashAsync()
    {
        var answer = await chain.CallAsync("getLatestBlockhash", new { commitment = "confirmed" });
        return Blockhash.Parse((string)answer!["value"]!["blockhash"]!);
    }

    private async Task<string> SendAsync(Transaction transaction, bool skipPreflight = false)
    {
        var settings = new { encoding = "base64", preflightCommitment = "confirmed", skipPreflight };
        return (string)(await chain.CallAsync("sendTransaction", transaction.ToBase64(), settings))!;
    }
}
