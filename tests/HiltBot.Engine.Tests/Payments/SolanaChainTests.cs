using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Transactions;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Payments;

/// <summary>The Solana adapter against a node that answers what a test says.</summary>
public sealed class SolanaChainTests
{
    private static readonly string Wallet = Payments.Key(3);

    private readonly FakeNode node = new();

    [Fact]
    public async Task The_head_is_the_newest_finalized_slot_with_a_time()
    {
        node.Answer("getSlot", "500").Answer("getBlockTime", "null", "1772443800");
        var head = await Chain().FinalizedHeadAsync(default);
        Assert.Equal(new ChainHead(500, DateTimeOffset.FromUnixTimeSeconds(1_772_443_800)), head);
        Assert.Equal("""["finalized"]""", $"[{node.Asked("getSlot")[0]![0]!["commitment"]!.ToJsonString()}]");
        Assert.Equal([500, 499], node.Asked("getBlockTime").Select(one => one![0]!.GetValue<int>()));
    }

    [Fact]
    public async Task Transactions_are_listed_and_read_as_finalized_in_every_version()
    {
        var signature = Signature.From([1, .. new byte[63]]).ToString();
        node.Answer("getSignaturesForAddress",
                $$"""[{"signature":"{{signature}}","slot":7,"blockTime":1772443800,"err":{"InstructionError":[0,"X"]} }]""")
            .Answer("getTransaction", "null");
        var found = Assert.Single(await Chain().ListAsync(Wallet, signature, 10, default));
        Assert.Equal((signature, 7L, true), (found.Signature, found.Slot, found.HasFailed));
        var asked = node.Asked("getSignaturesForAddress")[0]!;
        Assert.Equal(("finalized", signature, 10), (asked[1]!["commitment"]!.GetValue<string>(),
            asked[1]!["before"]!.GetValue<string>(), asked[1]!["limit"]!.GetValue<int>()));

        Assert.Null(Assert.Single(await Chain().ReadAsync([signature], default)));
        var options = node.Asked("getTransaction")[0]![1]!;
        Assert.Equal(("finalized", 1), (options["commitment"]!.GetValue<string>(),
            options["maxSupportedTransactionVersion"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_list_is_believed_only_from_a_node_that_has_come_as_far_as_the_head()
    {
        node.Answer("getSlot", "500").Answer("getBlockTime", "1772443800").Answer("getSignaturesForAddress", "[]");
        var chain = Chain();
        await chain.FinalizedHeadAsync(default);
        await chain.ListAsync(Wallet, null, 10, default);
        Assert.Equal(500, node.Asked("getSignaturesForAddress")[0]![1]!["minContextSlot"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("7")]
    public async Task A_transaction_in_a_strange_form_is_named_and_the_node_is_asked_on(string odd)
    {
        var signature = Signature.From([1, .. new byte[63]]).ToString();
        node.Answer("getTransaction", odd).Answer("getGenesisHash", $"\"{Wallet}\"");
        var chain = Chain();
        var fault = await Assert.ThrowsAsync<ChainUnreadableException>(() => chain.ReadAsync([signature], default));
        Assert.Equal(signature, fault.Signature);
        Assert.Equal(Wallet, await chain.GenesisHashAsync(default));
    }

    [Theory]
    [InlineData("null", false, false)]
    [InlineData("{\"slot\":5,\"confirmationStatus\":\"processed\",\"err\":null}", true, false)]
    [InlineData("{\"slot\":5,\"confirmationStatus\":\"finalized\",\"err\":null}", true, true)]
    public async Task A_named_signature_is_asked_after_in_all_history(string status, bool isKnown, bool isFinal)
    {
        var signature = Signature.From([1, .. new byte[63]]).ToString();
        node.Answer("getBlockHeight", "100", "131").Answer("getSignatureStatuses", $"{{\"value\":[{status}]}}");
        Assert.Equal(new SignatureFate(isKnown, isFinal, 131, 100), await Chain().FindAsync(signature, default));
        Assert.True(node.Asked("getSignatureStatuses")[0]![1]!["searchTransactionHistory"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_node_that_answers_nonsense_is_an_unreadable_chain()
    {
        node.Answer("getSlot", "\"soon\"");
        await Assert.ThrowsAsync<ChainUnreadableException>(() => Chain().FinalizedHeadAsync(default));
    }

    [Theory]
    [InlineData("no address", null, WalletKind.NotAnAddress)]
    [InlineData("wallet", "null", WalletKind.Wallet)]
    [InlineData("wallet", "system", WalletKind.Wallet)]
    [InlineData("wallet", "executable", WalletKind.Program)]
    [InlineData("wallet", "foreign", WalletKind.Program)]
    [InlineData("wallet", "token", WalletKind.TokenAccount)]
    [InlineData("11111111111111111111111111111111", "null", WalletKind.Program)]
    [InlineData("off", "null", WalletKind.OffCurve)]
    public async Task A_wallet_is_looked_at_before_it_is_believed(string address, string? account, WalletKind kind)
    {
        address = address switch
        {
            "wallet" => Wallet,
            "off" => AssociatedToken.AddressOf(
                Address.Parse(Wallet), Address.Parse(Payments.Usdc), ProgramIds.Token).ToString(),
            _ => address,
        };
        node.Answer("getAccountInfo", $$"""{"context":{"slot":1},"value":{{account switch
        {
            "system" => Account(ProgramIds.System, []),
            "executable" => Account(ProgramIds.System, [], isExecutable: true),
            "foreign" => Account(ProgramIds.Memo, []),
            "token" => Account(ProgramIds.Token, TokenAccountData()),
            _ => "null",
        }}} }""");
        Assert.Equal(kind, await Chain().LookAtWalletAsync(address, default));
    }

    [Fact]
    public async Task The_transaction_has_our_order_and_opens_the_merchants_account_when_it_is_missing()
    {
        var payment = Payments.Session(ManualTime.Start, fee: 100_000);
        node.Answer("getAccountInfo", $$"""{"context":{"slot":1},"value":{{Account(ProgramIds.Token, MintData())}} }""")
            .Answer("getMultipleAccounts",
                $$"""{"context":{"slot":1},"value":[null,{{Account(ProgramIds.Token, TokenAccountData())}}]}""")
            .Answer("getLatestBlockhash",
                $$"""{"context":{"slot":1},"value":{"blockhash":"{{Payments.Key(7)}}","lastValidBlockHeight":900} }""");
        var prepared = await Chain().PrepareAsync(payment, Payments.Key(5), [], default);
        var message = TransactionDecoder.Decode(Convert.FromBase64String(prepared.TransactionBase64)).Message;
        Assert.Equal(
            [ProgramIds.AssociatedToken, ProgramIds.Token, ProgramIds.Memo, ProgramIds.Token],
            message.Instructions.Select(one => message.AccountKeys[one.ProgramIdIndex]));
        Assert.Equal($"HILT:{payment.Nonce}", Encoding.UTF8.GetString(message.Instructions[2].Data.Span));
        Assert.Equal(payment.Reference, message.AccountKeys[message.Instructions[3].AccountIndexes[^1]].ToString());
        Assert.Equal((900, Payments.Key(5)), (prepared.LastValidBlockHeight, message.FeePayer.ToString()));
        Assert.Contains(prepared.InWords, line => line.Contains("9.90 USDC", StringComparison.Ordinal));
        Assert.Contains(prepared.InWords, line => line.Contains("deposit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payer_is_looked_at_in_one_call_and_tried_once()
    {
        var payment = Payments.Session(ManualTime.Start, receivingAccount: AssociatedToken.AddressOf(
            Address.Parse(Payments.Key(1)), Address.Parse(Payments.Usdc), ProgramIds.Token).ToString());
        var transaction = PaymentShape.Of(
            payment, Address.Parse(Payments.Key(5)), new(Address.Parse(Payments.Usdc), ProgramIds.Token, 6), default, true);
        var prepared = new PreparedPayment(transaction.Build().ToBase64(), 900, []);
        node.Answer("getMultipleAccounts",
                $$"""{"context":{"slot":1},"value":[{{Account(ProgramIds.System, [])}},null]}""",
                $$"""{"context":{"slot":1},"value":[{{Account(ProgramIds.System, [], lamports: 9_000_000)}},{{Account(ProgramIds.Token, TokenAccountData(20_000_000))}}]}""")
            .Answer("getMinimumBalanceForRentExemption", "890880")
            .Answer("simulateTransaction", """{"context":{"slot":1},"value":{"err":{"InstructionError":[2,{"Custom":17}]},"logs":[]} }""");
        Assert.IsType<PaymentReadiness.NoTokenAccount>(await Chain().LookAtPayerAsync(payment, Payments.Key(5), prepared, default));
        Assert.Empty(node.Asked("simulateTransaction"));
        var fails = Assert.IsType<PaymentReadiness.WouldFail>(
            await Chain().LookAtPayerAsync(payment, Payments.Key(5), prepared, default));
        Assert.Contains("frozen", fails.Why, StringComparison.Ordinal);
        Assert.Single(node.Asked("simulateTransaction"));
        Assert.Equal(2, node.Asked("getMultipleAccounts").Count);
    }

    [Fact]
    public async Task What_is_not_signed_is_not_sent_and_a_refusal_is_said_in_words()
    {
        var payment = Payments.Session(ManualTime.Start);
        var buyer = KeyPair.FromSeed([5, .. new byte[31]]);
        var unsigned = PaymentShape.Of(
            payment, buyer.Address, new(Address.Parse(Payments.Usdc), ProgramIds.Token, 6), default).Build();
        Assert.IsType<SendAnswer.Refused>(await Chain().SendAsync(unsigned.Serialize(), default));
        Assert.IsType<SendAnswer.Refused>(await Chain().SendAsync(new byte[] { 1, 2, 3 }, default));
        Assert.Empty(node.Asked("sendTransaction"));

        node.Fail("sendTransaction",
            """{"code":-32002,"message":"failed","data":{"err":{"InstructionError":[1,{"Custom":1}]},"logs":[]}}""");
        var refused = Assert.IsType<SendAnswer.Refused>(
            await Chain().SendAsync(unsigned.Sign(buyer).Serialize(), default));
        Assert.Contains("does not hold enough", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_signed_is_sent_and_taken()
    {
        var buyer = KeyPair.FromSeed([5, .. new byte[31]]);
        var signed = PaymentShape.Of(Payments.Session(ManualTime.Start), buyer.Address, null, default).Build().Sign(buyer);
        node.Answer("sendTransaction", $"\"{signed.Id}\"");
        Assert.Equal(new SendAnswer.Taken(signed.Id.ToString()), await Chain().SendAsync(signed.Serialize(), default));
    }

    [Fact]
    public void What_has_come_already_is_not_asked_for_again()
    {
        var payment = Payments.Session(ManualTime.Start, fee: 100_000);
        payment.ReceivedMinorUnits = 4_000_000;
        var transaction = PaymentShape.Of(
            payment, Address.Parse(Payments.Key(5)), new(Address.Parse(Payments.Usdc), ProgramIds.Token, 6), default);
        Assert.Equal((5_900_000UL, 100_000UL), (transaction.Merchant.Amount, transaction.Fee!.Amount));
        Assert.Contains(
            PaymentShape.InWords(payment, transaction), line => line.Contains("5.90 USDC to the merchant", StringComparison.Ordinal));
    }

    private SolanaChain Chain() => new(
        new SolanaRpc(
            new HttpClient(node),
            new SolanaRpcOptions { Urls = [new Uri("http://node.test")], RequestsPerSecond = 1_000, TriesMax = 1 },
            TimeProvider.System, new Random(1)),
        Assets.Of(new Network(Network.Localnet), new SolanaOptions()));

    private static string Account(Address owner, byte[] data, bool isExecutable = false, long lamports = 1) => $$"""
        {"owner":"{{owner}}","lamports":{{lamports}},"executable":{{(isExecutable ? "true" : "false")}},"rentEpoch":18446744073709551615,
         "data":["{{Convert.ToBase64String(data)}}","base64"],"space":{{data.Length}} }
        """;

    private static byte[] TokenAccountData(ulong amount = 0)
    {
        var data = new byte[TokenAccount.Length];
        BitConverter.TryWriteBytes(data.AsSpan(64), amount);
        data[108] = 1;
        return data;
    }

    private static byte[] MintData()
    {
        var data = new byte[Mint.Length];
        (data[44], data[45]) = (6, 1);
        return data;
    }

    private sealed class FakeNode : HttpMessageHandler
    {
        private readonly Dictionary<string, Queue<string>> answers = [];
        private readonly List<(string Method, JsonNode? Parameters)> asked = [];

        public FakeNode Answer(string method, params string[] results) =>
            Add(method, results.Select(result => $"\"result\":{result}"));

        public FakeNode Fail(string method, string error) => Add(method, [$"\"error\":{error}"]);

        public List<JsonNode?> Asked(string method) =>
            asked.Where(one => one.Method == method).Select(one => one.Parameters).ToList();

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var call = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var method = call["method"]!.GetValue<string>();
            asked.Add((method, call["params"]));
            var queue = answers[method];
            var answer = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(
                    $$"""{"jsonrpc":"2.0","id":{{call["id"]!.ToJsonString()}},{{answer}}}""", Encoding.UTF8,
                    "application/json"),
            };
        }

        private FakeNode Add(string method, IEnumerable<string> results)
        {
            answers[method] = new Queue<string>(results);
            return this;
        }
    }
}
