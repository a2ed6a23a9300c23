using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>
/// The table of solana.md, section 6: each answer of a node, and what the client makes of it.
/// </summary>
public sealed class BadAnswersTests
{
    private const int AskedOnce = 1;
    private const int TriesMax = 3;

    private readonly FakeNodes _nodes = new(new ManualTime());

    [Theory]
    [InlineData(403, typeof(RpcError.DoNotRetry), AskedOnce)]
    [InlineData(413, typeof(RpcError.DoNotRetry), AskedOnce)]
    [InlineData(401, typeof(RpcError.DoNotRetry), AskedOnce)]
    [InlineData(404, typeof(RpcError.DoNotRetry), AskedOnce)]
    [InlineData(400, typeof(RpcError.OurBug), AskedOnce)]
    [InlineData(429, typeof(RpcError.RetryLater), TriesMax)]
    [InlineData(500, typeof(RpcError.UseAnotherNode), TriesMax)]
    [InlineData(502, typeof(RpcError.UseAnotherNode), TriesMax)]
    [InlineData(503, typeof(RpcError.UseAnotherNode), TriesMax)]
    [InlineData(504, typeof(RpcError.UseAnotherNode), TriesMax)]
    public async Task A_status_means_what_the_table_says(int status, Type error, int asked)
    {
        _nodes.ThenStatus(status, "<html>no</html>");
        await AssertEndsAsync(error, asked, status);
    }

    [Theory]
    [InlineData(-32003, typeof(RpcError.DoNotRetry), AskedOnce)]
    [InlineData(-32004, typeof(RpcError.RetryLater), TriesMax)]
    [InlineData(-32005, typeof(RpcError.UseAnotherNode), TriesMax)]
    [InlineData(-32007, typeof(RpcError.RetryLater), TriesMax)]
    [InlineData(-32009, typeof(RpcError.RetryLater), TriesMax)]
    [InlineData(-32014, typeof(RpcError.RetryLater), TriesMax)]
    [InlineData(-32015, typeof(RpcError.OurBug), AskedOnce)]
    [InlineData(-32016, typeof(RpcError.UseAnotherNode), TriesMax)]
    [InlineData(-32600, typeof(RpcError.OurBug), AskedOnce)]
    [InlineData(-32601, typeof(RpcError.OurBug), AskedOnce)]
    [InlineData(-32602, typeof(RpcError.OurBug), AskedOnce)]
    [InlineData(-32700, typeof(RpcError.OurBug), AskedOnce)]
    [InlineData(-32603, typeof(RpcError.UseAnotherNode), TriesMax)]
    [InlineData(-31999, typeof(RpcError.DoNotRetry), AskedOnce)]
    public async Task An_error_code_means_what_the_table_says(int code, Type error, int asked)
    {
        _nodes.ThenError(code);
        await AssertEndsAsync(error, asked, code);
    }

    [Fact]
    public async Task An_error_inside_a_bad_status_is_what_counts()
    {
        _nodes.Then((id, _) => FakeNodes.Status(500, FakeNodes.ErrorBody(id, -32602, "wrong", null), null));
        await AssertEndsAsync(typeof(RpcError.OurBug), AskedOnce, -32602);
    }

    [Theory]
    [InlineData("<html><body>Bad gateway</body></html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("{}")]
    [InlineData("""{"jsonrpc":"2.0","id":-5,"result":12}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"resu""")]
    [InlineData("""{"id":null,"error":{"code":-32002,"message":"\ud800"}}""")]
    [InlineData("""{"id":null,"error":{"code":-32002,"message":"failed","data":{"err":7}}}""")]
    public async Task Nonsense_is_asked_for_again(string body)
    {
        _nodes.ThenStatus(200, body);
        await AssertEndsAsync(typeof(RpcError.UseAnotherNode), TriesMax, code: null);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("18446744073709551616")]
    [InlineData("\"12a\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task A_result_that_is_no_u64_is_nonsense(string result)
    {
        _nodes.ThenResult(result);
        await AssertEndsAsync(typeof(RpcError.UseAnotherNode), TriesMax, code: null);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"odd\"")]
    [InlineData("{\"slot\":1,\"meta\":{\"fee\":\"\\ud800\"},\"transaction\":{\"message\":{}}}")]
    public async Task One_transaction_that_cannot_be_read_is_asked_of_every_node_once_and_rests_none(string odd)
    {
        _nodes.ThenResult(odd, "first").ThenResult("5", "first").ThenResult(odd, "second");
        var client = _nodes.Client(options => options with { TriesMax = TriesMax }, "first", "second");
        var fault = await Assert.ThrowsAsync<SolanaRpcException>(() => _nodes.Time.RunAsync(
            () => client.GetTransactionAsync(Solana.Keys.Signature.From([1, .. new byte[63]]), Commitment.Finalized, default)));
        Assert.IsType<RpcError.Unreadable>(fault.Error);
        Assert.Equal(["first", "second"], _nodes.Asked.Select(asked => asked.Host));
        var before = _nodes.Time.GetUtcNow();
        Assert.Equal(5UL, await RunAsync(client));
        Assert.Equal(before, _nodes.Asked[^1].At);
        Assert.Equal("first", _nodes.Asked[^1].Host);
    }

    [Fact]
    public async Task A_cut_connection_is_asked_again()
    {
        _nodes.ThenCut().ThenCut().ThenResult("5");
        Assert.Equal(5UL, await SlotAsync());
        Assert.Equal(3, _nodes.Asked.Count);
    }

    [Fact]
    public async Task A_silent_node_is_given_up_after_the_request_time()
    {
        _nodes.ThenHang().ThenResult("5");
        Assert.Equal(5UL, await SlotAsync());
        var wait = _nodes.Asked[1].At - _nodes.Asked[0].At;
        Assert.InRange(wait, TimeSpan.FromSeconds(20.5), TimeSpan.FromSeconds(21));
    }

    [Theory]
    [InlineData(900, true, true)]
    [InlineData(900, false, true)]
    [InlineData(2_000, true, false)]
    [InlineData(2_000, false, false)]
    public async Task An_endless_answer_is_cut_off(int blanks, bool tellsItsLength, bool isRead)
    {
        _nodes.Then(async (id, cancellationToken) =>
        {
            var padding = new string(' ', blanks);
            var answer = await FakeNodes.Json($$"""{"id":{{id}},{{padding}}"result":5}""");
            if (!tellsItsLength)
            {
                var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                answer.Content = new StreamContent(new Unseekable(bytes));
            }

            return answer;
        });
        var client = _nodes.Client(options => options with { AnswerBytesMax = 1_000, TriesMax = 1 });
        if (isRead)
        {
            Assert.Equal(5UL, await RunAsync(client));
            return;
        }

        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => RunAsync(client));
        Assert.IsType<RpcError.UseAnotherNode>(error.Error);
    }

    [Fact]
    public async Task The_key_in_a_nodes_url_is_never_told()
    {
        _nodes.ThenStatus(500).ThenCut().ThenHang();
        var error = await Assert.ThrowsAsync<SolanaRpcException>(SlotAsync);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_error_of_the_node()
    {
        using var cancelled = new CancellationTokenSource();
        _nodes.Then(async (_, cancellationToken) =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _nodes.Time, cancellationToken);
            throw new InvalidOperationException("Cancelled calls get no answer.");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _nodes.Time.RunAsync(
                () => _nodes.Client().GetSlotAsync(Commitment.Finalized, cancelled.Token)));
        Assert.Single(_nodes.Asked);
    }

    private async Task AssertEndsAsync(Type error, int asked, int? code)
    {
        var ended = await Assert.ThrowsAsync<SolanaRpcException>(SlotAsync);
        Assert.IsType(error, ended.Error);
        Assert.Equal(code, ended.Error.Code);
        Assert.Equal(asked, ended.Tries);
        Assert.Equal(asked, _nodes.Asked.Count);
        Assert.Equal("getSlot", ended.Method);
    }

    private Task<ulong> SlotAsync() =>
        RunAsync(_nodes.Client(options => options with { TriesMax = TriesMax }));

    private Task<ulong> RunAsync(SolanaRpc client) =>
        _nodes.Time.RunAsync(() => client.GetSlotAsync(Commitment.Finalized, default));

    /// <summary>As a chunked answer comes: its length is known only at its end.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
