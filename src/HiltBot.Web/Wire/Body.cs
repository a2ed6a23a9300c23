using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace HiltBot.Web.Wire;

/// <summary>An argument of a handler that may not have been readable.</summary>
internal interface IReadFromRequest
{
    /// <summary>Null when it was read.</summary>
    Refusal? Refusal { get; }
}

/// <summary>Tells the OpenAPI document which record a route's body is.</summary>
internal sealed record BodyMetadata(Type Type);

/// <summary>
/// The JSON body of a request as its record. A handler sees only readable ones: the others are answered by
/// the group that the route stands in with 422.
/// </summary>
public sealed class Body<T> : IReadFromRequest, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? value;

    private Body(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    public T Value => value ?? throw new InvalidOperationException("This body was refused.");

    public static async ValueTask<Body<T>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (value, refusal) = await JsonReading.ReadAsync<T>(context.Request, context.RequestAborted);
        return new Body<T>(value, refusal);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new BodyMetadata(typeof(T)));
    }
}
