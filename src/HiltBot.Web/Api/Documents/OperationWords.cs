using HiltBot.Web.Api.Gate;
using Microsoft.OpenApi;

namespace HiltBot.Web.Api.Documents;

/// <summary>What stands under every operation: what it does, who may call it, and what a client has to know.</summary>
internal static class OperationWords
{
    /// <summary>Marks in the document what the public contract does not know.</summary>
    public const string ExtensionMark = "x-hiltbot-extension";

    public static string? Tag(string? name) => name switch
    {
        "Account" => "The account that a workspace has, its settings and its numbers.",
        "API keys" => "Keys of the merchant's own software.",
        "Auth" => "Opening an account, signing in, and staying signed in.",
        "Checkout" => "What a buyer's page or app calls: what is sold, a session, the way to pay it.",
        "Checkout domains" => "Domains of the merchant's own for the checkout.",
        "Documents" => "This document in its four forms.",
        "Identity" => "A wallet says by its signature whom it pays for.",
        "Integrations" => "For connectors to other services, with a key.",
        "Memberships" => "Who has access, until when, and what was done about it.",
        "Native subscriptions" => "Allowances on chain out of which renewals are collected.",
        "Payments" => "Sessions and what became of them.",
        "Phantom" => "The Phantom wallet on a phone, by encrypted deep links.",
        "Products" => "What a merchant sells, and links that sell it to one person.",
        "Receipts" => "Signed proofs of payment that anybody can verify.",
        "Support" => "Tickets about payments, memberships and receipts.",
        "System" => "How the server is.",
        "Testing" => "Rehearsals that touch no money, and what only a sandbox has.",
        "Webhooks" => "Where events are sent, what was sent, and what came back.",
        _ => null,
    };

    public static void Describe(OpenApiOperation operation, IList<object> metadata, string method)
    {
        var demand = metadata.OfType<ApiDemand>().LastOrDefault();
        var isRead = method is "GET" or "HEAD";
        List<string> sentences = [operation.Description ?? operation.Summary ?? string.Empty, Caller(demand, metadata, isRead)];
        if (demand is { Door: not ApiDoor.Public } && !isRead)
        {
            sentences.Add(metadata.OfType<NeedsIdempotencyKey>().Any()
                ? "`Idempotency-Key` is required: the same key with the same body does the work once."
                : "Send an `Idempotency-Key` to be able to repeat the call: it does the work once and answers the same.");
            AddIdempotencyKey(operation, metadata);
        }

        if (metadata.OfType<IsUncounted>().Any())
        {
            sentences.Add("Counts against no rate limit.");
        }

        if (metadata.OfType<IsExtension>().Any())
        {
            sentences.Add("**Extension**: HiltBot's own, beyond the public contract.");
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            operation.Extensions[ExtensionMark] = new JsonNodeExtension(true);
        }

        operation.Description = string.Join("\n\n", sentences.Where(sentence => sentence.Length > 0));
    }

    private static string Caller(ApiDemand? demand, IList<object> metadata, bool isRead)
    {
        var permission = isRead ? "read" : "execute";
        var more = metadata.OfType<TakesAccessScopes>().Any()
            ? $" or `access:{(isRead ? "read" : "write")}`"
            : string.Empty;
        return demand?.Door switch
        {
            ApiDoor.Either => $"For a key with the permission `{permission}`{more}, or for somebody who signed in.",
            ApiDoor.Session when metadata.OfType<LetsStrangersIn>().Any() =>
                "For somebody who signed in; a token that is over is no fault here.",
            ApiDoor.Session => "For somebody who signed in; a key does not open it.",
            _ => "For anybody; a credential that comes along is passed over.",
        };
    }

    private static void AddIdempotencyKey(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Required = metadata.OfType<NeedsIdempotencyKey>().Any(),
            Description = "8 to 255 visible ASCII characters, kept for 24 hours.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 8, MaxLength = 255 },
        });
    }
}
