using System.Collections.Concurrent;
using System.Net;
using System.Text;
using HiltBot.Discord;
using HiltBot.Discord.Rest;
using HiltBot.TestKit.Discord;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>The pipeline over a server that a test makes up, by a clock that jumps over all waiting.</summary>
internal sealed class RestScene : IAsyncDisposable
{
    private readonly MadeUpServer server;

    /// <param name="stands">Whether the clock stands still instead of jumping.</param>
    public RestScene(Func<MadeUpCall, HttpResponseMessage> answer, bool stands = false)
    {
        Time = new JumpingTime(() => (server!.Running, server.Count));
        server = new MadeUpServer(call => answer(call), Time);
        Rest = new DiscordRest(
            server, new DiscordOptions { Token = "the-token", RestUrl = "http://discord.example/api/v10/" },
            "https://bot.example/", State, Time, Log);
        if (!stands)
        {
            Time.Run();
        }
    }

    public JumpingTime Time { get; }

    public DiscordState State { get; } = new();

    public SeenLog Log { get; } = new();

    public DiscordRest Rest { get; }

    public IReadOnlyList<MadeUpCall> Calls => server.Calls;

    public static RestCall Get(string path = "/users/@me") => new(HttpMethod.Get, path, path) { WaitMax = TimeSpan.FromHours(1) };

    public static RestCall Put(string path = "/guilds/1/members/2/roles/3") =>
        new(HttpMethod.Put, "/guilds/1/members/{user}/roles/{role}", path) { WaitMax = TimeSpan.FromHours(1) };

    public static RestCall Post(string path = "/channels/1/messages") =>
        new(HttpMethod.Post, path, path) { Body = new { Content = "x" }, WaitMax = TimeSpan.FromHours(1) };

    public static HttpResponseMessage Answer(
        int status, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body ?? string.Empty, Encoding.UTF8, type),
        };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    public static HttpResponseMessage Ok() => Answer(200, """{"id":"1"}""");

    public static HttpResponseMessage TooMany(double after, string scope = "user") => Answer(
        429, $$"""{"message":"slow","retry_after":{{after}},"global":{{(scope == "global" ? "true" : "false")}}}""",
        headers: [("X-RateLimit-Scope", scope)]);

    public Task<RestAnswer> SendAsync(RestCall call) => Rest.SendAsync(call, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Time.DisposeAsync();
        Rest.Dispose();
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
                    request.Headers.ToDictionary(header => header.Key, header => string.Join(" ", header.Value)),
                    request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
                    time.GetUtcNow() - HiltBot.TestKit.ManualTime.Start);
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
internal sealed record MadeUpCall(
    int Number, HttpMethod Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body, TimeSpan At);

/// <summary>What was logged, by event.</summary>
internal sealed class SeenLog : ILogger<DiscordRest>
{
    private readonly ConcurrentQueue<(int Id, string Text)> lines = new();

    public IReadOnlyList<int> Events => [.. lines.Select(line => line.Id)];

    public IReadOnlyList<string> Texts => [.. lines.Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => lines.Enqueue((eventId.Id, formatter(state, exception)));
}
