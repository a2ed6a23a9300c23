using HiltBot.Engine.Payments;
using HiltBot.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace HiltBot.Web.Wire;

/// <summary>
/// What surrounds every request: its id, the answers to preflights, the contract's error form where the
/// framework would answer nothing, and one clear page or body when something broke.
/// </summary>
internal sealed partial class WebEdge(ILogger<WebEdge> logger) : IStartupFilter
{
    private const string RequestIdHeader = "X-Hilt-Request-Id";
    private const int RequestIdLengthMax = 64;

    private static readonly string[] Kept = ["X-RateLimit-", "Access-Control-Allow-Origin"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(HandleAsync);
        next(app);
    };

    private static bool IsApi(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) ||
        path.StartsWithSegments("/.well-known", StringComparison.OrdinalIgnoreCase);

    // A client's own id is repeated when it is sane, so that both logs meet (contract 2.3).
    private static string IdOf(HttpContext context) =>
        context.Request.Headers["X-Request-Id"].ToString() is { Length: > 0 and <= RequestIdLengthMax } sent &&
        sent.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? sent
            : context.TraceIdentifier.Replace(":", "-", StringComparison.Ordinal).ToLowerInvariant();

    private static void AnswerPreflight(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowMethods = "GET, POST, PATCH, DELETE";
        response.Headers.AccessControlAllowHeaders =
            "Content-Type, Accept, Authorization, X-Hilt-Key, Idempotency-Key, X-Request-Id";
        response.Headers.AccessControlMaxAge = "600";
    }

    // What was counted, and who may read it, holds for this answer as well (contract 2.3).
    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        var headers = context.Response.Headers;
        var kept = headers.Where(one =>
            Array.Exists(Kept, name => one.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase))).ToList();
        context.Response.Clear();
        foreach (var (name, value) in kept)
        {
            headers[name] = value;
        }

        Decorate(context);
        return new Refusal(status, text).ExecuteAsync(context);
    }

    private static void Decorate(HttpContext context)
    {
        var id = IdOf(context);
        context.Response.Headers[RequestIdHeader] = id;
        context.Response.Headers["X-Request-Id"] = id;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (IsApi(context.Request.Path))
        {
            context.Response.Headers.AccessControlExposeHeaders = "X-Hilt-Request-Id, X-Request-Id, X-RateLimit-Limit, "
                + "X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After";
        }
    }

    private async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Decorate(context);
        if (IsApi(context.Request.Path) && HttpMethods.IsOptions(context.Request.Method) &&
            context.Request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            AnswerPreflight(context.Response);
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await ExplainAsync(context, exception);
            return;
        }

        await FillAsync(context);
    }

    // Routing answers a wrong method or path with no body at all.
    private static Task FillAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is > 0 || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        return (response.StatusCode, IsApi(context.Request.Path)) switch
        {
            (StatusCodes.Status404NotFound, true) => Refusal.NoSuchPath.ExecuteAsync(context),
            (StatusCodes.Status405MethodNotAllowed, true) =>
                new Refusal(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed").ExecuteAsync(context),
            (StatusCodes.Status404NotFound, false) => Html.Problem(Problems.NoSuchPage).ExecuteAsync(context),
            _ => Task.CompletedTask,
        };
    }

    private Task ExplainAsync(HttpContext context, Exception exception)
    {
        var (status, text) = exception switch
        {
            BadHttpRequestException bad => (bad.StatusCode, bad.Message),
            ChainUnreadableException => (StatusCodes.Status503ServiceUnavailable,
                "The ledger cannot be read right now. Nothing was changed; try again in a moment."),
            _ => (StatusCodes.Status500InternalServerError, "Internal Server Error"),
        };
        if (status == StatusCodes.Status500InternalServerError)
        {
            Log.Failed(logger, context.Request.Method, PatternOf(context), IdOf(context), exception);
        }

        if (IsApi(context.Request.Path) || !HttpMethods.IsGet(context.Request.Method))
        {
            return RefuseAsync(context, status, text);
        }

        context.Response.Clear();
        Decorate(context);
        return Html.Problem(Problems.Broken(status, text)).ExecuteAsync(context);
    }

    // A path may hold a one-time code, which is nothing for a log.
    private static string PatternOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an unknown path";

    private static partial class Log
    {
        [LoggerMessage(9102, LogLevel.Error, "{Method} {Pattern} failed (request {RequestId}).")]
        public static partial void Failed(
            ILogger logger, string method, string pattern, string requestId, Exception exception);
    }
}
