using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// One HTTP request and its answer, bounded in time and size. Whatever goes wrong on the way becomes an error
/// with a remedy; only the caller's own cancellation is thrown.
/// </summary>
internal sealed class RpcExchange(HttpClient http, SolanaRpcOptions options, TimeProvider time)
{
    public async Task<RpcAnswer<T>> AskAsync<T>(
        RpcNode node, RpcRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var reply = await PostAsync(node, request.Body, cancellationToken);
        using (reply.Body)
        {
            var answer = reply.Trouble is { } trouble ? Bad<T>(trouble) : ReadAnswer(reply, request, read);
            if (answer.Error is not null)
                node.Failed();
            return answer;
        }
    }

    /// <summary>Asks several questions at once; see <see cref="RpcBatch"/> for what may come back.</summary>
    public async Task<BatchAnswer<T>> AskBatchAsync<T>(
        RpcNode node,
        IReadOnlyList<RpcRequest> requests,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken)
    {
        var reply = await PostAsync(node, RpcRequest.BodyOf(requests), cancellationToken);
        using (reply.Body)
        {
            var answer = reply.Trouble is { } trouble
                ? BatchAnswer<T>.Of(trouble, isRefusal: reply.Status == HttpStatusCode.RequestEntityTooLarge)
                : RpcBatch.Read(reply, requests, read);
            if (answer.Error is not null)
                node.Failed();
            return answer;
        }
    }

    private async Task<RpcReply> PostAsync(RpcNode node, byte[] question, CancellationToken cancellationToken)
    {
        node.Asked();
        using var tooLong = new CancellationTokenSource(options.RequestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, node.Url);
            message.Content = new ByteArrayContent(question);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, either.Token);

            var (status, retryAfter) = (response.StatusCode, RetryAfter(response));
            if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.Forbidden
                or HttpStatusCode.RequestEntityTooLarge)
            {
                return new RpcReply(status, retryAfter, null, RpcAnswers.OfStatus(status, retryAfter));
            }

            var body = await ReadBodyAsync(response.Content, either.Token);
            return new RpcReply(status, retryAfter, body, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return RpcReply.Of(RpcAnswers.OfNonsense($"{node.Name} did not answer in time."));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return RpcReply.Of(RpcAnswers.OfNonsense($"The connection to {node.Name} failed."));
        }
    }

    /// <summary>
    /// Some nodes wrap a JSON-RPC error into a 4xx or 5xx: the error says more than the status.
    /// </summary>
    private static RpcAnswer<T> ReadAnswer<T>(RpcReply reply, RpcRequest request, Func<JsonElement, T> read)
    {
        if (reply.Body?.RootElement.Maybe("error") is { ValueKind: JsonValueKind.Object } error)
            return Bad<T>(Safely(() => RpcAnswers.OfError(error), request));
        if (!reply.IsSuccess)
            return Bad<T>(RpcAnswers.OfStatus(reply.Status, reply.RetryAfter));
        if (reply.Body is null)
            return Bad<T>(RpcAnswers.OfUnreadable("The answer is too long or no JSON.", request.IsOfOne));
        return ReadItem(reply.Body.RootElement, request, read);
    }

    /// <summary>One answer object: the whole body, or an item of a batch.</summary>
    internal static RpcAnswer<T> ReadItem<T>(JsonElement item, RpcRequest request, Func<JsonElement, T> read)
    {
        try
        {
            if (item.Maybe("error") is { ValueKind: JsonValueKind.Object } error)
                return Bad<T>(RpcAnswers.OfError(error));
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("result", out var result)
                || item.Maybe("id")?.Index() != request.Id)
            {
                return Bad<T>(RpcAnswers.OfNonsense("The answer belongs to no question of ours."));
            }

            return new RpcAnswer<T>(read(result), null, Remedy.GiveUp);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            return Bad<T>(OfForm(error, request));
        }
    }

    private static (RpcError Error, Remedy Remedy) Safely(
        Func<(RpcError Error, Remedy Remedy)> read, RpcRequest request)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            return OfForm(error, request);
        }
    }

    // An InvalidOperationException is JsonElement's word for a text with half a character pair.
    private static (RpcError Error, Remedy Remedy) OfForm(Exception error, RpcRequest request) =>
        RpcAnswers.OfUnreadable(
            error is FormatException
                ? $"The answer has an unexpected form: {error.Message}"
                : "The answer holds a broken text.",
            request.IsOfOne);

    /// <summary>Null when the body is too long or no JSON, such as a proxy's HTML page.</summary>
    private async Task<JsonDocument?> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > options.AnswerBytesMax)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(part, cancellationToken)) > 0;)
        {
            if (bytes.Length + count > options.AnswerBytesMax)
                return null;
            await bytes.WriteAsync(part.AsMemory(0, count), cancellationToken);
        }

        try
        {
            return JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static RpcAnswer<T> Bad<T>((RpcError Error, Remedy Remedy) bad) =>
        new(default, bad.Error, bad.Remedy);
}

/// <summary>What came back over HTTP, or the trouble on the way; a body is null when it is no JSON.</summary>
internal readonly record struct RpcReply(
    HttpStatusCode Status, TimeSpan? RetryAfter, JsonDocument? Body, (RpcError Error, Remedy Remedy)? Trouble)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public static RpcReply Of((RpcError Error, Remedy Remedy) trouble) => new(default, null, null, trouble);
}
