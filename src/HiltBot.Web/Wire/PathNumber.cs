using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Wire;

/// <summary>Tells the OpenAPI document that a part of the path is a whole number.</summary>
internal sealed record PathNumberMetadata(string Name);

/// <summary>
/// A row number in the path (contract 2.8): a malformed one is 422, not 404. The handler's parameter is
/// called like the part of the path, in camel case.
/// </summary>
public sealed class PathNumber : IReadFromRequest, IEndpointParameterMetadataProvider
{
    private PathNumber(long value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public long Value { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<PathNumber> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        var name = NameOf(parameter);
        var text = context.GetRouteValue(name)?.ToString();
        return ValueTask.FromResult(
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? new PathNumber(value, null)
                : new PathNumber(0, Refusal.Invalid(new FieldProblem(
                    ["path", name], "Input should be a valid integer", "int_parsing", text))));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new PathNumberMetadata(NameOf(parameter)));
    }

    private static string NameOf(ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
    }
}
