using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HiltBot.Discord.Rest;

/// <summary>What one try of a call brought.</summary>
internal abstract record HttpTry
{
    private HttpTry()
    {
    }

    /// <param name="Body">Undefined when there was none, or when it was not JSON.</param>
    public sealed record Got(int Status, HttpResponseHeaders Headers, JsonElement Body, bool IsEmpty) : HttpTry
    {
        /// <summary>Empty or JSON: what Discord itself says, and not whoever stands before it.</summary>
        public bool IsDiscords => IsEmpty || Body.ValueKind != JsonValueKind.Undefined;
    }

    /// <summary>Discord was not reached.</summary>
    public sealed record NotSent(string Why) : HttpTry;

    /// <summary>Sent, and no answer came, or not whole.</summary>
    public sealed record Lost(string Why) : HttpTry;
}

/// <summary>Writes calls onto the wire and reads what comes back, within bounds.</summary>
internal sealed class DiscordHttp : IDisposable
{
    /// <summary>A page of 1,000 members is a megabyte or two.</summary>
    public const int AnswerMax = 16 * 1024 * 1024;

    private const int ReasonMax = 512;

    private static readonly TimeSpan TryTime = TimeSpan.FromSeconds(8);

    private readonly HttpClient http;
    private readonly DiscordOptions options;
    private readonly TimeProvider time;
    private readonly string userAgent;

    public DiscordHttp(HttpMessageHandler handler, DiscordOptions options, string homeUrl, TimeProvider time)
    {
        // The time of a try is counted by TimeProvider.
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        this.options = options;
        this.time = time;
        userAgent = $"DiscordBot ({homeUrl}, {typeof(DiscordHttp).Assembly.GetName().Version?.ToString(3) ?? "0"})";
    }

    /// <summary>Connections as they should be: none for ever, no redirects, no cookies.</summary>
    public static HttpMessageHandler NewHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // Paths of interactions carry their tokens, which belong into no trace.
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 64,
    };

    public async Task<HttpTry> SendAsync(RestCall call, byte[]? payload, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(TryTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = RequestOf(call, payload);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return body is null
                ? new HttpTry.Lost("its answer is larger than anything that was asked for")
                : new HttpTry.Got((int)response.StatusCode, response.Headers, Parse(body), body.Length == 0);
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

    /// <summary>Percent-encoded, and never cut within a character.</summary>
    internal static string ReasonHeader(string reason)
    {
        var header = new StringBuilder();
        foreach (var rune in reason.ReplaceLineEndings(" ").EnumerateRunes())
        {
            var encoded = Uri.EscapeDataString(rune.ToString());
            if (header.Length + encoded.Length > ReasonMax)
            {
                break;
            }

            header.Append(encoded);
        }

        return header.ToString();
    }

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

    private HttpRequestMessage RequestOf(RestCall call, byte[]? payload)
    {
        var request = new HttpRequestMessage(call.Method, options.RestUrl.TrimEnd('/') + call.Path);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (call.IsOfBot)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bot {options.Token}");
        }

        if (!string.IsNullOrWhiteSpace(call.Reason))
        {
            request.Headers.TryAddWithoutValidation("X-Audit-Log-Reason", ReasonHeader(call.Reason));
        }

        if (payload is not null)
        {
            request.Content = new ByteArrayContent(payload);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }
}
