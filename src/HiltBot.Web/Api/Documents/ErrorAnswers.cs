using System.Globalization;
using System.Text.Json.Nodes;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace HiltBot.Web.Api.Documents;

/// <summary>The statuses that a route refuses with, and the one form that all of them have (contract 2.4).</summary>
internal static class ErrorAnswers
{
    public const string SchemaName = "Error";

    private const int TooLarge = 413;

    public static void Add(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata)
    {
        operation.Responses ??= [];
        foreach (var status in Of(metadata, context.Description.HttpMethod ?? "GET"))
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = Why(status),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(SchemaName, context.Document),
                    },
                },
            });
        }
    }

    /// <summary>What such a refusal looks like.</summary>
    public static JsonObject Example(int status) => new()
    {
        ["detail"] = status switch
        {
            401 => "Authentication required",
            413 => "Request body too large.",
            422 => new JsonArray(new JsonObject
            {
                ["loc"] = new JsonArray("body", "title"),
                ["msg"] = "Field required",
                ["type"] = "missing",
            }),
            403 => Coded("invalid_authorization", "This key lacks the permission that the call needs."),
            429 => Coded("rate_limited", "Too many requests; try again after the time in Retry-After."),
            _ => Why(status),
        },
    };

    private static JsonObject Coded(string code, string message) => new() { ["code"] = code, ["message"] = message };

    private static string Why(int status) => status switch
    {
        400 => "Well-formed, but it cannot be done.",
        401 => "No credential that counts.",
        403 => "Known, but not allowed.",
        404 => "It is not there, or not yours.",
        409 => "The state of things forbids it; `detail.code` names an idempotency conflict.",
        410 => "The session or link is over.",
        413 => "The body is larger than any body needs to be.",
        422 => "Something sent does not fit; each entry names where.",
        429 => "Too many requests; `Retry-After` says when to come again.",
        502 => "Somebody else's server did not do its part.",
        503 => "Something that this needs is off or down; nothing was changed.",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };

    /// <summary>One text, one code with its words, or a list of fields.</summary>
    public static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why not: a text, a code with a message, or one entry for each field that is wrong.",
        Required = new HashSet<string>(StringComparer.Ordinal) { "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["detail"] = new OpenApiSchema
            {
                OneOf =
                [
                    new OpenApiSchema { Type = JsonSchemaType.String },
                    Object(("code", JsonSchemaType.String), ("message", JsonSchemaType.String)),
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = Object(
                            ("loc", JsonSchemaType.Array), ("msg", JsonSchemaType.String),
                            ("type", JsonSchemaType.String)),
                    },
                ],
            },
        },
    };

    private static SortedSet<int> Of(IList<object> metadata, string method)
    {
        SortedSet<int> statuses = [.. metadata.OfType<RefusesMetadata>().SelectMany(one => one.Statuses)];
        if (metadata.OfType<IsUncounted>().Any())
        {
            return statuses;
        }

        statuses.Add(429);
        if (metadata.OfType<ApiDemand>().LastOrDefault() is { Door: not ApiDoor.Public } &&
            !metadata.OfType<LetsStrangersIn>().Any())
        {
            statuses.UnionWith([401, 403]);
        }

        // An Idempotency-Key may be none, or clash with an earlier call.
        if (method is not ("GET" or "HEAD") && metadata.OfType<ApiDemand>().LastOrDefault() is { Door: not ApiDoor.Public })
        {
            statuses.UnionWith([400, 409]);
        }

        if (metadata.Any(one => one is BodyMetadata or QueryMetadata or PathIdMetadata or PathNumberMetadata))
        {
            statuses.Add(422);
        }

        if (metadata.OfType<BodyMetadata>().Any())
        {
            statuses.Add(TooLarge);
        }

        return statuses;
    }

    private static OpenApiSchema Object(params (string Name, JsonSchemaType Type)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Required = properties.Select(one => one.Name).ToHashSet(StringComparer.Ordinal),
        Properties = properties.ToDictionary(
            one => one.Name, one => (IOpenApiSchema)new OpenApiSchema { Type = one.Type }, StringComparer.Ordinal),
    };
}
