using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HiltBot.Web.Api.Documents;

/// <summary>
/// Puts an example beside every body, answer and parameter of the document, made from its own schema: an example that
/// does not fit cannot be written.
/// </summary>
internal static class Examples
{
    private const int DepthMax = 8;

    public static void Add(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(
                     path => path.Operations ?? []).Select(pair => pair.Value))
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                parameter.Example = Parameter(parameter);
            }

            foreach (var media in operation.RequestBody?.Content?.Values ?? [])
            {
                media.Example = RequestExamples.Of(operation.OperationId) ??
                    Of(media.Schema, string.Empty, onlyRequired: media.Schema?.Required is { Count: > 0 }, 0);
            }

            foreach (var (status, response) in operation.Responses ?? [])
            {
                foreach (var media in response.Content?.Values ?? [])
                {
                    media.Example = int.Parse(status, CultureInfo.InvariantCulture) is var code and >= 400 &&
                        status != "503"
                        ? ErrorAnswers.Example(code)
                        : Of(media.Schema, string.Empty, onlyRequired: false, 0);
                }
            }
        }
    }

    private static JsonNode? Parameter(OpenApiParameter parameter) => parameter.In == ParameterLocation.Header
        ? JsonValue.Create("order-2026-0017")
        : parameter.In == ParameterLocation.Path && parameter.Schema is { Type: JsonSchemaType.String } &&
            parameter.Name!.EndsWith("_id", StringComparison.Ordinal)
            ? JsonValue.Create(ExampleValues.Uuid)
            : Of(parameter.Schema, parameter.Name!, onlyRequired: false, 0);

    private static JsonNode? Of(IOpenApiSchema? schema, string name, bool onlyRequired, int depth)
    {
        if (schema is null || depth > DepthMax)
        {
            return null;
        }

        if (schema.OneOf?.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } choice)
        {
            return Of(choice, name, onlyRequired, depth);
        }

        if (schema.Enum is [{ } first, ..] && !first.IsJsonNullSentinel())
        {
            return first.DeepClone();
        }

        var type = (schema.Type ?? JsonSchemaType.Object) & ~JsonSchemaType.Null;
        return type switch
        {
            JsonSchemaType.String => Text(schema, name),
            JsonSchemaType.Boolean => JsonValue.Create(true),
            JsonSchemaType.Integer or JsonSchemaType.Number => ExampleValues.Number(name),
            JsonSchemaType.Array => Of(schema.Items, name, onlyRequired, depth + 1) is { } item
                ? new JsonArray(item)
                : new JsonArray(),
            _ => Object(schema, onlyRequired, depth),
        };
    }

    private static JsonNode Text(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => JsonValue.Create(ExampleValues.Uuid),
        "date-time" => JsonValue.Create(ExampleValues.Instant),
        _ => ExampleValues.Text(name) ?? JsonValue.Create(name switch
        {
            _ when name.EndsWith("_at", StringComparison.Ordinal) => ExampleValues.Instant,
            _ when name.EndsWith("_id", StringComparison.Ordinal) || name is "id" or "product_ids" => ExampleValues.Uuid,
            _ when name.EndsWith("_url", StringComparison.Ordinal) => "https://shop.example.org/",
            _ => "text".PadRight(schema.MinLength ?? 0, '.'),
        }),
    };

    private static JsonObject Object(IOpenApiSchema schema, bool onlyRequired, int depth)
    {
        var example = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (!onlyRequired || schema.Required?.Contains(name) == true)
            {
                example[name] = Of(property, name, onlyRequired, depth + 1);
            }
        }

        return example;
    }
}
