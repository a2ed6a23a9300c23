using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>How long the client waits, and who waits with it. Only virtual time passes.</summary>
public sealed class WaitingTests
{
    private readonly ManualTime _time = new();
    private readonly FakeNodes _nodes;

    public WaitingTests() => _nodes = new FakeNodes(_time);

    [Fact]
    public async Task The_wait_that_a_node_asks_for_is_kept()
    {
        _nodes.ThenStatus(429, retryAfter: TimeSpan.FromSeconds(17)).ThenResult("9");
        Assert.Equal(9UL, await SlotAsync(_nodes.Client()));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(17)], Times());
    }

    [Fact]
    public async Task Other_callers_of_the_node_keep_that_wait_too()
    {
        _nodes.ThenStatus(429, retryAfter: TimeSpan.FromSeconds(17)).ThenResult("9");
        var client = _nodes.Client(options => options with { TriesMax = 1 });
        await Assert.ThrowsAsync<SolanaRpcException>(() => SlotAsync(client));
        Assert.Equal(9UL, await SlotAsync(client));
        Assert.Equal(TimeSpan.FromSeconds(17), Times()[1]);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_told_instead_of_kept()
    {
        _nodes.ThenStatus(429, retryAfter: TimeSpan.FromHours(1));
        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => SlotAsync(_nodes.Client()));
        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<RpcError.RetryLater>(error.Error).RetryAfter);
        Assert.Single(_nodes.Asked);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task Waits_double_with_jitter_from_half_a_second_to_thirty()
    {
        _nodes.ThenStatus(429);
        var client = _nodes.Client(
            options => options with { TriesMax = 11, WaitMax = TimeSpan.FromHours(1) });
        await Assert.ThrowsAsync<SolanaRpcException>(() => SlotAsync(client));

        var waits = Times().Zip(Times().Skip(1), (left, right) => (right - left).TotalSeconds).ToArray();
        double[] longest = [1, 2, 4, 8, 16, 30, 30, 30, 30, 30];
        Assert.Equal(longest.Length, waits.Length);
        foreach (var (wait, most) in waits.Zip(longest))
            Assert.InRange(wait, most / 2, most);

        // Seed 7: with jitter the waits are no round halves.
        Assert.NotEqual(waits[^1], waits[^2]);
    }

    [Fact]
    public async Task A_good_answer_ends_the_doubling()
    {
        _nodes.ThenStatus(500).ThenStatus(500).ThenStatus(500).ThenResult("1").ThenStatus(500).ThenResult(
            "2");
        var client = _nodes.Client();
        await SlotAsync(client);
        await SlotAsync(client);
        Assert.InRange((Times()[5] - Times()[4]).TotalSeconds, 0.5, 1);
    }

    [Fact]
    public async Task Requests_that_fail_together_count_as_one_failure()
    {
        // One gate each: several waiters of one gate would be woken on other threads.
        var gates = new List<TaskCompletionSource>();
        for (var i = 0; i < 10; i++)
        {
            _nodes.Then(async (_, _) =>
            {
                var gate = new TaskCompletionSource();
                gates.Add(gate);
                if (gates.Count == 10)
                    gates.ForEach(item => item.SetResult());
                await gate.Task;
                return await FakeNodes.Status(429, "", null);
            });
        }

        _nodes.ThenResult("1");
        var client = _nodes.Client();
        await _time.RunAsync(() => Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => client.GetSlotAsync(Commitment.Finalized, default))));
        Assert.Equal(20, _nodes.Asked.Count);
        Assert.All(Times()[10..], at => Assert.InRange(at.TotalSeconds, 0.5, 1.001));
    }

    [Fact]
    public async Task A_resting_node_is_left_out_and_asked_again_later()
    {
        _nodes.ThenStatus(502).ThenResult("1").ThenResult("2", "second");
        var client = _nodes.Client(null, "first", "second");
        Assert.Equal(2UL, await SlotAsync(client));
        Assert.Equal(2UL, await SlotAsync(client));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1UL, await SlotAsync(client));
        Assert.Equal(["first", "second", "second", "first"], _nodes.Asked.Select(asked => asked.Host));
    }

    [Theory]
    [InlineData(-32005)]
    [InlineData(-32016)]
    public async Task A_node_that_is_behind_gives_way_to_the_next(int code)
    {
        _nodes.ThenError(code).ThenResult("2", "second");
        Assert.Equal(2UL, await SlotAsync(_nodes.Client(null, "first", "second")));
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Theory]
    [InlineData(-32004)]
    [InlineData(-32014)]
    public async Task A_block_that_is_not_ready_makes_its_caller_wait_and_nobody_else(int code)
    {
        _nodes.ThenError(code).ThenResult("1");
        var client = _nodes.Client();
        var answers = await _time.RunAsync(() => Task.WhenAll(
            client.GetSlotAsync(Commitment.Finalized, default),
            client.GetSlotAsync(Commitment.Finalized, default)));
        Assert.Equal([1UL, 1UL], answers);
        Assert.Equal([0, 0], Times().Take(2).Select(at => at.TotalSeconds));
        Assert.InRange(Times()[2].TotalSeconds, 0.5, 1.001);
    }

    [Fact]
    public async Task A_node_that_blocks_us_is_left_for_the_next_and_not_asked_again()
    {
        _nodes.ThenStatus(403).ThenStatus(500, host: "second").ThenResult("2", "second");
        Assert.Equal(2UL, await SlotAsync(_nodes.Client(null, "first", "second")));
        Assert.Equal(["first", "second", "second"], _nodes.Asked.Select(asked => asked.Host));
    }

    [Fact]
    public async Task All_nodes_together_have_one_bounded_number_of_tries()
    {
        _nodes.ThenCut().ThenCut("second").ThenCut("third");
        var client = _nodes.Client(options => options with { TriesMax = 7 }, "first", "second", "third");
        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => SlotAsync(client));
        Assert.Equal(7, error.Tries);
        Assert.Equal(7, _nodes.Asked.Count);
        Assert.Equal(["first", "second", "third"], _nodes.Asked.Take(3).Select(asked => asked.Host));
    }

    [Fact]
    public async Task The_budget_is_shared_and_spaces_requests_out()
    {
        _nodes.ThenResult("1");
        var client = _nodes.Client(options => options with { RequestsPerSecond = 4 });
        await _time.RunAsync(() => Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => client.GetSlotAsync(Commitment.Finalized, default))));

        // Four at once, then one each quarter of a second.
        Assert.Equal(
            [0, 0, 0, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2],
            Times().Select(at => at.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(0.25), client.Budget.Backlog);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, client.Budget.Backlog);
    }

    [Fact]
    public async Task A_quiet_minute_earns_no_more_than_a_second()
    {
        _nodes.ThenResult("1");
        var client = _nodes.Client(options => options with { RequestsPerSecond = 4 });
        _time.Advance(TimeSpan.FromMinutes(1));
        await _time.RunAsync(() => Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => client.GetSlotAsync(Commitment.Finalized, default))));
        Assert.Equal([60, 60, 60, 60, 60.25, 60.5], Times().Select(at => at.TotalSeconds));
    }

    [Fact]
    public async Task A_queue_that_is_too_long_is_refused_without_taking_a_place()
    {
        _nodes.ThenResult("1");
        var client = _nodes.Client(
            options => options with { RequestsPerSecond = 1, WaitMax = TimeSpan.FromSeconds(3) });
        var refused = await _time.RunAsync(async () =>
        {
            var calls = Enumerable.Range(0, 9)
                .Select(_ => client.GetSlotAsync(Commitment.Finalized, default)).ToArray();
            await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return calls.Count(call => call.Exception?.InnerException is SolanaRpcException
            {
                Error: RpcError.RetryLater { RetryAfter: { } wait },
            } && wait > TimeSpan.FromSeconds(3));
        });
        Assert.Equal(5, refused);
        Assert.Equal(4, _nodes.Asked.Count);
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => _nodes.Client(options => options with { Urls = [] }));
        Assert.Throws<ArgumentException>(
            () => _nodes.Client(options => options with { Urls = [new("ws://first")] }));
        Assert.Throws<ArgumentException>(
            () => _nodes.Client(options => options with { RequestsPerSecond = 0 }));
        Assert.Throws<ArgumentException>(() => _nodes.Client(options => options with { TriesMax = 0 }));
        Assert.Throws<ArgumentException>(
            () => _nodes.Client(options => options with { RequestTime = default }));
    }

    private Task<ulong> SlotAsync(SolanaRpc client) =>
        _time.RunAsync(() => client.GetSlotAsync(Commitment.Finalized, default));

    private TimeSpan[] Times() => [.. _nodes.Asked.Select(asked => asked.At - ManualTime.Start)];
}
