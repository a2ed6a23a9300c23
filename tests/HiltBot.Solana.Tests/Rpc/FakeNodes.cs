using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>What one node was asked, and when.</summary>
internal sealed record Asked(string Host, DateTimeOffset At, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public bool IsBatch => Json.ValueKind == JsonValueKind.Array;

    /// <summary>The questions of a batch, or the one question.</summary>
    public JsonElement[] Calls => IsBatch ? [.. Json.EnumerateArray()] : [Json];

    public int[] Ids => [.. Calls.Select(call => call.GetProperty("id").GetInt32())];

    public string Method => Calls[0].GetProperty("method").GetString()!;

    public JsonElement Params => Json.GetProperty("params");
}

/// <summary>How a node answers the request of this id.</summary>
internal delegate Task<HttpResponseMessage> Order(int id, CancellationToken cancellationToken);

/// <summary>
/// Nodes that misbehave as told, one answer after the other. A node without further orders repeats its last
/// one.
/// </summary>
internal sealed class FakeNodes(ManualTime time) : HttpMessageHandler
{
    private readonly Dictionary<string, Queue<Order>> _orders = [];
    private readonly Lock _lock = new();

    public List<Asked> Asked { get; } = [];

    public ManualTime Time { get; } = time;

    /// <summary>A client over these hosts, "first" alone unless said otherwise.</summary>
    public SolanaRpc Client(Func<SolanaRpcOptions, SolanaRpcOptions>? change = null, params string[] hosts)
    {
        string[] names = hosts.Length == 0 ? ["first"] : hosts;
        var options = new SolanaRpcOptions
        {
            Urls = [.. names.Select(name => new Uri($"http://{name}/?key=secret"))],
            RequestsPerSecond = 1_000,
        };
        return new SolanaRpc(new HttpClient(this), change?.Invoke(options) ?? options, Time, new Random(7));
    }

    public FakeNodes Then(Order answer, string host = "first")
    {
        if (!_orders.TryGetValue(host, out var orders))
            _orders[host] = orders = new();
        orders.Enqueue(answer);
        return this;
    }

    public FakeNodes ThenResult(string json, string host = "first") =>
        Then((id, _) => Json($$"""{"jsonrpc":"2.0","id":{{id}},"result":{{json}}}"""), host);

    public FakeNodes ThenError(int code, string message = "no", string? data = null, string host = "first") =>
        Then((id, _) => Json(ErrorBody(id, code, message, data)), host);

    /// <summary>The answer to a batch, made from the ids that it asks for.</summary>
    public FakeNodes ThenBatch(Func<int[], string> answer, string host = "first") =>
        Then((_, _) => Json(answer(Asked[^1].Ids)), host);

    public static string ResultBody(int id, string json) => $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{json}}}""";

    public FakeNodes ThenStatus(
        int status, string body = "", TimeSpan? retryAfter = null, string host = "first") =>
        Then((_, _) => Status(status, body, retryAfter), host);

    public FakeNodes ThenCut(string host = "first") =>
        Then((_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException("cut")), host);

    public FakeNodes ThenHang(string host = "first") => Then(
        async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken);
            throw new InvalidOperationException("A hanging node never answers.");
        },
        host);

    /// <summary>From now on the node answers this and nothing else.</summary>
    public FakeNodes Replace(string host, string json)
    {
        _orders.Remove(host);
        return ThenResult(json, host);
    }

    /// <summary>The node's next answers wait for this.</summary>
    public void Hold(string host, Task until)
    {
        var answers = _orders[host];
        _orders[host] = new Queue<Order>(answers.Select<Order, Order>(answer => async (id, cancellationToken) =>
        {
            await until;
            return await answer(id, cancellationToken);
        }));
    }

    public static string ErrorBody(int id, int code, string message, string? data)
    {
        var text = JsonSerializer.Serialize(message);
        var error = $$"""{"code":{{code}},"message":{{text}},"data":{{data ?? "null"}} }""";
        return $$"""{"jsonrpc":"2.0","id":{{id}},"error":{{error}} }""";
    }

    public static Task<HttpResponseMessage> Json(string body) => Status(200, body, null);

    public static Task<HttpResponseMessage> Status(int status, string body, TimeSpan? retryAfter)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
        return Task.FromResult(response);
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Order order;
        Asked asked;
        lock (_lock)
        {
            asked = new Asked(request.RequestUri!.Host, Time.GetUtcNow(), body);
            Asked.Add(asked);
            var orders = _orders[asked.Host];
            order = orders.Count > 1 ? orders.Dequeue() : orders.Peek();
        }

        return await order(asked.Ids[0], cancellationToken);
    }
}
