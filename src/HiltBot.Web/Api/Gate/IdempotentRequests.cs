using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Api.Gate;

/// <summary>
/// The <c>Idempotency-Key</c> of a write (contract 2.6): the same key with the same body gets the first answer again,
/// whoever asks and however often.
/// </summary>
internal sealed class IdempotentRequests(IdempotentCalls calls, IDataProtectionProvider protection)
{
    private const string Header = "Idempotency-Key";
    private const int LengthMin = 8;
    private const int LengthMax = 255;

    // An answer may show a key or a secret, which is shown once and stands nowhere in the clear (rule 10).
    private readonly IDataProtector seal = protection.CreateProtector("Idempotent answers");

    public async Task RunAsync(HttpContext context, Caller caller, ApiDemand demand, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ||
            (!request.Headers.ContainsKey(Header) && !demand.NeedsIdempotencyKey))
        {
            await next(context);
            return;
        }

        var key = request.Headers[Header].ToString().Trim();
        if (Problem(key) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        request.EnableBuffering(JsonReading.BytesMax);
        var body = await BytesOf(request, context.RequestAborted);
        var call = new CallKey(
            caller.MerchantId, HashOf(Encoding.UTF8.GetBytes($"{request.Method} {request.Path} {key}")), HashOf(body));
        var outcome = await calls.BeginAsync(call, context.RequestAborted);
        if (outcome is CallOutcome.Begun begun)
        {
            await WorkAsync(context, call, begun, next);
        }
        else
        {
            await AnswerAsync(context, outcome);
        }
    }

    private static Refusal? Problem(string key) => key switch
    {
        { Length: < LengthMin } => Bad("idempotency_key_required", $"Send {LengthMin} to {LengthMax} characters."),
        { Length: > LengthMax } => Bad("idempotency_key_too_long", $"Send {LengthMin} to {LengthMax} characters."),
        _ when !key.All(letter => letter is > ' ' and <= '~') =>
            Bad("idempotency_key_invalid", "Send visible ASCII without spaces."),
        _ => null,
    };

    private static Refusal Bad(string code, string message) =>
        new(StatusCodes.Status400BadRequest, new CodedDetail(code, $"Idempotency-Key: {message}"));

    private async Task WorkAsync(HttpContext context, CallKey call, CallOutcome.Begun begun, RequestDelegate next)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        catch (CallTakenOverException)
        {
            context.Response.Body = wire;
            await AnswerAsync(context, new CallOutcome.StillRunning());
            return;
        }
        catch
        {
            context.Response.Body = wire;
            await calls.GiveUpAsync(call, begun.ClaimId, CancellationToken.None);
            throw;
        }

        context.Response.Body = wire;
        var answer = kept.ToArray();
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            await calls.GiveUpAsync(call, begun.ClaimId, CancellationToken.None);
        }
        else
        {
            // Also when the caller has hung up: what was done must be told to whoever asks again.
            await calls.FinishAsync(
                call, begun.ClaimId, context.Response.StatusCode, context.Response.ContentType,
                seal.Protect(answer), CancellationToken.None);
        }

        if (answer.Length > 0)
        {
            await wire.WriteAsync(answer, context.RequestAborted);
        }
    }

    private Task AnswerAsync(HttpContext context, CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered answered => ReplayAsync(context, answered),
        CallOutcome.OtherBody => Conflict(
            "idempotency_conflict", "This Idempotency-Key was used with another body.", false).ExecuteAsync(context),
        CallOutcome.StillRunning => Conflict(
            "idempotency_in_progress", "The first call with this key still runs.", true).ExecuteAsync(context),
        CallOutcome.AnswerLost => Conflict(
            "idempotency_conflict",
            "The first call with this key did its work, but its answer was lost. Read what it made before calling again.",
            false).ExecuteAsync(context),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static Refusal Conflict(string code, string message, bool isRetryable) =>
        new(StatusCodes.Status409Conflict, new CodedDetail(code, message) { Retryable = isRetryable });

    private async Task ReplayAsync(HttpContext context, CallOutcome.Answered answered)
    {
        context.Response.StatusCode = answered.StatusCode;
        var body = seal.Unprotect(answered.Body);
        if (body.Length == 0)
        {
            return;
        }

        context.Response.ContentType = answered.ContentType;
        await context.Response.Body.WriteAsync(AsReplay(answered.ContentType, body), context.RequestAborted);
    }

    // Where the answer has the key, it says that it is a repeated one.
    private static byte[] AsReplay(string? contentType, byte[] body)
    {
        if (contentType?.StartsWith("application/json", StringComparison.Ordinal) != true ||
            JsonNode.Parse(body) is not JsonObject answer || !answer.ContainsKey("idempotent_replay"))
        {
            return body;
        }

        answer["idempotent_replay"] = true;
        return Encoding.UTF8.GetBytes(answer.ToJsonString(WireJson.Options));
    }

    private static async Task<byte[]> BytesOf(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while (bytes.Length <= JsonReading.BytesMax && (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await bytes.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        request.Body.Position = 0;
        return bytes.ToArray();
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
