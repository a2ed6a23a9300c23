using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>Many transactions in one HTTP request, and what nodes make of that. Only virtual time passes.</summary>
public sealed class BatchesTests
{
    private readonly ManualTime _time = new();
    private readonly FakeNodes _nodes;

    public BatchesTests() => _nodes = new FakeNodes(_time);

    [Fact]
    public async Task Answers_out_of_order_are_told_apart_by_their_ids()
    {
        _nodes.ThenBatch(ids => List(ids.Reverse().Select((id, place) => Reading(id, Asked(id)))));
        var found = await ReadAsync(_nodes.Client(), 7);
        Assert.Equal(Signatures(7), found.Select(one => one.Reading!.Signature));
        Assert.Equal(7, Assert.Single(_nodes.Asked).Ids.Length);
    }

    [Fact]
    public async Task A_batch_is_bounded_and_what_is_left_over_goes_in_the_next()
    {
        _nodes.ThenBatch(ids => List(ids.Select(id => Reading(id, Asked(id)))));
        await ReadAsync(_nodes.Client(), 23);
        Assert.Equal([10, 10, 3], _nodes.Asked.Select(asked => asked.Ids.Length));
        Assert.All(_nodes.Asked, asked => Assert.True(asked.Body.Length < 4_000));
    }

    [Fact]
    public async Task What_is_missing_or_came_twice_is_asked_for_alone()
    {
        _nodes.ThenBatch(ids => List(
            [
                Reading(ids[0], Asked(ids[0])), Reading(ids[2], Asked(ids[2])),
                FakeNodes.ResultBody(ids[2], "null"), FakeNodes.ResultBody(999_999, "null"), "7", "{}",
            ]))
            .Then((id, _) => FakeNodes.Json(Reading(id, Asked(id))));
        var found = await ReadAsync(_nodes.Client(), 3);
        Assert.All(found, one => Assert.NotNull(one.Reading));
        Assert.Equal([3, 1, 1], _nodes.Asked.Select(asked => asked.Ids.Length));
    }

    [Fact]
    public async Task One_item_that_fails_is_treated_as_it_would_be_alone()
    {
        _nodes.ThenBatch(ids => List(
            [
                Reading(ids[0], Asked(ids[0])),
                FakeNodes.ErrorBody(ids[1], -32004, "not ready", null),
                FakeNodes.ErrorBody(ids[2], -32015, "version", null),
                FakeNodes.ResultBody(ids[3], "null"),
            ]))
            .Then((id, _) => FakeNodes.Json(Reading(id, Asked(id))));
        var found = await ReadAsync(_nodes.Client(), 4);
        Assert.NotNull(found[0].Reading);
        Assert.NotNull(found[1].Reading);
        Assert.Equal(-32015, Assert.IsType<RpcError.OurBug>(found[2].Error).Code);
        Assert.Equal((null, null), (found[3].Reading, found[3].Error));
        Assert.Equal([4, 1], _nodes.Asked.Select(asked => asked.Ids.Length));
    }

    [Fact]
    public async Task One_that_nobody_can_read_hides_nothing_of_the_others()
    {
        _nodes.ThenBatch(ids => List(
            [Reading(ids[0], Asked(ids[0])), FakeNodes.ResultBody(ids[1], "{}"), Reading(ids[2], Asked(ids[2]))]))
            .ThenResult("{}");
        var found = await ReadAsync(_nodes.Client(), 3);
        Assert.NotNull(found[0].Reading);
        Assert.IsType<RpcError.Unreadable>(found[1].Error);
        Assert.NotNull(found[2].Reading);
    }

    [Theory]
    [InlineData(413, "")]
    [InlineData(400, "no batches")]
    [InlineData(200, """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Batch requests are not supported"}}""")]
    [InlineData(200, """{"jsonrpc":"2.0","id":1,"result":null}""")]
    [InlineData(200, "[]")]
    public async Task A_node_that_refuses_batches_is_remembered_and_asked_one_by_one(int status, string body)
    {
        _nodes.ThenStatus(status, body).Then((id, _) => FakeNodes.Json(Reading(id, Asked(id))));
        var client = _nodes.Client();
        Assert.All(await ReadAsync(client, 3), one => Assert.NotNull(one.Reading));
        Assert.All(await ReadAsync(client, 3), one => Assert.NotNull(one.Reading));
        Assert.Equal([3, 1, 1, 1, 1, 1, 1], _nodes.Asked.Select(asked => asked.Ids.Length));
        Assert.False(client.Nodes[0].TakesBatches);
        Assert.Equal(NodeCondition.Ready, client.Nodes[0].Condition);
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.True(client.Nodes[0].TakesBatches);
    }

    [Fact]
    public async Task A_batch_that_is_lost_rests_the_node_and_its_questions_go_on_alone()
    {
        _nodes.ThenStatus(429, retryAfter: TimeSpan.FromSeconds(5)).Then((id, _) => FakeNodes.Json(Reading(id, Asked(id))));
        Assert.All(await ReadAsync(_nodes.Client(), 3), one => Assert.NotNull(one.Reading));
        Assert.Equal([0, 5, 5, 5], _nodes.Asked.Select(asked => (asked.At - ManualTime.Start).TotalSeconds));
    }

    [Fact]
    public async Task A_lost_batch_goes_on_at_the_next_node()
    {
        _nodes.ThenCut().Then((id, _) => FakeNodes.Json(Reading(id, Asked(id))), "second");
        Assert.All(await ReadAsync(_nodes.Client(null, "first", "second"), 3), one => Assert.NotNull(one.Reading));
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task Nodes_that_do_not_answer_at_all_are_the_trouble_and_no_transaction()
    {
        _nodes.ThenCut();
        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => ReadAsync(_nodes.Client(), 3));
        Assert.IsType<RpcError.UseAnotherNode>(error.Error);
    }

    [Fact]
    public async Task Each_question_of_a_batch_costs_its_place_in_the_budget()
    {
        _nodes.ThenBatch(ids => List(ids.Select(id => Reading(id, Asked(id)))));
        var client = _nodes.Client(options => options with { RequestsPerSecond = 4 });
        await ReadAsync(client, 30);

        // Four at once after a quiet second, then a quarter of a second each.
        Assert.Equal([1.5, 4, 6.5], _nodes.Asked.Select(asked => (asked.At - ManualTime.Start).TotalSeconds));
        var asked = _nodes.Asked.Select(one => (one.At, Count: one.Ids.Length)).ToList();
        Assert.True(asked.Sum(one => one.Count) <= 4 + 4 * _time.Elapsed.TotalSeconds);
    }

    private Task<IReadOnlyList<TransactionAnswer>> ReadAsync(SolanaRpc client, int count) =>
        _time.RunAsync(() => client.GetTransactionsAsync(Signatures(count), Commitment.Finalized, default));

    private static Signature[] Signatures(int count) =>
        [.. Enumerable.Range(1, count).Select(i => Signature.From([(byte)i, .. new byte[63]]))];

    // Which transaction the question of this id was about.
    private string Asked(int id) => _nodes.Asked.SelectMany(asked => asked.Calls)
        .Last(call => call.GetProperty("id").GetInt32() == id).GetProperty("params")[0].GetString()!;

    private static string List(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    private static string Reading(int id, string signature) => FakeNodes.ResultBody(id, JsonSerializer.Serialize(new
    {
        slot = 5,
        transaction = new
        {
            signatures = new[] { signature },
            message = new
            {
                header = new { numRequiredSignatures = 1 },
                accountKeys = new[] { "11111111111111111111111111111111" },
                instructions = Array.Empty<object>(),
            },
        },
        meta = new { fee = 5000, preBalances = new[] { 9000 }, postBalances = new[] { 4000 } },
    }));
}
