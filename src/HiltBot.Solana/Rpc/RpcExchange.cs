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
        using var tooLong = new CancellationTokenSource(options.RequestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, node.Url);
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, either.Token);

            var status = response.StatusCode;
            if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.Forbidden
                or HttpStatusCode.RequestEntityTooLarge)
            {
                return Bad<T>(RpcAnswers.OfStatus(status, RetryAfter(response)));
            }

            using var body = await ReadBodyAsync(response.Content, either.Token);
            return ReadAnswer(response, body, request, read);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Bad<T>(RpcAnswers.OfNonsense($"{node.Name} did not answer in time."));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Bad<T>(RpcAnswers.OfNonsense($"The connection to {node.Name} failed."));
        }
    }

    /// <summary>
    /// Some nodes wrap a JSON-RPC error into a 4xx or 5xx: the error says more than the status.
    /// </summary>
    private RpcAnswer<T> ReadAnswer<T>(
        HttpResponseMessage response, JsonDocument? body, RpcRequest request, Func<JsonElement, T> read)
    {
        try
        {
            if (body?.RootElement.Maybe("error") is { ValueKind: JsonValueKind.Object } error)
                return Bad<T>(RpcAnswers.OfError(error));
            if (!response.IsSuccessStatusCode)
                return Bad<T>(RpcAnswers.OfStatus(response.StatusCode, RetryAfter(response)));
            if (body is null)
                return Bad<T>(RpcAnswers.OfUnreadable("The answer is too long or no JSON.", request.IsOfOne));

            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("result", out var result)
                || root.Maybe("id")?.Index() != request.Id)
            {
                return Bad<T>(RpcAnswers.OfNonsense("The answer belongs to no question of ours."));
            }

            return new RpcAnswer<T>(read(result), null, Remedy.GiveUp);
        }
        catch (FormatException error)
        {
            return Bad<T>(RpcAnswers.OfUnreadable(
                $"The answer has an unexpected form: {error.Message}", request.IsOfOne));
        }
        catch (InvalidOperationException)
        {
            // JsonElement's word for a text with half a character pair.
            return Bad<T>(RpcAnswers.OfUnreadable("The answer holds a broken text.", request.IsOfOne));
        }
    }

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
