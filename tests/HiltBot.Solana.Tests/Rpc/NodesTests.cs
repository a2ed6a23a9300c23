using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>Which node is asked, which is left out, and what is told of it. Only virtual time passes.</summary>
public sealed class NodesTests
{
    private const string Right = "\"5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d\"";
    private const string Wrong = "\"EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxkzBkoG\"";

    private readonly ManualTime _time = new();
    private readonly FakeNodes _nodes;
    private readonly List<NodeNews> _news = [];

    public NodesTests() => _nodes = new FakeNodes(_time);

    [Fact]
    public async Task A_node_that_is_silent_again_and_again_is_out_and_comes_back_by_one_call()
    {
        for (var i = 0; i < 5; i++)
            _nodes.ThenCut();
        _nodes.ThenResult("1").ThenResult("2", "second");
        var client = Client("first", "second");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(2UL, await SlotAsync(client));
            _time.Advance(TimeSpan.FromSeconds(20));
        }

        var told = Assert.Single(_news);
        Assert.Equal(("first", NodeCondition.Out), (told.Host, told.Condition));
        Assert.Equal(NodeCondition.Out, client.Nodes[0].Condition);
        Assert.True(client.Nodes[0].RestsFor > TimeSpan.FromSeconds(9));
        Assert.True(client.Nodes[1].IsInUse);

        // Its rest is over: of many callers one tries it, and the others stay with the second.
        _time.Advance(TimeSpan.FromMinutes(2));
        _nodes.Asked.Clear();
        var gate = new TaskCompletionSource();
        _nodes.Hold("first", gate.Task);
        var calls = Enumerable.Range(0, 5).Select(_ => client.GetSlotAsync(Commitment.Confirmed, default)).ToArray();
        Assert.Equal(1, _nodes.Asked.Count(asked => asked.Host == "first"));
        Assert.Equal(4, _nodes.Asked.Count(asked => asked.Host == "second"));
        gate.SetResult();
        await Task.WhenAll(calls);
        Assert.Equal((2, NodeCondition.Ready), (_news.Count, _news[^1].Condition));
        Assert.Equal(1UL, await SlotAsync(client));
    }

    [Fact]
    public async Task A_node_that_stays_out_is_tried_ever_more_seldom_with_an_end()
    {
        _nodes.ThenStatus(502).ThenResult("2", "second");
        var client = Client("first", "second");
        for (var i = 0; i < 400; i++)
        {
            await SlotAsync(client);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        var tries = _nodes.Asked.Where(asked => asked.Host == "first").Select(asked => asked.At).ToList();
        var waits = tries.Zip(tries.Skip(1), (left, right) => right - left).ToList();
        Assert.InRange(waits[^1], TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(5));
        Assert.InRange(tries.Count, 10, 22);
        Assert.Single(_news);
    }

    [Fact]
    public async Task The_only_node_is_tried_at_least_every_half_minute()
    {
        _nodes.ThenCut();
        var client = Client("first");
        for (var i = 0; i < 60; i++)
        {
            await Assert.ThrowsAsync<SolanaRpcException>(() => SlotAsync(client));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var tries = _nodes.Asked.Select(asked => asked.At).ToList();
        Assert.All(
            tries.Zip(tries.Skip(1), (left, right) => right - left),
            wait => Assert.True(wait <= TimeSpan.FromSeconds(31)));
    }

    [Fact]
    public async Task A_limit_of_rate_and_an_error_of_the_node_put_nobody_out()
    {
        for (var i = 0; i < 10; i++)
            _nodes.ThenStatus(429).ThenError(-32005);
        _nodes.ThenResult("2", "second");
        var client = Client("first", "second");
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(40));
            await SlotAsync(client);
        }

        Assert.Empty(_news);
        Assert.Contains("-32005", client.Nodes[0].Why, StringComparison.Ordinal);
        Assert.DoesNotContain("no", client.Nodes[0].Why!.Split(' '));
    }

    [Fact]
    public async Task A_node_that_is_behind_decides_nothing_until_it_has_caught_up()
    {
        _nodes.ThenResult("500").ThenResult("900", "second");
        var client = Client("first", "second");
        await _time.RunAsync(() => DoneAsync(client.CompareNodesAsync(default)));
        Assert.Equal(NodeCondition.Behind, client.Nodes[0].Condition);
        Assert.Contains("400 slots", client.Nodes[0].Why, StringComparison.Ordinal);
        Assert.Equal(("first", NodeCondition.Behind), (_news.Single().Host, _news.Single().Condition));

        _nodes.Asked.Clear();
        Assert.Equal(900UL, await SlotAsync(client));
        await _time.RunAsync(() => client.GetBlockHeightAsync(Commitment.Finalized, default));
        Assert.All(_nodes.Asked, asked => Assert.Equal("second", asked.Host));

        _nodes.Replace("first", "890").Replace("second", "901");
        await _time.RunAsync(() => DoneAsync(client.CompareNodesAsync(default)));
        Assert.Equal(890UL, await SlotAsync(client));
        Assert.Equal((2, NodeCondition.Ready), (_news.Count, _news[^1].Condition));
    }

    [Fact]
    public async Task An_answer_that_shows_its_node_to_be_behind_is_no_answer()
    {
        _nodes.ThenResult("900").ThenResult("500").ThenResult("905", "second");
        var client = Client("first", "second");
        await _time.RunAsync(() => DoneAsync(client.CompareNodesAsync(default)));
        Assert.Equal(905UL, await SlotAsync(client));
        Assert.Equal(NodeCondition.Behind, client.Nodes[0].Condition);
    }

    [Fact]
    public async Task When_the_others_are_silent_for_long_a_node_that_is_behind_is_better_than_none()
    {
        _nodes.ThenResult("500").ThenResult("900", "second").ThenCut("second");
        var client = Client("first", "second");
        await _time.RunAsync(() => DoneAsync(client.CompareNodesAsync(default)));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(500UL, await SlotAsync(client));
    }

    [Fact]
    public async Task A_node_that_was_heard_earlier_is_not_behind_for_that()
    {
        _nodes.ThenResult("500").ThenResult("1000", "second");
        var client = Client("first", "second");
        await SlotAsync(client);
        _time.Advance(TimeSpan.FromSeconds(50));
        _nodes.Replace("first", "1000");
        await _time.RunAsync(() => DoneAsync(client.CompareNodesAsync(default)));
        Assert.Empty(_news);
    }

    [Fact]
    public async Task A_node_of_another_network_is_found_before_its_first_use_and_never_used()
    {
        _nodes.ThenResult(Wrong).ThenResult(Right, "second").ThenResult("2", "second");
        var client = Client("first", "second");
        client.Expect(Right.Trim('"'));
        Assert.Equal(2UL, await SlotAsync(client));
        Assert.Equal(2UL, await SlotAsync(client));
        Assert.Equal(["getGenesisHash", "getGenesisHash", "getSlot", "getSlot"], _nodes.Asked.Select(asked => asked.Method));
        Assert.Equal(NodeCondition.WrongNetwork, client.Nodes[0].Condition);
        Assert.Equal(("first", NodeCondition.WrongNetwork), (_news.Single().Host, _news.Single().Condition));
    }

    [Fact]
    public async Task Nodes_of_other_networks_alone_answer_nothing()
    {
        _nodes.ThenResult(Wrong);
        var client = Client("first");
        client.Expect(Right.Trim('"'));
        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => SlotAsync(client));
        Assert.Contains("another network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_node_is_asked_for_its_network_and_a_silent_one_is_asked_again_before_its_use()
    {
        _nodes.ThenCut().ThenResult(Right).ThenResult("1").ThenResult(Right, "second").ThenResult("2", "second");
        var client = Client("first", "second");
        var told = await _time.RunAsync(() => client.AskGenesisAsync(default));
        Assert.Equal([null, Right.Trim('"')], told.Select(node => node.Hash));
        client.Expect(Right.Trim('"'));
        Assert.Equal(2UL, await SlotAsync(client));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1UL, await SlotAsync(client));
        Assert.Equal(2, _nodes.Asked.Count(asked => asked.Method == "getGenesisHash" && asked.Host == "first"));
    }

    [Fact]
    public async Task Where_a_transaction_stands_is_told_by_one_node_alone()
    {
        _nodes.ThenResult("100").ThenCut();
        _nodes.ThenResult("90", "second").ThenResult("95", "second").ThenResult("""{"value":[null]}""", "second");
        var client = Client("first", "second");
        var found = await _time.RunAsync(() => client.GetStandingAsync(default, default));
        Assert.Equal(new SignatureStanding(90, 95, null), found);
    }

    [Fact]
    public void Two_nodes_on_one_host_are_told_apart_and_no_address_is_told()
    {
        var client = _nodes.Client(null, "one.test", "one.test", "two.test");
        Assert.Equal(["one.test", "one.test#2", "two.test"], client.Nodes.Select(node => node.Host));
    }

    private SolanaRpc Client(params string[] hosts) => _nodes.Client(options => options with { News = _news.Add }, hosts);

    private Task<ulong> SlotAsync(SolanaRpc client) =>
        _time.RunAsync(() => client.GetSlotAsync(Commitment.Finalized, default));

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }
}
