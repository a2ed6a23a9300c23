using System.Reflection;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Wire;

/// <summary>Tells the OpenAPI document that a part of the path is a UUID.</summary>
internal sealed record PathIdMetadata(string Name);

/// <summary>
/// An id in the path that the contract types as UUID (2.8): a malformed one is 422, not 404. The handler's
/// parameter is called like the part of the path, in camel case.
/// </summary>
public sealed class PathId<TId> : IReadFromRequest, IEndpointParameterMetadataProvider
    where TId : struct, IId<TId>
{
    private PathId(TId value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public TId Value { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<PathId<TId>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        var name = NameOf(parameter);
        var text = context.GetRouteValue(name)?.ToString();
        return ValueTask.FromResult(Guid.TryParse(text, out var value)
            ? new PathId<TId>(TId.From(value), null)
            : new PathId<TId>(default, Refusal.Invalid(new FieldProblem(
                ["path", name], "Input should be a valid UUID", "uuid_parsing", text))));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new PathIdMetadata(NameOf(parameter)));
    }

    private static string NameOf(ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
    }
}
