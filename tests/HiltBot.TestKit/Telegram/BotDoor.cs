using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiltBot.TestKit.Telegram;

/// <summary>
/// The way of a call: token, planned fault, method, limits, the handler under the world's lock, the test's hook, the answer.
/// </summary>
internal sealed class BotDoor(StandInTelegram telegram, Dictionary<string, Func<BotRequest, JsonNode>> methods)
{
    private int running;

    public int Running => Volatile.Read(ref running);

    public async Task ServeAsync(HttpContext context)
    {
        var isPoll = (context.Request.Path.Value ?? "").EndsWith("/getUpdates", StringComparison.OrdinalIgnoreCase);
        Interlocked.Add(ref running, isPoll ? 0 : 1);
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
            telegram.Note($"A bug of the stand-in at {context.Request.Path}: {exception}");
            throw;
        }
        finally
        {
            Interlocked.Add(ref running, isPoll ? 0 : -1);
            telegram.Changed();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "/").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length != 2 || !path[0].StartsWith("bot", StringComparison.Ordinal))
        {
            await WriteAsync(context, new TelegramRefusal(404, "Not Found"));
            return;
        }

        JsonObject parameters;
        try
        {
            parameters = await BotRequest.ReadAsync(context.Request);
        }
        catch (JsonException)
        {
            telegram.Note($"No JSON object came to {path[1]}.");
            await WriteAsync(context, TelegramRefusal.Bad("can't parse JSON object"));
            return;
        }

        var name = methods.Keys.Append("getUpdates").FirstOrDefault(
            one => string.Equals(one, path[1], StringComparison.OrdinalIgnoreCase)) ?? path[1];
        var call = new TelegramCall(name, parameters, path[0]["bot".Length..] == telegram.Token, telegram.Time.GetUtcNow());
        telegram.Note(call);
        var fault = telegram.Faults.Take(call);
        if (fault is TelegramFault.DropBefore)
        {
            context.Abort();
            return;
        }

        var (refusal, result) = fault is TelegramFault.ServerError error
            ? (new(error.Status, "Bad Gateway"), null)
            : await DecideAsync(call, fault, context.RequestAborted);
        if (call.IsApplied && telegram.OnApplied is { } hook)
        {
            await hook(call);
        }

        if (fault is TelegramFault.Slow slow)
        {
            await Task.Delay(slow.By, telegram.Time, context.RequestAborted);
        }

        await EndAsync(context, call, fault, refusal, result);
    }

    private static async Task EndAsync(
        HttpContext context, TelegramCall call, TelegramFault? fault, TelegramRefusal? refusal, JsonNode? result)
    {
        if (fault is TelegramFault.DropAfter)
        {
            context.Abort();
            return;
        }

        if (fault is TelegramFault.ServerError or TelegramFault.ErrorAfter or TelegramFault.Garbage)
        {
            call.Status = fault switch
            {
                TelegramFault.ServerError before => before.Status,
                TelegramFault.ErrorAfter after => after.Status,
                _ => 200,
            };
            await WriteAsync(context, call.Status, "text/html", $"<html><body>{call.Status}</body></html>");
            return;
        }

        call.Status = refusal?.Code ?? 200;
        call.Description = refusal?.Message;
        if (refusal is not null)
        {
            await WriteAsync(context, refusal);
            return;
        }

        var body = new JsonObject { ["ok"] = true, ["result"] = result };
        await WriteAsync(context, 200, "application/json", body.ToJsonString());
    }

    private async Task<(TelegramRefusal? Refusal, JsonNode? Result)> DecideAsync(
        TelegramCall call, TelegramFault? fault, CancellationToken gone)
    {
        try
        {
            if (!call.HasToken)
            {
                throw new TelegramRefusal(401, "Unauthorized");
            }

            switch (fault)
            {
                case TelegramFault.TooMany many:
                    throw TelegramRefusal.TooMany(many.RetryAfterSeconds);
                case TelegramFault.Refuse refuse:
                    throw new TelegramRefusal(refuse.Code, refuse.Description);
            }

            var request = new BotRequest(call.Parameters);
            if (string.Equals(call.Method, "getUpdates", StringComparison.OrdinalIgnoreCase))
            {
                var updates = await telegram.Updates.PollAsync(request, gone);
                call.IsApplied = true;
                return (null, updates);
            }

            if (!methods.TryGetValue(call.Method, out var handle))
            {
                throw new TelegramRefusal(404, "Not Found: method not found");
            }

            lock (telegram.Gate)
            {
                var to = telegram.ChatOrNull(request.Text("chat_id") ?? string.Empty);
                if (telegram.Limits.Take(call.Method, to) is var wait and > 0)
                {
                    throw TelegramRefusal.TooMany(wait);
                }

                var result = handle(request);
                call.IsApplied = true;
                return (null, result);
            }
        }
        catch (TelegramRefusal refusal)
        {
            return (refusal, null);
        }
    }

    private static Task WriteAsync(HttpContext context, TelegramRefusal refusal) =>
        WriteAsync(context, refusal.Code, "application/json", refusal.Body().ToJsonString());

    private static async Task WriteAsync(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }
}
