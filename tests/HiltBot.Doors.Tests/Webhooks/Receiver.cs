using System.Collections.Concurrent;
using System.Text.Json;
using HiltBot.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>One request as a merchant's software got it.</summary>
internal sealed record Received(string Method, IReadOnlyDictionary<string, string> Headers, byte[] Raw)
{
    public JsonElement Json { get; } = JsonSerializer.Deserialize<JsonElement>(Raw);

    public string Type => Json.GetProperty("type").GetString()!;

    public string Id => Json.GetProperty("id").GetString()!;

    public JsonElement Data => Json.GetProperty("data");
}

/// <summary>
/// A merchant's software on loopback, which believes what the public rules say (<see cref="SignatureRules"/>).
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver(WebApplication app) => this.app = app;

    public string Url { get; private set; } = string.Empty;

    public int StatusCode { get; set; } = 200;

    public string? RedirectTo { get; set; }

    public string Answer { get; set; } = "thank you";

    /// <summary>Takes requests and answers none of them.</summary>
    public bool Hangs { get; set; }

    public IReadOnlyList<Received> All => [.. received];

    public static async Task<Receiver> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        receiver.Url = app.Urls.Single() + "/hook";
        return receiver;
    }

    /// <summary>What is wrong with a request; null when it is genuine.</summary>
    public static string? Problem(Received request, string secret, DateTimeOffset now) =>
        SignatureRules.Problem(request.Headers, request.Raw, secret, now);

    public async ValueTask DisposeAsync()
    {
        open.TrySetResult();
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        received.Enqueue(new Received(
            context.Request.Method,
            context.Request.Headers.ToDictionary(
                one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        if (Hangs)
        {
            await open.Task.WaitAsync(context.RequestAborted).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = RedirectTo is null
            ? StatusCode : StatusCodes.Status307TemporaryRedirect;
        if (RedirectTo is { } target)
        {
            context.Response.Headers.Location = target;
        }

        if (context.Response.StatusCode != StatusCodes.Status204NoContent)
        {
            await context.Response.WriteAsync(Answer);
        }
    }
}
