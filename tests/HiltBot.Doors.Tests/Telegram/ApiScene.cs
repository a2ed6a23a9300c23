using System.Collections.Concurrent;
using System.Net;
using System.Text;
using HiltBot.Telegram;
using HiltBot.Telegram.Api;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>The Bot API's client over a server that a test makes up, by a clock that jumps over all waiting.</summary>
internal sealed class ApiScene : IAsyncDisposable
{
    public const string Token = "123456:AAsecretsecretsecret";

    private readonly MadeUpServer server;

    /// <param name="stands">Whether the clock stands still instead of jumping.</param>
    public ApiScene(Func<MadeUpCall, HttpResponseMessage>? answer = null, bool stands = false)
    {
        Time = new JumpingTime(() => (server!.Running, server.Count));
        server = new MadeUpServer(call => answer?.Invoke(call) ?? Ok(), Time);
        Api = new BotApi(
            server, new TelegramOptions { Token = Token, ApiUrl = "http://telegram.example/" }, State, Time, Log);
        if (!stands)
        {
            Time.Run();
        }
    }

    public JumpingTime Time { get; }

    public TelegramState State { get; } = new();

    public SeenLog Log { get; } = new();

    public BotApi Api { get; }

    public IReadOnlyList<MadeUpCall> Calls => server.Calls;

    public static BotCall Message(string chat, CallUrgency urgency = CallUrgency.Notice, string text = "x") =>
        new("sendMessage")
        {
            Body = new { ChatId = BotJson.Id(chat), Text = text },
            MessageTo = chat,
            Urgency = urgency,
            WaitMax = TimeSpan.FromHours(2),
        };

    public static BotCall Look(string chat = "-100200") => new("getChat")
    {
        Body = new { ChatId = BotJson.Id(chat) },
        Chat = chat,
        IsSafeToRepeat = true,
        WaitMax = TimeSpan.FromHours(2),
    };

    public static HttpResponseMessage Ok(string result = "true") => Answer(200, $$"""{"ok":true,"result":{{result}}}""");

    public static HttpResponseMessage Refused(int code, string words, string parameters = "") => Answer(
        code, $$"""{"ok":false,"error_code":{{code}},"description":"{{words}}"{{parameters}}}""");

    public static HttpResponseMessage TooMany(int after) => Refused(
        429, $"Too Many Requests: retry after {after}", $$""","parameters":{"retry_after":{{after}}}""");

    public static HttpResponseMessage Answer(int status, string body, string type = "application/json") =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    public Task<BotAnswer> SendAsync(BotCall call, CancellationToken cancellationToken = default) =>
        Api.SendAsync(call, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Time.DisposeAsync();
        Api.Dispose();
    }

    private sealed class MadeUpServer(Func<MadeUpCall, HttpResponseMessage> answer, TimeProvider time) : HttpMessageHandler
    {
        private readonly ConcurrentQueue<MadeUpCall> calls = new();
        private int running;

        public int Running => Volatile.Read(ref running);

        public long Count => calls.Count;

        public IReadOnlyList<MadeUpCall> Calls => [.. calls];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref running);
            try
            {
                var call = new MadeUpCall(
                    calls.Count + 1, request.Method, request.RequestUri!.PathAndQuery,
                    request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
                    time.GetUtcNow() - ManualTime.Start);
                calls.Enqueue(call);
                return answer(call);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }
}

/// <param name="At">Since the beginning, by the test's clock.</param>
internal sealed record MadeUpCall(int Number, HttpMethod Method, string Path, string? Body, TimeSpan At);

/// <summary>What was logged, by event.</summary>
internal sealed class SeenLog : ILogger<BotApi>
{
    private readonly ConcurrentQueue<(int Id, string Text)> lines = new();

    public IReadOnlyList<int> Events => [.. lines.Select(line => line.Id)];

    public IReadOnlyList<string> Texts => [.. lines.Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((eventId.Id, formatter(state, exception) + exception));
}
