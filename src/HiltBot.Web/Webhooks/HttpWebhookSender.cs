using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using HiltBot.Engine.Webhooks;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Webhooks;

/// <summary>
/// Posts events to merchants' software. Every attempt makes its own connection and looks at every address
/// that the name leads to at that moment, then connects to exactly what was looked at: a name that changes
/// its mind in between reaches nothing. No redirects, no proxy, no cookies.
/// </summary>
internal sealed class HttpWebhookSender : IWebhookSender, IDisposable
{
    /// <summary>What is kept of an answer (contract 8.1).</summary>
    private const int BodyBytesMax = 2048;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient client;

    public HttpWebhookSender(IOptions<WebhookOptions> options)
    {
        var allowPrivate = options.Value.AllowPrivateAddresses;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, allowPrivate, stop),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<WebhookAnswer> SendAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Url)
        {
            Content = new ReadOnlyMemoryContent(call.Body) { Headers = { ContentType = Json } },
        };
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new WebhookAnswer.Answered(
                (int)answer.StatusCode, await ReadAsync(answer.Content, cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            return new WebhookAnswer.Unreachable(Why(exception));
        }
    }

    public void Dispose() => client.Dispose();

    // The status has been given; a body that never ends or breaks off does not change it.
    private static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[BodyBytesMax];
        var length = 0;
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            int read;
            while (length < buffer.Length &&
                (read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
            }
        }
        catch (
            Exception exception) when (
            exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // What came is kept.
        }

        return length == 0 ? null : Text(buffer.AsSpan(0, length));
    }

    // As text that both databases keep and that shows nothing but itself: no control characters, no halves of
    // letters.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            var isPlain = rune.Value is '\n' or '\t' || !Rune.IsControl(rune);
            text.Append(isPlain ? rune.ToString() : " ");
        }

        return text.ToString();
    }

    private static string Why(HttpRequestException exception) => exception switch
    {
        { InnerException: RefusedAddressException refused } => refused.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError } =>
        "The name of the endpoint is not known.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } =>
        "The TLS connection could not be made.",
        { HttpRequestError: HttpRequestError.ConnectionError } => "The endpoint could not be reached.",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
        "The answer's headers are too long.",
        _ => "The connection broke before an answer came.",
    };

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endpoint, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endpoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        if (addresses.Length == 0 || (!allowPrivate && !addresses.All(AddressRule.IsPublic)))
        {
            throw new RefusedAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The address itself is not told: whoever typed the name would learn how this network is made.
    private sealed class RefusedAddressException() : IOException(
        "This address is not on the public internet.");
}
