using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Updates;

/// <summary>
/// <c>POST /telegram/updates</c> (<see cref="TelegramReceive.Webhook"/>). It answers 200 once the update was acted on: until
/// then Telegram is the memory, and repeats what was not answered so, which has one effect all the same.
/// </summary>
public static class WebhookEndpoint
{
    public const string Path = "/telegram/updates";

    private const int BodyMax = 1024 * 1024;

    /// <summary>404 unless <see cref="TelegramOptions.Receive"/> says Webhook and the token is there.</summary>
    // Without the cast it would count as a delegate that writes its response by itself, and the result would be lost.
    public static IEndpointConventionBuilder MapTelegramUpdates(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, (Delegate)HandleAsync).WithName("telegram_updates").ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var settings = services.GetRequiredService<IOptions<TelegramOptions>>().Value;
        if (settings is not { Receive: TelegramReceive.Webhook, Token.Length: > 0 })
        {
            return Results.NotFound();
        }

        if (!WebhookSecret.IsSame(WebhookSecret.Of(settings), context.Request.Headers[WebhookSecret.Header]))
        {
            return Say(StatusCodes.Status401Unauthorized, "The secret token is not the one that was agreed on.");
        }

        var (body, isTooLong) = await ReadAsync(context.Request, context.RequestAborted);
        if (isTooLong)
        {
            return Say(StatusCodes.Status413PayloadTooLarge, "That is longer than any update.");
        }

        if (Parse(body) is not { } update)
        {
            return Say(StatusCodes.Status400BadRequest, "That is no update.");
        }

        if (await services.GetRequiredService<PostedUpdates>().TakeAsync(update, context.RequestAborted))
        {
            return Results.Ok();
        }

        context.Response.Headers.RetryAfter =
            PostedUpdates.RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return Say(StatusCodes.Status503ServiceUnavailable, "Not done yet; send it again.");
    }

    private static IResult Say(int status, string sentence) => Results.Text(sentence, statusCode: status);

    private static BotUpdate? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return UpdateReader.Read(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Body, bool IsTooLong)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > BodyMax)
        {
            return (default, true);
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await request.Body.ReadAsync(buffer, cancellationToken) is var length and > 0)
            {
                await body.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                if (body.Length > BodyMax)
                {
                    return (default, true);
                }
            }
        }
        catch (BadHttpRequestException exception) when (
            exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (default, true);
        }

        return (body.ToArray(), false);
    }
}

/// <summary>Updates that were posted, until they are acted on. One that is posted again meanwhile is the same one.</summary>
internal sealed class PostedUpdates(UpdateTurns turns, TimeProvider time)
{
    public const int RetrySeconds = 2;

    /// <summary>Telegram waits longer than that; a message may have to wait for its chat's limit.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<long, Task<bool>> inWork = new();

    /// <returns>Whether it need not come again.</returns>
    public async Task<bool> TakeAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        if (!inWork.TryGetValue(update.UpdateId, out var acting))
        {
            // The work goes on when the request is over.
            if (turns.TryTake(update, CancellationToken.None) is not { } begun)
            {
                return false;
            }

            acting = begun;
            if (inWork.TryAdd(update.UpdateId, begun))
            {
                _ = begun.ContinueWith(
                    _ => inWork.TryRemove(update.UpdateId, out Task<bool>? _), CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }

        try
        {
            return await acting.WaitAsync(WaitMax, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
