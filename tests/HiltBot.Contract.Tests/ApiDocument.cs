using System.Text.Json;

namespace HiltBot.Contract.Tests;

/// <summary>The OpenAPI document as a client reads it.</summary>
internal sealed class ApiDocument
{
    private readonly JsonElement root;

    private ApiDocument(JsonElement root)
    {
        this.root = root;
        Operations = root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Select(one => new ApiOperation(one.Name.ToUpperInvariant(), path.Name, one.Value)))
            .ToDictionary(one => one.Route, StringComparer.Ordinal);
    }

    public JsonElement Root => root;

    /// <summary>By method and path, for example <c>GET /v1/keys</c>.</summary>
    public IReadOnlyDictionary<string, ApiOperation> Operations { get; }

    public static ApiDocument Parse(string text) => new(JsonDocument.Parse(text).RootElement);

    /// <summary>The schema itself and the record that it is named after, where it has a name.</summary>
    public (JsonElement Schema, string? Record) Follow(JsonElement schema)
    {
        string? record = null;
        while (true)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                record = reference.GetString()!.Split('/')[^1];
                schema = root.GetProperty("components").GetProperty("schemas").GetProperty(record);
            }
            else if (Choices(schema) is { Count: > 0 } choices &&
                choices.FirstOrDefault(one => TypeOf(one) != "null") is { ValueKind: JsonValueKind.Object } choice)
            {
                schema = choice;
            }
            else
            {
                return (schema, record);
            }
        }
    }

    /// <summary>What a property of a schema is, or null when the document has none of that name.</summary>
    public JsonElement? Property(JsonElement schema, string name) =>
        Follow(schema).Schema.TryGetProperty("properties", out var properties) &&
        properties.TryGetProperty(name, out var property)
            ? property
            : null;

    public bool TakesNull(JsonElement schema) =>
        Types(schema).Contains("null") || Choices(schema).Any(one => TypeOf(one) == "null") ||
        (schema.TryGetProperty("$ref", out _) && Types(Follow(schema).Schema).Contains("null"));

    /// <summary>The type beside null; an array's with its items' in brackets.</summary>
    public string Type(JsonElement schema)
    {
        var (plain, _) = Follow(schema);
        var type = Types(plain).FirstOrDefault(one => one != "null") ?? "object";
        return type == "array" && plain.TryGetProperty("items", out var items) ? $"array<{Type(items)}>" : type;
    }

    private static List<JsonElement> Choices(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices)
            ? [.. choices.EnumerateArray()]
            : [];

    private static string? TypeOf(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static List<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out var type)
        ? []
        : type.ValueKind == JsonValueKind.String
            ? [type.GetString()!]
            : [.. type.EnumerateArray().Select(one => one.GetString()!)];
}

/// <summary>One route as the document describes it.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonElement Json)
{
    public string Route => $"{Method} {Path}";

    public IReadOnlyList<int> Statuses =>
        [.. Json.GetProperty("responses").EnumerateObject().Select(one => int.Parse(one.Name, System.Globalization.CultureInfo.InvariantCulture))];

    public int Success => Statuses.Min();

    public bool IsExtension => Json.TryGetProperty("x-hiltbot-extension", out _);

    /// <summary><c>none</c>, <c>bearer</c> or <c>either</c>.</summary>
    public string Auth
    {
        get
        {
            var schemes = Json.TryGetProperty("security", out var security)
                ? security.EnumerateArray().SelectMany(one => one.EnumerateObject()).Select(one => one.Name).ToList()
                : [];
            return (schemes.Contains("X-Hilt-Key"), schemes.Contains("bearer")) switch
            {
                (true, true) => "either",
                (false, true) => "bearer",
                (true, false) => "key",
                _ => "none",
            };
        }
    }

    public IReadOnlyList<ApiParameter> Parameters => Json.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Select(one => new ApiParameter(
            one.GetProperty("name").GetString()!, one.GetProperty("in").GetString()!, one.GetProperty("schema")))]
        : [];

    public JsonElement? Body => Json.TryGetProperty("requestBody", out var body)
        ? body.GetProperty("content").GetProperty("application/json").GetProperty("schema")
        : null;

    public JsonElement? BodyExample => Json.TryGetProperty("requestBody", out var body) &&
        body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out var example)
            ? example
            : null;

    public JsonElement? AnswerSchema(int status) =>
        Json.GetProperty("responses").TryGetProperty(
            status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var answer) &&
        answer.TryGetProperty("content", out var content) &&
        content.TryGetProperty("application/json", out var media) && media.TryGetProperty("schema", out var schema)
            ? schema
            : null;
}

internal sealed record ApiParameter(string Name, string In, JsonElement Schema);
