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

    public RpcCaller(HttpClient http, SolanaRpcOptions options, TimeProvider time, Random jitter)
    {
        SolanaRpcOptions.Require(options);
        _options = options;
        _time = time;
        _jitter = jitter;
        _exchange = new RpcExchange(http, options, time);
        Nodes = new RpcNodes(options, time, jitter);
        Budget = new RequestBudget(options.RequestsPerSecond, time);
    }

    public RequestBudget Budget { get; }

    public RpcNodes Nodes { get; }

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
        var call = new Call(request.Method, request.Decides, triesMax, _options.WaitMax);
        while (true)
        {
            using var seat = await SeatAsync(call, 1, cancellationToken);
            var startedAt = _time.GetUtcNow();
            call.Tries++;
            var answer = await _exchange.AskAsync(seat.Node, request, read, cancellationToken);
            if (answer.Error is not { } error)
            {
                if (Believes(seat.Node, request, answer.Result, call))
                    return answer.Result!;
            }
            else
            {
                Apply(answer.Remedy, error, seat.Node, startedAt, call);
                if (answer.Remedy == Remedy.GiveUp || (!isRepeatable && error is not RpcError.RetryLater))
                    throw GaveUp(call);
            }

            if (call.Tries >= triesMax || call.Left.Count == Nodes.All.Count)
                throw GaveUp(call);
        }
    }

    /// <summary>
    /// Asks many questions of one kind, as many at once as go into a batch. What a batch leaves open is asked
    /// for alone, with all the patience of a single call.
    /// </summary>
    /// <returns>In the order asked; an error only where asking alone gave one about that very thing.</returns>
    /// <exception cref="SolanaRpcException">The nodes themselves are the trouble.</exception>
    public async Task<IReadOnlyList<RpcAnswer<T>>> CallManyAsync<T>(
        IReadOnlyList<RpcRequest> requests, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var answers = new List<RpcAnswer<T>>(requests.Count);
        foreach (var part in requests.Chunk(_options.BatchMax))
        {
            var found = part.Length > 1 ? await TryBatchAsync(part, read, cancellationToken) : null;
            foreach (var request in part)
            {
                var answer = default(RpcAnswer<T>);
                answers.Add(found?.TryGetValue(request.Id, out answer) == true && IsFinal(answer)
                    ? answer
                    : await AloneAsync(request, read, cancellationToken));
            }
        }

        return answers;
    }

    /// <summary>
    /// Asks several questions of one and the same node, one after the other: answers of two nodes may not
    /// belong to one state of the chain. Trouble with one of them begins again with the first.
    /// </summary>
    public async Task<IReadOnlyList<T>> CallInOrderAsync<T>(
        IReadOnlyList<RpcRequest> requests, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var call = new Call(requests[^1].Method, decides: true, _options.TriesMax, _options.WaitMax);
        while (true)
        {
            using var seat = await SeatAsync(call, requests.Count, cancellationToken);
            call.Tries++;
            var results = new List<T>(requests.Count);
            foreach (var request in requests)
            {
                var startedAt = _time.GetUtcNow();
                var answer = await _exchange.AskAsync(seat.Node, request, read, cancellationToken);
                if (answer.Error is { } error)
                {
                    Apply(answer.Remedy, error, seat.Node, startedAt, call);
                    if (answer.Remedy == Remedy.GiveUp)
                        throw GaveUp(call);
                    break;
                }

                Nodes.Answered(seat.Node);
                results.Add(answer.Result!);
            }

            if (results.Count == requests.Count)
                return results;
            if (call.Tries >= call.TriesMax || call.Left.Count == Nodes.All.Count)
                throw GaveUp(call);
        }
    }

    /// <summary>Asks one node alone, once, whatever is thought of it: how else would it be known again.</summary>
    /// <returns>Null and the error when it did not answer, or when it is resting.</returns>
    public async Task<(T? Result, RpcError? Error)> AskNodeAsync<T>(
        RpcNode node, RpcRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var call = new Call(request.Method, decides: false, triesMax: 1, _options.RequestTime);
        if (node.RestAt(_time.GetUtcNow()) > TimeSpan.Zero)
            return (default, new RpcError.RetryLater(node.Why ?? "It is resting.", null, null));
        if (!Budget.TryTake(call.WaitLeft, out var turn))
            return (default, new RpcError.RetryLater("The request budget is used up.", null, turn));
        await WaitAsync(call, turn, cancellationToken);
        if (!node.TryEnter(_time.GetUtcNow(), out var isProbe))
            return (default, new RpcError.RetryLater(node.Why ?? "It is resting.", null, null));
        using var seat = new Seat(node, isProbe);
        var startedAt = _time.GetUtcNow();
        var answer = await _exchange.AskAsync(node, request, read, cancellationToken);
        if (answer.Error is { } error)
        {
            Apply(answer.Remedy, error, node, startedAt, call);
            return (default, error);
        }

        Took(node, request, answer.Result);
        return (answer.Result, null);
    }

    private async Task<IReadOnlyDictionary<int, RpcAnswer<T>>?> TryBatchAsync<T>(
        RpcRequest[] requests, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var call = new Call(requests[0].Method, requests[0].Decides, triesMax: 1, _options.WaitMax);
        if (Nodes.Pick(call.Decides, call.Left, _time.GetUtcNow())?.TakesBatches(_time.GetUtcNow()) == false)
            return null;
        using var seat = await SeatAsync(call, requests.Length, cancellationToken);
        if (!seat.Node.TakesBatches(_time.GetUtcNow()))
            return null;
        var startedAt = _time.GetUtcNow();
        var answer = await _exchange.AskBatchAsync(seat.Node, requests, read, cancellationToken);
        if (answer.IsRefusal)
        {
            seat.Node.RefusedBatch();
            return null;
        }

        if (answer.Error is { } error)
        {
            Apply(answer.Remedy, error, seat.Node, startedAt, call);
            return null;
        }

        Nodes.Answered(seat.Node);
        return answer.Items;
    }

    private async Task<RpcAnswer<T>> AloneAsync<T>(
        RpcRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            var result = await CallAsync(
                request, read, _options.TriesMax, isRepeatable: true, cancellationToken);
            return new RpcAnswer<T>(result, null, Remedy.GiveUp);
        }
        catch (SolanaRpcException error) when (error.Error.IsOfQuestion)
        {
            return new RpcAnswer<T>(default, error.Error, Remedy.GiveUp);
        }
    }

    // What is about the node, or not there yet, is asked for again.
    private static bool IsFinal<T>(RpcAnswer<T> answer) =>
        answer.Error is null || (answer.Remedy == Remedy.GiveUp && answer.Error.IsOfQuestion);

    /// <summary>
    /// The answer itself may show that the node is behind the others: then it is no answer.
    /// </summary>
    private bool Believes<T>(RpcNode node, RpcRequest request, T? result, Call call)
    {
        Took(node, request, result);
        if (!request.TellsSlot || !request.Decides || !Nodes.IsBehind(node))
            return true;
        call.LastError = new RpcError.UseAnotherNode($"{node.Name} is behind the other nodes.", null);
        call.Left.Add(node);
        return false;
    }

    private void Took<T>(RpcNode node, RpcRequest request, T? result)
    {
        Nodes.Answered(node);
        if (request.TellsSlot && result is ulong slot)
            Nodes.Hear(node, slot);
    }

    private void Apply(Remedy remedy, RpcError error, RpcNode node, DateTimeOffset startedAt, Call call)
    {
        call.LastError = error;
        switch (remedy)
        {
            case Remedy.RestNode:
                Nodes.Rest(node, startedAt, error);
                break;
            case Remedy.LeaveNode:
                Nodes.Rest(node, startedAt, error);
                call.Left.Add(node);
                break;
            case Remedy.AskAnother:
                Nodes.Answered(node);
                call.Left.Add(node);
                break;
            case Remedy.AskAgain:
                Nodes.Answered(node);
                call.PausedUntil = _time.GetUtcNow() + Backoff.After(call.Tries, _options, _jitter);
                break;
        }
    }

    /// <summary>
    /// Waits until a node is rested and the budget has room; others may lengthen the rest meanwhile.
    /// </summary>
    private async Task<Seat> SeatAsync(Call call, int places, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = _time.GetUtcNow();
            var node = Nodes.Pick(call.Decides, call.Left, now) ?? throw NoNode(call);
            var rest = node.RestAt(now);
            var pause = call.PausedUntil > now ? call.PausedUntil - now : TimeSpan.Zero;
            var wait = rest > pause ? rest : pause;
            if (wait > TimeSpan.Zero)
            {
                await WaitAsync(call, wait, cancellationToken);
                continue;
            }

            // A node whose network is not known yet is asked for it first: that takes a place of its own.
            var isUnknown = Nodes.IsUnknown(node);
            if (!Budget.TryTake(call.WaitLeft, out var turn, isUnknown ? 1 : places))
                throw GaveUp(call, turn);
            await WaitAsync(call, turn, cancellationToken);
            if (!node.TryEnter(_time.GetUtcNow(), out var isProbe))
                continue;
            if (!isUnknown)
                return new Seat(node, isProbe);
            using (new Seat(node, isProbe))
                await IdentifyAsync(node, call, cancellationToken);
        }
    }

    private async Task IdentifyAsync(RpcNode node, Call call, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetUtcNow();
        var answer = await _exchange.AskAsync(
            node, SolanaRpc.GenesisRequest(), SolanaRpc.ReadGenesis, cancellationToken);
        if (answer.Error is null)
        {
            if (Nodes.Identify(node, answer.Result!))
                Nodes.Answered(node);
            return;
        }

        // A node that will not say its network is none of ours, whatever its reason.
        call.Tries++;
        Apply(
            answer.Remedy is Remedy.LeaveNode ? Remedy.LeaveNode : Remedy.RestNode, answer.Error, node, startedAt,
            call);
        if (call.Tries >= call.TriesMax)
            throw GaveUp(call);
    }

    private async Task WaitAsync(Call call, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero)
            return;
        if (wait > call.WaitLeft)
            throw GaveUp(call, wait);
        call.WaitLeft -= wait;

        // Timers count whole milliseconds and round down: without this a wait ends just before its time.
        var milliseconds = (wait.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _time, cancellationToken);
    }

    private static SolanaRpcException GaveUp(Call call) => new(call.Method, call.LastError!, call.Tries);

    private static SolanaRpcException GaveUp(Call call, TimeSpan wait)
    {
        var why = call.LastError?.Text ?? "All nodes are resting or the request budget is used up.";
        return new SolanaRpcException(
            call.Method, new RpcError.RetryLater(why, call.LastError?.Code, wait), call.Tries);
    }

    private static SolanaRpcException NoNode(Call call) => new(
        call.Method,
        call.LastError ?? new RpcError.UseAnotherNode(
            "No node is left: they are behind the others or belong to another network.", null),
        call.Tries);

    /// <summary>A place at a node; a node that was out is tried by one call at a time.</summary>
    private readonly record struct Seat(RpcNode Node, bool IsProbe) : IDisposable
    {
        public void Dispose()
        {
            if (IsProbe)
                Node.EndProbe();
        }
    }

    /// <summary>What one call has been through.</summary>
    private sealed class Call(string method, bool decides, int triesMax, TimeSpan waitMax)
    {
        public string Method { get; } = method;

        public bool Decides { get; } = decides;

        public int TriesMax { get; } = triesMax;

        public HashSet<RpcNode> Left { get; } = [];

        public int Tries { get; set; }

        public RpcError? LastError { get; set; }

        public DateTimeOffset PausedUntil { get; set; } = DateTimeOffset.MinValue;

        public TimeSpan WaitLeft { get; set; } = waitMax;
    }
}
