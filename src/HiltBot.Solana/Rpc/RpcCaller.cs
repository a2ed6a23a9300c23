using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// Asks until there is an answer or no sense in asking: nodes in order, resting ones left out, all within one
/// budget, a bounded number of tries and a bounded time of waiting.
/// </summary>
internal sealed class RpcCaller
{
    private readonly SolanaRpcOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly RpcExchange _exchange;
    private readonly RpcNode[] _nodes;

    public RpcCaller(HttpClient http, SolanaRpcOptions options, TimeProvider time, Random jitter)
    {
        SolanaRpcOptions.Require(options);
        _options = options;
        _time = time;
        _jitter = jitter;
        _exchange = new RpcExchange(http, options, time);
        _nodes = [.. options.Urls.Select(url => new RpcNode(url, options, time, jitter))];
        Budget = new RequestBudget(options.RequestsPerSecond, time);
    }

    public RequestBudget Budget { get; }

    /// <param name="isRepeatable">
    /// False for a call whose loss must not be answered by a second one; then only a refusal before work
    /// (429) is retried.
    /// </param>
    public async Task<T> CallAsync<T>(
        RpcRequest request,
        Func<JsonElement, T> read,
        int triesMax,
        bool isRepeatable,
        CancellationToken cancellationToken)
    {
        var call = new Call(_options.WaitMax);
        while (true)
        {
            var node = await NextNodeAsync(request, call, cancellationToken);
            var startedAt = _time.GetUtcNow();
            call.Tries++;
            var answer = await _exchange.AskAsync(node, request, read, cancellationToken);
            if (answer.Error is not { } error)
            {
                node.Answered();
                return answer.Result!;
            }

            call.LastError = error;
            Apply(answer.Remedy, error, node, startedAt, call);
            if (answer.Remedy == Remedy.GiveUp
                || call.Tries >= triesMax
                || call.Left.Count == _nodes.Length
                || (!isRepeatable && error is not RpcError.RetryLater))
            {
                throw new SolanaRpcException(request.Method, error, call.Tries);
            }
        }
    }

    private void Apply(Remedy remedy, RpcError error, RpcNode node, DateTimeOffset startedAt, Call call)
    {
        switch (remedy)
        {
            case Remedy.RestNode:
                node.Rest(startedAt, (error as RpcError.RetryLater)?.RetryAfter);
                break;
            case Remedy.LeaveNode:
                node.Rest(startedAt, null);
                call.Left.Add(node);
                break;
            case Remedy.AskAnother:
                node.Answered();
                call.Left.Add(node);
                break;
            case Remedy.AskAgain:
                node.Answered();
                call.PausedUntil = _time.GetUtcNow() + Backoff.After(call.Tries, _options, _jitter);
                break;
        }
    }

    /// <summary>
    /// Waits until a node is rested and the budget has room; others may lengthen the rest meanwhile.
    /// </summary>
    private async Task<RpcNode> NextNodeAsync(
        RpcRequest request, Call call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = _time.GetUtcNow();
            var node = _nodes.Where(item => !call.Left.Contains(item)).MinBy(item => item.RestAt(now))!;
            var rest = node.RestAt(now);
            var pause = call.PausedUntil > now ? call.PausedUntil - now : TimeSpan.Zero;
            var wait = rest > pause ? rest : pause;
            if (wait > TimeSpan.Zero)
            {
                await WaitAsync(request, call, wait, cancellationToken);
                continue;
            }

            if (!Budget.TryTake(call.WaitLeft, out var turn))
                throw GaveUp(request, call, turn);
            if (turn == TimeSpan.Zero)
                return node;

            await WaitAsync(request, call, turn, cancellationToken);
            if (node.RestAt(_time.GetUtcNow()) == TimeSpan.Zero)
                return node;
        }
    }

    private async Task WaitAsync(
        RpcRequest request, Call call, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait > call.WaitLeft)
            throw GaveUp(request, call, wait);
        call.WaitLeft -= wait;

        // Timers count whole milliseconds and round down: without this a wait ends just before its time.
        var milliseconds = (wait.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _time, cancellationToken);
    }

    private static SolanaRpcException GaveUp(RpcRequest request, Call call, TimeSpan wait)
    {
        var why = call.LastError?.Text ?? "All nodes are resting or the request budget is used up.";
        return new SolanaRpcException(
            request.Method, new RpcError.RetryLater(why, call.LastError?.Code, wait), call.Tries);
    }

    /// <summary>What one call has been through.</summary>
    private sealed class Call(TimeSpan waitMax)
    {
        public HashSet<RpcNode> Left { get; } = [];

        public int Tries { get; set; }

        public RpcError? LastError { get; set; }

        public DateTimeOffset PausedUntil { get; set; } = DateTimeOffset.MinValue;

        public TimeSpan WaitLeft { get; set; } = waitMax;
    }
}
