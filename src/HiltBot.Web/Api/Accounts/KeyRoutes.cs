using HiltBot.Contracts.Keys;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace HiltBot.Web.Api.Accounts;

/// <summary>The keys of a merchant's own software (contract 11.3).</summary>
internal static class KeyRoutes
{
    private const int SecondsUntilAnother = 60;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapSession("/v1/keys", "API keys");
        keys.MapGet("/", ListAsync).WithName("list_keys")
            .WithSummary("Lists the keys of the workspace, newest first, the revoked ones included.");
        keys.MapPost("/", MakeAsync).WithName("create_key")
            .WithSummary("Makes a key; the answer is the only one that shows it.");
        keys.MapDelete("/{key_id}", RevokeAsync).WithName("revoke_key").Refuses(404)
            .WithSummary("Revokes a key for good; revoking it again changes nothing.");
    }

    private static async Task<Ok<List<KeyResponse>>> ListAsync(
        CalledBy caller, ListApiKeys list, CancellationToken cancellationToken) =>
        TypedResults.Ok((await list.HandleAsync(caller.MerchantId, cancellationToken)).Select(Key).ToList());

    private static async Task<Results<Created<CreatedKeyResponse>, Refusal>> MakeAsync(
        CalledBy caller, Body<CreateKeyRequest> body, MakeApiKey make, HttpContext context,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var permissions = wanted.Permissions.Select(word => word.Trim().ToLowerInvariant()).Distinct().ToList();
        if (wanted.Name.Trim().Length == 0)
        {
            return Refusal.Field("name", "A key has a name.");
        }

        if (permissions.Count == 0)
        {
            return Refusal.Field("permissions", "A key needs at least one permission.");
        }

        var outcome = await make.HandleAsync(
            caller.MerchantId, wanted.Name, wanted.SandboxMode, permissions, caller.Actor, cancellationToken);
        switch (outcome)
        {
            case ApiKeyOutcome.Made made:
                return TypedResults.Created(
                    (string?)null,
                    new CreatedKeyResponse { Key = Key(new ApiKeyView(made.Key, [])), RawKey = made.RawKey });
            case ApiKeyOutcome.TooMany tooMany:
                context.Response.Headers.RetryAfter = $"{SecondsUntilAnother}";
                return new Refusal(
                    StatusCodes.Status429TooManyRequests,
                    $"This workspace has {tooMany.KeysMax} keys, which is the most; revoke one first.");
            default:
                throw new InvalidOperationException($"No answer for {outcome.GetType().Name}.");
        }
    }

    private static async Task<Results<NoContent, Refusal>> RevokeAsync(
        CalledBy caller, [FromRoute(Name = "key_id")] string keyId, RevokeApiKey revoke,
        CancellationToken cancellationToken) =>
        Id.TryParse<ApiKeyId>(keyId, out var id) &&
        await revoke.HandleAsync(caller.MerchantId, id, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : Refusal.NotFound("API key not found.");

    private static KeyResponse Key(ApiKeyView view) => new()
    {
        Id = view.Key.Id.Value,
        Name = view.Key.Name,
        KeyPrefix = view.Key.KeyPrefix,
        Permissions = view.Key.Permissions.Split(',', StringSplitOptions.RemoveEmptyEntries),
        SandboxMode = view.Key.IsSandbox,
        LastUsedAt = view.Key.LastUsedAt,
        CreatedAt = view.Key.CreatedAt,
        RevokedAt = view.Key.RevokedAt,
        UsageSummary = new KeyUsagePayload
        {
            TotalCalls = view.Key.TotalCalls,
            SuccessCalls = view.Key.TotalCalls - view.Key.ErrorCalls,
            ErrorCalls = view.Key.ErrorCalls,
            CreditsBurned = 0,
            LatestActivityAt = view.Key.LastUsedAt,
            LatestEndpoint = view.Key.LatestEndpoint,
        },
        RecentActivity = view.Calls.Select(call => new KeyActivityPayload
        {
            Endpoint = call.Endpoint,
            HttpMethod = call.Method,
            StatusCode = call.StatusCode,
            CreditsBurned = 0,
            DurationMs = call.DurationMilliseconds,
            ErrorMessage = call.IsError ? ReasonPhrases.GetReasonPhrase(call.StatusCode) : null,
            CreatedAt = call.At,
        }).ToList(),
    };
}
