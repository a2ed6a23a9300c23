using System.Globalization;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Api.Gate;

/// <summary>
/// Stands before every route of <c>/v1</c>: finds out who calls, counts, and lets through who may. From here on the
/// request's work sees only the caller's rows (rule 7).
/// </summary>
internal sealed class ApiGate(
    RequestDelegate next, RateLimits limits, SessionTokens tokens, IOptions<RateLimitOptions> options, TimeProvider time)
{
    private const string KeyHeader = "X-Hilt-Key";
    private const string Bearer = "Bearer ";

    private static readonly Refusal NoCredential =
        new(StatusCodes.Status401Unauthorized, "Authentication required");

    private static readonly Refusal SuspendedAccount =
        new(StatusCodes.Status403Forbidden, "This account is suspended");

    private static readonly Refusal MissingScope = new(
        StatusCodes.Status403Forbidden,
        new CodedDetail("invalid_authorization", "This key lacks the permission that the call needs."));

    internal static readonly Refusal TooMany = new(
        StatusCodes.Status429TooManyRequests,
        new CodedDetail("rate_limited", "Too many requests; try again after the time in Retry-After."));

    public async Task InvokeAsync(
        HttpContext context, FindCaller find, Work work, IdempotentRequests idempotent, KeyUse use)
    {
        // Routing takes a path in any case; so must whoever stands before it.
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        // A path that nobody knows is answered like a public one.
        var demand = ApiGroups.DemandOf(context.GetEndpoint()) ?? new ApiDemand(ApiDoor.Public);
        if (demand.Door == ApiDoor.Public)
        {
            // Here already, so that a page elsewhere can also read that it has to wait.
            context.Response.Headers.AccessControlAllowOrigin = "*";
        }

        var (caller, refusal) = demand.Door == ApiDoor.Public || demand.LetsStrangersIn
            ? (null, null)
            : await FindAsync(context, demand, find);
        if ((Count(context, demand, caller) ?? refusal) is { } no)
        {
            await no.ExecuteAsync(context);
            return;
        }

        if (caller is null)
        {
            await next(context);
            return;
        }

        if (!May(caller, demand, context.Request.Method))
        {
            await MissingScope.ExecuteAsync(context);
            use.Note(caller, context, TimeSpan.Zero);
            return;
        }

        work.ActsFor = caller.MerchantId;
        work.IsSandboxCall = caller.IsSandboxKey;
        context.Features.Set(caller);
        var start = time.GetTimestamp();
        await idempotent.RunAsync(context, caller, demand, next);
        use.Note(caller, context, time.GetElapsedTime(start));
    }

    private async Task<(Caller? Caller, Refusal? Refusal)> FindAsync(
        HttpContext context, ApiDemand demand, FindCaller find)
    {
        // Whoever guesses is stopped before the database is asked. Only guesses count here: buyers behind the same
        // address, or behind a proxy that nobody named, do not shut the merchant out.
        var guesses = $"guesses {CallerAddress.Of(context)}";
        if (limits.Look(guesses, options.Value.Public).IsOver)
        {
            return (null, TooMany);
        }

        var key = context.Request.Headers[KeyHeader].ToString();
        var outcome = demand.Door == ApiDoor.Either && key.Length > 0
            ? await find.ByKeyAsync(key.Trim(), context.RequestAborted)
            : await FindBySessionAsync(context, find);
        if (outcome is CallerOutcome.Unknown)
        {
            limits.Count(guesses, options.Value.Public);
        }

        return outcome switch
        {
            CallerOutcome.Known known => (known.Caller, null),
            CallerOutcome.Unknown => (null, NoCredential),
            CallerOutcome.Suspended => (null, SuspendedAccount),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
    }

    private async Task<CallerOutcome> FindBySessionAsync(HttpContext context, FindCaller find)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) &&
            await tokens.ReadAsync(header[Bearer.Length..].Trim()) is { } token
            ? await find.BySessionAsync(token.MerchantId, token.IssuedAt, context.RequestAborted)
            : new CallerOutcome.Unknown();
    }

    /// <returns>Null while the caller may go on.</returns>
    private Refusal? Count(HttpContext context, ApiDemand demand, Caller? caller)
    {
        var (name, limit) = caller is null
            ? (CallerAddress.Of(context), options.Value.Public)
            : (caller.MerchantId.ToString(), options.Value.Of(caller.Tier));
        var count = demand.IsUncounted ? limits.Look(name, limit) : limits.Count(name, limit);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = count.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = count.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = count.ResetsAt.ToString(CultureInfo.InvariantCulture);
        if (!count.IsOver || demand.IsUncounted)
        {
            return null;
        }

        headers.RetryAfter = count.SecondsUntilReset(time.GetUtcNow()).ToString(CultureInfo.InvariantCulture);
        return TooMany;
    }

    private static bool May(Caller caller, ApiDemand demand, string method)
    {
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        return caller.May(isRead ? "read" : "execute") ||
            (demand.TakesAccessScopes && caller.May(isRead ? "access:read" : "access:write"));
    }
}

/// <summary>The coded form of an error (contract 2.4).</summary>
internal sealed record CodedDetail(string Code, string Message)
{
    public bool? Retryable { get; init; }
}
