using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HiltBot.Web.Api.Documents;

/// <summary>
/// The document as a Postman collection, version 2.1: a folder a tag, a request an operation, bodies from the examples, and
/// variables for where and who.
/// </summary>
internal static class PostmanCollection
{
    private const string Format = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static byte[] Of(OpenApiDocument document)
    {
        var requests = document.Paths.SelectMany(path => (path.Value.Operations ?? [])
            .Select(pair => (Path: path.Key, Method: pair.Key.Method, Operation: pair.Value))).ToList();
        var collection = new JsonObject
        {
            ["info"] = new JsonObject
            {
                ["name"] = $"{document.Info.Title} {document.Info.Version}",
                ["description"] = document.Info.Description,
                ["schema"] = Format,
            },
            ["variable"] = new JsonArray(
                Pair("baseUrl", document.Servers?.FirstOrDefault()?.Url?.TrimEnd('/') ?? "http://localhost:5080"),
                Pair("apiKey", string.Empty), Pair("token", string.Empty)),
            ["item"] = new JsonArray([.. requests
                .GroupBy(request => request.Operation.Tags?.FirstOrDefault()?.Name ?? "Other", StringComparer.Ordinal)
                .Select(folder => new JsonObject
                {
                    ["name"] = folder.Key,
                    ["item"] = new JsonArray([.. folder.Select(one => Item(one.Path, one.Method, one.Operation))]),
                })]),
        };
        return Encoding.UTF8.GetBytes(collection.ToJsonString(Indented));
    }

    private static JsonObject Item(string path, string method, OpenApiOperation operation)
    {
        var request = new JsonObject
        {
            ["method"] = method,
            ["header"] = new JsonArray([.. Parameters(operation, ParameterLocation.Header).Select(Disabled)]),
            ["url"] = Url(path, operation),
            ["auth"] = Auth(operation),
            ["description"] = operation.Description,
        };
        if (operation.RequestBody?.Content?.Values.FirstOrDefault() is { } body)
        {
            request["body"] = new JsonObject
            {
                ["mode"] = "raw",
                ["raw"] = (body.Example ?? new JsonObject()).ToJsonString(Indented),
                ["options"] = new JsonObject { ["raw"] = new JsonObject { ["language"] = "json" } },
            };
            ((JsonArray)request["header"]!).Add(Pair("Content-Type", "application/json"));
        }

        return new JsonObject
        {
            ["name"] = operation.OperationId ?? $"{method} {path}",
            ["request"] = request,
            ["response"] = new JsonArray(),
        };
    }

    private static JsonObject Url(string path, OpenApiOperation operation)
    {
        var parts = path.Trim('/').Split('/')
            .Select(part => part.StartsWith('{') ? $":{part.Trim('{', '}')}" : part).ToList();
        return new JsonObject
        {
            ["raw"] = "{{baseUrl}}/" + string.Join('/', parts),
            ["host"] = new JsonArray("{{baseUrl}}"),
            ["path"] = new JsonArray([.. parts.Select(part => JsonValue.Create(part))]),
            ["query"] = new JsonArray([.. Parameters(operation, ParameterLocation.Query).Select(Disabled)]),
            ["variable"] = new JsonArray([.. Parameters(operation, ParameterLocation.Path)
                .Select(one => Pair(one.Name!, one.Example?.ToString() ?? string.Empty))]),
        };
    }

    private static IEnumerable<IOpenApiParameter> Parameters(OpenApiOperation operation, ParameterLocation place) =>
        (operation.Parameters ?? []).Where(one => one.In == place);

    private static JsonObject Disabled(IOpenApiParameter parameter)
    {
        var pair = Pair(parameter.Name!, parameter.Example?.ToString() ?? string.Empty);
        pair["description"] = parameter.Description;
        pair["disabled"] = parameter.Required != true;
        return pair;
    }

    private static JsonObject Auth(OpenApiOperation operation) =>
        operation.Security?.SelectMany(one => one.Keys).Select(one => one.Reference.Id).FirstOrDefault() switch
        {
            ApiDocument.KeyScheme => new JsonObject
            {
                ["type"] = "apikey",
                ["apikey"] = new JsonArray(
                    Pair("key", ApiDocument.KeyScheme), Pair("value", "{{apiKey}}"), Pair("in", "header")),
            },
            ApiDocument.SessionScheme => new JsonObject
            {
                ["type"] = "bearer",
                ["bearer"] = new JsonArray(Pair("token", "{{token}}")),
            },
            _ => new JsonObject { ["type"] = "noauth" },
        };

    private static JsonObject Pair(string key, string value) =>
        new() { ["key"] = key, ["value"] = value, ["type"] = "string" };
}
