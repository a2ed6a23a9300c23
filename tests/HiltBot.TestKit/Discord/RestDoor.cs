using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiltBot.TestKit.Discord;

/// <summary>
/// The way of a REST call: ban, planned fault, route, token, limits, the handler under the world's lock, the test's hook, the
/// answer.
/// </summary>
internal sealed class RestDoor(StandInDiscord discord, RouteTable routes)
{
    private const string Version = "/api/v10";

    private readonly Queue<DateTimeOffset> invalid = new();
    private int running;

    public DateTimeOffset BannedUntil { get; set; }

    public int Running => Volatile.Read(ref running);

    public int InvalidRequests
    {
        get
        {
            lock (discord.Gate)
            {
                ForgetInvalid(discord.Time.GetUtcNow());
                return invalid.Count;
            }
        }
    }

    public async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref running);
        try
        {
            await AnswerAsync(context);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The caller went away.
        }
        catch (Exception exception)
        {
            discord.Note($"A bug of the stand-in at {context.Request.Method} {context.Request.Path}: {exception}");
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
            discord.Changed();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        path = path.StartsWith(Version, StringComparison.Ordinal) ? path[Version.Length..] : path;
        var (route, values) = routes.Find(request.Method, path);
        var (body, files, isReadable) = await RestText.ReadAsync(request);
        var authorization = request.Headers.Authorization.ToString();
        var call = new DiscordCall(
            route?.Name ?? string.Empty, request.Method, path, body, RestText.ReasonOf(request),
            authorization == $"Bot {discord.Options.Token}",
            request.Headers.UserAgent.ToString(), discord.Time.GetUtcNow());
        discord.Note(call);
        if (discord.Time.GetUtcNow() < BannedUntil)
        {
            call.Status = 429;
            await BannedAsync(context);
            return;
        }

        var fault = discord.Faults.Take(call);
        if (fault is DiscordFault.DropBefore)
        {
            context.Abort();
            return;
        }

        var (reply, headers) = fault is not null && Planned(call.Route, fault) is { } planned
            ? planned
            : Decide(call, route, new(values, RestText.QueryOf(request), body, files, call.Reason, RestText.Bearer(authorization)), isReadable);
        if (call.IsApplied && discord.OnApplied is { } hook)
        {
            await hook(call);
        }

        reply = fault is DiscordFault.ErrorAfter late ? new(late.Status, null) : reply;
        if (fault is DiscordFault.DropAfter)
        {
            context.Abort();
            return;
        }

        if (fault is DiscordFault.Slow slow)
        {
            await Task.Delay(slow.By, discord.Time, context.RequestAborted);
        }

        call.Status = reply.Status;
        call.Code = reply.Status >= 400 && (reply.Body as JsonObject)?["code"] is JsonValue code &&
            code.TryGetValue<int>(out var number) ? number : 0;
        if (fault is not DiscordFault.TooMany { Scope: "shared" })
        {
            CountInvalid(call);
        }

        await WriteAsync(context, reply, headers, fault);
    }

    private (RestReply Reply, IReadOnlyDictionary<string, string> Headers)? Planned(string route, DiscordFault fault) =>
        fault switch
        {
            DiscordFault.TooMany many => (
                TooMany(many.RetryAfter, many.Scope),
                many.HasHeaders ? discord.Limits.PlannedHeaders(route, many) : new Dictionary<string, string>()),
            DiscordFault.ServerError error => (new(error.Status, null), new Dictionary<string, string>()),
            DiscordFault.Refuse refuse => (
                new(refuse.Status, new RestRefusal(refuse.Status, refuse.Code, refuse.Message).Body()),
                new Dictionary<string, string>()),
            _ => null,
        };

    private static RestReply TooMany(TimeSpan after, string scope) => new(429, new JsonObject
    {
        ["message"] = scope == "shared"
            ? "The resource is being rate limited." : "You are being rate limited.",
        ["retry_after"] = Math.Ceiling(after.TotalMilliseconds) / 1000,
        ["global"] = scope == "global",
    });

    private (RestReply Reply, IReadOnlyDictionary<string, string> Headers) Decide(
        DiscordCall call, RestRoute? route, RestRequest request, bool isReadable)
    {
        IReadOnlyDictionary<string, string> headers = new Dictionary<string, string>();
        try
        {
            if (route is null)
            {
                throw new RestRefusal(404, 0, "404: Not Found");
            }

            if (route.Key == RestKey.Bot && !call.HasToken)
            {
                throw new RestRefusal(401, 0, "401: Unauthorized");
            }

            if (call.Reason is { Length: > 512 })
            {
                throw RestRefusal.Form("reason", "BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.");
            }

            var verdict = discord.Limits.Take(route.Name, RouteTable.Major((Dictionary<string, string>)request.Values),
                route.Key == RestKey.Bot);
            headers = verdict.Headers;
            if (!verdict.IsAllowed)
            {
                return (TooMany(verdict.RetryAfter, verdict.Scope), headers);
            }

            if (!isReadable)
            {
                throw new RestRefusal(400, 50_109, "The request body contains invalid JSON.");
            }

            lock (discord.Gate)
            {
                var reply = route.Handle(request);
                call.IsApplied = true;
                return (reply, headers);
            }
        }
        catch (RestRefusal refusal)
        {
            return (new(refusal.Status, refusal.Body()), headers);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            // A text where a number belongs, and the like: Discord's form errors.
            discord.Note($"{call.Method} {call.Path}: {exception.Message}");
            return (new(400, RestRefusal.Form("body", "TYPE_CONVERT", exception.Message).Body()), headers);
        }
    }

    private static async Task WriteAsync(
        HttpContext context, RestReply reply, IReadOnlyDictionary<string, string> headers, DiscordFault? fault)
    {
        var response = context.Response;
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        if (fault is DiscordFault.Garbage)
        {
            response.ContentType = "text/html";
            await response.WriteAsync("<!doctype html><title>discord</title>");
            return;
        }

        response.StatusCode = reply.Status;
        if (reply.Status >= 500 && reply.Body is null)
        {
            response.ContentType = "text/plain";
            await response.WriteAsync("upstream connect error or disconnect/reset before headers");
        }
        else if (reply.Body is { } body)
        {
            response.ContentType = "application/json";
            await response.WriteAsync(body.ToJsonString(), Encoding.UTF8);
        }
    }

    private async Task BannedAsync(HttpContext context)
    {
        var left = Math.Ceiling((BannedUntil - discord.Time.GetUtcNow()).TotalSeconds);
        context.Response.StatusCode = 429;
        context.Response.ContentType = "text/html; charset=UTF-8";
        context.Response.Headers.RetryAfter = left.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync("<!doctype html><title>Access denied | discord.com</title>error code: 1015");
    }

    private void CountInvalid(DiscordCall call)
    {
        if (call.Status is not (401 or 403 or 429))
        {
            return;
        }

        lock (discord.Gate)
        {
            var now = discord.Time.GetUtcNow();
            invalid.Enqueue(now);
            ForgetInvalid(now);
            if (invalid.Count >= discord.Options.InvalidRequestsMax)
            {
                BannedUntil = now + TimeSpan.FromHours(1);
            }
        }
    }

    private void ForgetInvalid(DateTimeOffset now)
    {
        while (invalid.TryPeek(out var first) && first <= now - TimeSpan.FromMinutes(10))
        {
            invalid.Dequeue();
        }
    }
}
