using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Wire;

/// <summary>
/// An answer that is no: the contract's error form, everything under <c>detail</c> (contract 2.4).
/// </summary>
public sealed record Refusal(int StatusCode, object Detail) : IResult, IStatusCodeHttpResult
{
    public static readonly Refusal NoSuchPath = new(StatusCodes.Status404NotFound, "Not Found");

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    public static Refusal NotFound(string what) => new(StatusCodes.Status404NotFound, what);

    public static Refusal Conflict(string why) => new(StatusCodes.Status409Conflict, why);

    public static Refusal Gone(string why) => new(StatusCodes.Status410Gone, why);

    public static Refusal Unavailable(string why) => new(StatusCodes.Status503ServiceUnavailable, why);

    /// <summary>422 with the list form.</summary>
    public static Refusal Invalid(params IReadOnlyList<FieldProblem> problems) =>
        new(StatusCodes.Status422UnprocessableEntity, problems);

    /// <summary>422 about one field of the body, found after it was read.</summary>
    public static Refusal Field(string name, string message) =>
        Invalid(new FieldProblem(["body", name], message, "value_error", null));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCode;
        return httpContext.Response.WriteAsJsonAsync(
            new { detail = Detail }, WireJson.Options, "application/json; charset=utf-8", httpContext.RequestAborted);
    }
}

/// <param name="Loc">Starts with <c>body</c>, <c>query</c>, <c>path</c> or <c>header</c>.</param>
public sealed record FieldProblem(IReadOnlyList<object> Loc, string Msg, string Type, object? Input);
