using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace HiltBot.Web.Wire;

/// <summary>Tells the OpenAPI document which record a route's query is.</summary>
internal sealed record QueryMetadata(Type Type);

/// <summary>
/// The query of a request as its record: names in snake case, the last of repeated ones counts, what is out of
/// range is 422 (contract 2.7, 2.11). An empty value is one that was not sent.
/// </summary>
public sealed class Query<T> : IReadFromRequest, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? value;

    private Query(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    public T Value => value ?? throw new InvalidOperationException("This query was refused.");

    public static ValueTask<Query<T>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        var shape = RecordShape.Of(typeof(T));
        var sent = new JsonObject();
        foreach (var field in shape.Fields)
        {
            if (context.Request.Query[field.Name] is { Count: > 0 } values && values[^1] is { Length: > 0 } text)
            {
                sent[field.Name] = NodeOf(text, field.Value);
            }
        }

        var element = JsonSerializer.SerializeToElement(sent);
        var check = new ShapeCheck("query");
        check.Record(element, shape);
        return ValueTask.FromResult(check.Problems.Count > 0
            ? new Query<T>(null, Refusal.Invalid(check.Problems))
            : new Query<T>(element.Deserialize<T>(WireJson.Options), null));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new QueryMetadata(typeof(T)));
    }

    private static JsonNode NodeOf(string text, ValueShape shape) => shape switch
    {
        WholeShape when long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        FlagShape when bool.TryParse(text, out var flag) => flag,
        _ => text,
    };
}
