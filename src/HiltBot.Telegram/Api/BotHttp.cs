using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HiltBot.Telegram.Api;

/// <summary>What one try of a call brought.</summary>
internal abstract record HttpTry
{
    private HttpTry()
    {
    }

    /// <param name="Body">Undefined when it was not JSON.</param>
    public sealed record Got(int Status, JsonElement Body) : HttpTry;

    /// <summary>Telegram was not reached.</summary>
    public sealed record NotSent(string Why) : HttpTry;

    /// <summary>Sent, and no answer came, or not whole.</summary>
    public sealed record Lost(string Why) : HttpTry;
}

/// <summary>
/// Writes calls onto the wire and reads what comes back, within bounds. The token stands in the path, so no word of an
/// address or an exception leaves here.
/// </summary>
internal sealed class BotHttp : IDisposable
{
    /// <summary>A hundred updates are a megabyte at the most.</summary>
    public const int AnswerMax = 8 * 1024 * 1024;

    private readonly HttpClient http;
    private readonly string address;
    private readonly TimeProvider time;

    public BotHttp(HttpMessageHandler handler, TelegramOptions options, TimeProvider time)
    {
        // The time of a try is counted by TimeProvider.
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        address = $"{options.ApiUrl.TrimEnd('/')}/bot{options.Token}/";
        this.time = time;
    }

    /// <summary>Connections as they should be: none for ever, no redirects, no cookies.</summary>
    public static HttpMessageHandler NewHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // Without it there is no span for a request, whose address would carry the token.
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 128,
    };

    public async Task<HttpTry> SendAsync(BotCall call, byte[]? payload, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(call.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address + call.Method);
        if (payload is not null)
        {
            request.Content = new ByteArrayContent(payload);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return body is null
                ? new HttpTry.Lost("its answer is larger than anything that was asked for")
                : new HttpTry.Got((int)response.StatusCode, Parse(body));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpTry.Lost("it did not answer in time");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError)
        {
            return new HttpTry.NotSent($"it cannot be reached ({exception.HttpRequestError})");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return new HttpTry.Lost("the connection broke");
        }
    }

    public void Dispose() => http.Dispose();

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > AnswerMax)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(part, cancellationToken)) > 0;)
        {
            if (whole.Length + read > AnswerMax)
            {
                return null;
            }

            await whole.WriteAsync(part.AsMemory(0, read), cancellationToken);
        }

        return whole.ToArray();
    }
}
