using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>Sends: always the same bytes, and every ending has a name.</summary>
public sealed class SendingTests
{
    private readonly FakeNodes _nodes = new(new ManualTime());
    private readonly byte[] _wire;
    private readonly Signature _id;

    public SendingTests()
    {
        using var buyer = KeyPair.FromSeed(new byte[32]);
        var payment = new PaymentTransaction
        {
            Blockhash = default,
            Buyer = buyer.Address,
            Merchant = new PaymentShare(
                Address.Parse("76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww"), 5_000_000),
        };
        var signed = payment.Build().Sign(buyer);
        _wire = signed.Serialize();
        _id = signed.Id;
    }

    [Fact]
    public async Task A_send_asks_the_node_not_to_resend_and_names_the_preflight_commitment()
    {
        _nodes.ThenResult($"\"{_id}\"");
        Assert.Equal(new SendOutcome.Sent(_id), await SendAsync());
        var asked = _nodes.Asked[0];
        Assert.Equal("sendTransaction", asked.Method);
        Assert.Equal(Convert.ToBase64String(_wire), asked.Params[0].GetString());
        Assert.Equal("base64", asked.Params[1].GetProperty("encoding").GetString());
        Assert.Equal("confirmed", asked.Params[1].GetProperty("preflightCommitment").GetString());
        Assert.Equal(0, asked.Params[1].GetProperty("maxRetries").GetInt32());
    }

    [Fact]
    public async Task A_lost_answer_is_followed_by_the_same_bytes()
    {
        _nodes.ThenCut().ThenStatus(502, "<html>").ThenHang().ThenStatus(429).ThenResult($"\"{_id}\"");
        Assert.Equal(new SendOutcome.Sent(_id), await SendAsync());
        Assert.Equal(5, _nodes.Asked.Count);
        Assert.Single(_nodes.Asked.Select(asked => asked.Body).Distinct());
    }

    [Fact]
    public async Task What_landed_before_the_answer_was_lost_is_told_as_such()
    {
        _nodes.ThenCut().ThenError(
            -32002, "Transaction simulation failed", """{"err":"AlreadyProcessed","logs":[]}""");
        Assert.Equal(new SendOutcome.AlreadyProcessed(_id), await SendAsync());
    }

    [Fact]
    public async Task An_older_node_says_it_in_words_only()
    {
        _nodes.ThenError(
            -32002, "Transaction simulation failed: This transaction has already been processed");
        Assert.Equal(new SendOutcome.AlreadyProcessed(_id), await SendAsync());
    }

    [Fact]
    public async Task A_failed_preflight_tells_the_error_and_the_logs_and_is_not_retried()
    {
        _nodes.ThenError(
            -32002,
            "Transaction simulation failed",
            """
            {"err":{"InstructionError":[2,{"Custom":1}]},"logs":["Program log: Error: insufficient funds"]}
            """);
        var failed = Assert.IsType<SendOutcome.PreflightFailed>(await SendAsync());
        Assert.Equal(new TransactionError("InstructionError", 2, "Custom", 1), failed.Error);
        Assert.Equal(["Program log: Error: insufficient funds"], failed.Logs);
        Assert.Single(_nodes.Asked);
    }

    [Theory]
    [InlineData("\"BlockhashNotFound\"", "BlockhashNotFound", null, null, null)]
    [InlineData("""{"InstructionError":[0,"IllegalOwner"]}""", "InstructionError", 0, "IllegalOwner", null)]
    [InlineData("""{"InstructionError":[3,{"BorshIo":"x"}]}""", "InstructionError", 3, "BorshIo", null)]
    [InlineData("""{"ProgramRentLow":{"account_index":1}}""", "ProgramRentLow", null, null, null)]
    public async Task Every_form_of_a_transaction_error_is_read(
        string json, string kind, int? index, string? reason, uint? code)
    {
        _nodes.ThenError(-32002, "failed", $$"""{"err":{{json}},"logs":null}""");
        var failed = Assert.IsType<SendOutcome.PreflightFailed>(await SendAsync());
        Assert.Equal(new TransactionError(kind, index, reason, code), failed.Error);
        Assert.Empty(failed.Logs);
    }

    [Fact]
    public async Task A_node_that_lags_behind_the_blockhash_gets_the_same_bytes_again()
    {
        _nodes.ThenError(-32002, "failed", """{"err":"BlockhashNotFound","logs":[]}""")
            .ThenError(-32002, "failed", """{"err":"BlockhashNotFound","logs":[]}""")
            .ThenResult($"\"{_id}\"");
        Assert.Equal(new SendOutcome.Sent(_id), await SendAsync());
        Assert.Single(_nodes.Asked.Select(asked => asked.Body).Distinct());
    }

    [Fact]
    public async Task A_send_that_nobody_answers_is_given_up_without_a_verdict()
    {
        _nodes.ThenCut();
        var error = await Assert.ThrowsAsync<SolanaRpcException>(SendAsync);
        Assert.IsType<RpcError.UseAnotherNode>(error.Error);
        Assert.Equal(6, error.Tries);
    }

    [Fact]
    public async Task A_wrong_signature_is_not_sent_twice()
    {
        _nodes.ThenError(-32003, "Transaction signature verification failure");
        var error = await Assert.ThrowsAsync<SolanaRpcException>(SendAsync);
        Assert.IsType<RpcError.DoNotRetry>(error.Error);
        Assert.Single(_nodes.Asked);
    }

    [Fact]
    public async Task A_node_that_names_another_transaction_is_not_believed()
    {
        _nodes.ThenResult($"\"{Base58.Encode(new byte[64])}\"").ThenResult($"\"{_id}\"");
        Assert.Equal(new SendOutcome.Sent(_id), await SendAsync());
        Assert.Equal(2, _nodes.Asked.Count);
    }

    [Fact]
    public async Task What_nobody_signed_is_not_sent()
    {
        var unsigned = (byte[])_wire.Clone();
        unsigned.AsSpan(1, 64).Clear();
        await Assert.ThrowsAsync<ArgumentException>(
            () => _nodes.Client().SendTransactionAsync(unsigned, Commitment.Confirmed, default));
        Assert.Empty(_nodes.Asked);
    }

    [Fact]
    public async Task An_airdrop_whose_answer_is_lost_is_not_asked_for_twice()
    {
        _nodes.ThenStatus(429).ThenCut();
        await Assert.ThrowsAsync<SolanaRpcException>(
            () => _nodes.Time.RunAsync(() => _nodes.Client().RequestAirdropAsync(default, 1, default)));
        Assert.Equal(2, _nodes.Asked.Count);
    }

    private Task<SendOutcome> SendAsync() =>
        _nodes.Time.RunAsync(
            () => _nodes.Client().SendTransactionAsync(_wire, Commitment.Confirmed, default));
}
