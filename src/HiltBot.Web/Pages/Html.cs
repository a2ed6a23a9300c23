using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HiltBot.Web.Pages;

/// <summary>
/// Pages as answers: rendered on the server, never cached, with a policy that lets in only our own files.
/// </summary>
internal static class Html
{
    /// <summary>
    /// Pictures may come from where a merchant keeps them; wallets announce theirs as data.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static IResult Page<TComponent>(object parameters, int status = StatusCodes.Status200OK)
        where TComponent : IComponent =>
        new Framed(new RazorComponentResult<TComponent>(parameters)
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        });

    public static IResult Problem(Problem problem) =>
        Page<ProblemPage>(new { Problem = problem }, problem.Status);

    /// <summary>
    /// After a form: look at the page afresh, so that going back or reloading sends nothing twice.
    /// </summary>
    public static IResult SeeOther(string path) => new Moved(path);

    private sealed class Framed(IResult page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-store";
            return page.ExecuteAsync(httpContext);
        }
    }

    private sealed class Moved(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
