using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
/// A merchant's software on loopback, written from the public rules alone (contract 8.1): it knows its
/// secret, reads the raw body, and believes nothing that is not signed within five minutes. It shares no code
/// with the product.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private const int ToleranceSeconds = 300;

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
    public static string? Problem(Received request, string secret, DateTimeOffset now)
    {
        if (!request.Headers.TryGetValue("X-Hilt-Signature", out var header))
        {
            return "no signature";
        }

        string? time = null, signature = null;
        foreach (var part in header.Split(','))
        {
            var (name, value) = (part.Split('=')[0].Trim(),
                part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            (time, signature) = name switch
            {
                "t" => (value, signature),
                "v1" => (time, value),
                _ => (time, signature),
            };
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ||
            Math.Abs(now.ToUnixTimeSeconds() - seconds) > ToleranceSeconds)
        {
            return $"signed at {time}, and it is {now.ToUnixTimeSeconds()}";
        }

        byte[] text = [.. Encoding.UTF8.GetBytes(time + "."), .. request.Raw];
        var expected = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret),
            text)).ToLowerInvariant();
        return signature == expected ? null : "another signature";
    }

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
