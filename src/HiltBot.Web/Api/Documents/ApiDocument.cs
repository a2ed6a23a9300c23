using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.Contracts.Wire;
using HiltBot.Engine.Checkouts;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace HiltBot.Web.Api.Documents;

/// <summary>
/// The OpenAPI 3.1 document of <c>/v1</c>, made from the routes and their records; nothing in it is written twice.
/// </summary>
internal static class ApiDocument
{
    public const string Name = "v1";
    public const string KeyScheme = "X-Hilt-Key";
    public const string SessionScheme = "bearer";

    public static void AddApiDocument(this IServiceCollection services) => services.AddSingleton<DocumentText>()
        .AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description =>
            description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true ||
            description.RelativePath is "health" or ".well-known/hiltbot-receipt-keys.json";
        options.AddDocumentTransformer((document, context, _) =>
        {
            Describe(document, context.ApplicationServices.GetRequiredService<PublicAddress>());
            Examples.Add(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OperationAsync);
        options.AddSchemaTransformer(SchemaAsync);
    });

    private static void Describe(OpenApiDocument document, PublicAddress address)
    {
        document.Servers = [new OpenApiServer { Url = address.Origin.ToString().TrimEnd('/') }];
        document.Info = new OpenApiInfo
        {
            Title = "HiltBot",
            Version = "1.0.0",
            Description =
                "Paid memberships, settled on Solana straight into the merchant's wallet. Amounts are whole " +
                "numbers in the smallest unit of their asset; instants are UTC.\n\n" +
                "Answers are open: keys may be added, none goes. What is marked as an extension is HiltBot's own, beyond " +
                "the public contract. Refusals have one form: everything stands under `detail`.",
        };
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = OperationWords.Tag(tag.Name);
        }

        document.Components ??= new OpenApiComponents();
        document.AddComponent(ErrorAnswers.SchemaName, ErrorAnswers.Schema());
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = KeyScheme,
                Description = "A key of the merchant's own software.",
            },
            [SessionScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = SessionScheme,
                BearerFormat = "JWT",
                Description = "The token of somebody who signed in.",
            },
        };
    }

    private static async Task OperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Security = Security(metadata.OfType<ApiDemand>().LastOrDefault()?.Door, context.Document!);
        operation.Parameters ??= [];
        AddPath(operation, context, metadata);
        if (metadata.OfType<QueryMetadata>().LastOrDefault() is { } query)
        {
            var schema = await context.GetOrCreateSchemaAsync(query.Type, null, cancellationToken);
            foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Schema = property,
                    Required = schema.Required?.Contains(name) == true,
                });
            }
        }

        if (metadata.OfType<BodyMetadata>().LastOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = RecordShape.Of(body.Type).Fields.Any(field => field.IsRequired),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new()
                    {
                        Schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken),
                    },
                },
            };
        }

        OperationWords.Describe(operation, metadata, context.Description.HttpMethod ?? "GET");
        ErrorAnswers.Add(operation, context, metadata);
    }

    private static List<OpenApiSecurityRequirement> Security(ApiDoor? door, OpenApiDocument document) => door switch
    {
        ApiDoor.Either => [Requirement(KeyScheme, document), Requirement(SessionScheme, document)],
        ApiDoor.Session => [Requirement(SessionScheme, document)],
        _ => [],
    };

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    // The framework sees only parameters that it binds itself.
    private static void AddPath(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata)
    {
        var numbers = metadata.OfType<PathNumberMetadata>().Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var uuids = metadata.OfType<PathIdMetadata>().Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var part in (context.Description.RelativePath ?? string.Empty).Split('/')
                     .Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
        {
            if (operation.Parameters!.Any(known => known.Name == part))
            {
                continue;
            }

            operation.Parameters!.Add(new OpenApiParameter
            {
                Name = part,
                In = ParameterLocation.Path,
                Required = true,
                Schema = new OpenApiSchema
                {
                    Type = numbers.Contains(part) ? JsonSchemaType.Integer : JsonSchemaType.String,
                    Format = uuids.Contains(part) ? "uuid" : null,
                },
            });
        }
    }

    // What the framework cannot see in a property: a patch is its value, an instant is a text, words are a set.
    private static async Task SchemaAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
        {
            schema.Type = context.JsonTypeInfo.Type == type
                ? JsonSchemaType.String
                : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
        else if (type == typeof(JsonElement))
        {
            schema.Type = JsonSchemaType.Object;
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Patch<>))
        {
            var inner = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancellationToken);
            schema.Type = inner.Type is { } known ? known | JsonSchemaType.Null : null;
            schema.Format = inner.Format;
            schema.Items = inner.Items;
            schema.Properties = inner.Properties;
        }

        var attributes = context.JsonPropertyInfo?.AttributeProvider;
        if (attributes?.GetCustomAttributes(typeof(WholeAttribute), false) is [WholeAttribute whole])
        {
            schema.Minimum = whole.Least.ToString(CultureInfo.InvariantCulture);
            schema.Maximum = whole.Most == long.MaxValue ? null : whole.Most.ToString(CultureInfo.InvariantCulture);
        }

        if (attributes?.GetCustomAttributes(typeof(NotNullWhenSentAttribute), false) is [NotNullWhenSentAttribute])
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        if (attributes?.GetCustomAttributes(typeof(MayHoldAttribute), false) is [MayHoldAttribute held])
        {
            schema.Properties = held.Names.ToDictionary(
                name => name, _ => (IOpenApiSchema)new OpenApiSchema { Type = JsonSchemaType.String },
                StringComparer.Ordinal);
        }

        if (attributes?.GetCustomAttributes(typeof(OneOfAttribute), false) is [OneOfAttribute words])
        {
            var values = Vocabularies.Of(words.Vocabulary).Select(word => (JsonNode)JsonValue.Create(word)!).ToList();
            if (type == typeof(string))
            {
                schema.Enum = schema.Type?.HasFlag(JsonSchemaType.Null) == true
                    ? [.. values, JsonNullSentinel.JsonNull]
                    : values;
            }
            else if (schema.Items is OpenApiSchema items)
            {
                items.Enum = values;
            }
        }
    }
}
