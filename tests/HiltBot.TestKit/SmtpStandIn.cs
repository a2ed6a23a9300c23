using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiltBot.TestKit;

/// <summary>A letter that the stand-in took: what the envelope said, and every line of the message.</summary>
public sealed record TakenLetter(string From, IReadOnlyList<string> To, string Message, string? UserName, string? Password);

/// <summary>
/// A mail server on loopback (RFC 5321): takes letters and keeps them, or says no where it is told to. Without TLS, as one
/// on the same machine.
/// </summary>
public sealed class SmtpStandIn : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<TakenLetter> letters = [];
    private readonly Task accepting;

    public SmtpStandIn()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Answers to this command instead of the usual: for example <c>RCPT</c> with <c>550 no such mailbox</c>.</summary>
    public Dictionary<string, string> Says { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Hangs up when this command comes.</summary>
    public string? HangsUpAt { get; set; }

    public IReadOnlyList<TakenLetter> Letters
    {
        get
        {
            lock (letters)
            {
                return [.. letters];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var guest = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await ConverseAsync(reader, writer);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return;
        }
    }

    private async Task ConverseAsync(StreamReader reader, StreamWriter writer)
    {
        var (from, to, user, password) = (string.Empty, new List<string>(), (string?)null, (string?)null);
        await writer.WriteLineAsync("220 stand-in");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            var word = line.Split(' ', ':')[0].ToUpperInvariant();
            if (word == HangsUpAt)
            {
                return;
            }

            if (Says.TryGetValue(word, out var said))
            {
                await writer.WriteLineAsync(said);
                continue;
            }

            switch (word)
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-stand-in\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN");
                    break;
                case "AUTH":
                    var parts = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0');
                    (user, password) = (parts[1], parts[2]);
                    await writer.WriteLineAsync("235 welcome");
                    break;
                case "MAIL":
                    from = Between(line);
                    await writer.WriteLineAsync("250 fine");
                    break;
                case "RCPT":
                    to.Add(Between(line));
                    await writer.WriteLineAsync("250 fine");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Keep(new TakenLetter(from, [.. to], await MessageAsync(reader), user, password));
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 fine");
                    break;
            }
        }
    }

    private async Task<string> MessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
        {
            message.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append('\n');
        }

        return message.ToString();
    }

    private void Keep(TakenLetter letter)
    {
        lock (letters)
        {
            letters.Add(letter);
        }
    }

    private static string Between(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
