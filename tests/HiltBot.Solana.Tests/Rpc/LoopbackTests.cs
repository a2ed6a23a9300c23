using System.Net;
using System.Net.Sockets;
using System.Text;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>
/// Real sockets: what HttpClient itself makes of a node that breaks off, babbles or falls silent.
/// </summary>
public sealed class LoopbackTests
{
    [Fact]
    public async Task A_whole_answer_is_read()
    {
        const string json = """{"jsonrpc":"2.0","id":ID,"result":431}""";
        var answer = await AskAsync(id => Http(200, json.Replace("ID", id, StringComparison.Ordinal)));
        Assert.Equal(431UL, answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"jsonrpc\"")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>")]
    [InlineData("HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>")]
    [InlineData("this is not http\r\n\r\n")]
    public async Task A_broken_answer_means_another_node(string raw)
    {
        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => AskAsync(_ => raw));
        Assert.IsType<RpcError.UseAnotherNode>(error.Error);
    }

    [Fact]
    public async Task A_date_in_retry_after_is_understood()
    {
        var date = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("R");
        var error = await Assert.ThrowsAsync<SolanaRpcException>(() => AskAsync(
            _ => $"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {date}\r\nContent-Length: 0\r\n\r\n"));
        var later = Assert.IsType<RpcError.RetryLater>(error.Error);
        Assert.InRange(later.RetryAfter!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_node_that_accepts_and_says_nothing_is_given_up()
    {
        using var listener = Listen(out var url);
        using var http = new HttpClient();
        var client = Client(http, url, TimeSpan.FromMilliseconds(100));
        var error = await Assert.ThrowsAsync<SolanaRpcException>(
            () => client.GetSlotAsync(Commitment.Finalized, default));
        Assert.IsType<RpcError.UseAnotherNode>(error.Error);
    }

    [Fact]
    public async Task Nobody_listening_means_another_node()
    {
        Uri url;
        using (Listen(out url))
        {
        }

        using var http = new HttpClient();
        var error = await Assert.ThrowsAsync<SolanaRpcException>(
            () => Client(http, url, TimeSpan.FromSeconds(20)).GetSlotAsync(Commitment.Finalized, default));
        Assert.IsType<RpcError.UseAnotherNode>(error.Error);
    }

    /// <summary>Serves one raw answer and closes; the text is made from the id of the request.</summary>
    private static async Task<ulong> AskAsync(Func<string, string> answer)
    {
        using var listener = Listen(out var url);
        using var http = new HttpClient();
        var asking = Client(http, url, TimeSpan.FromSeconds(20)).GetSlotAsync(Commitment.Finalized, default);
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            var stream = connection.GetStream();
            var id = await ReadIdAsync(stream);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer(id)));
            connection.Client.Shutdown(SocketShutdown.Send);
            return await asking;
        }
    }

    private static async Task<string> ReadIdAsync(NetworkStream stream)
    {
        var text = "";
        var part = new byte[4096];
        while (!text.Contains("]}", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(part);
            Assert.NotEqual(0, count);
            text += Encoding.ASCII.GetString(part, 0, count);
        }

        var start = text.IndexOf("\"id\":", StringComparison.Ordinal) + 5;
        return text[start..text.IndexOf(',', start)];
    }

    private static SolanaRpc Client(HttpClient http, Uri url, TimeSpan requestTime) => new(
        http,
        new SolanaRpcOptions { Urls = [url], TriesMax = 1, RequestTime = requestTime },
        TimeProvider.System,
        Random.Shared);

    private static TcpListener Listen(out Uri url)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        return listener;
    }

    private static string Http(int status, string body) =>
        $"HTTP/1.1 {status} OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
