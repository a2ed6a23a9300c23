using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api;

/// <summary>What every public route of <c>/v1</c> shares.</summary>
internal static class PublicApi
{
    /// <summary>
    /// Any page may read these answers; a credential that comes along is passed over (contract 2.2, 2.3).
    /// </summary>
    public static RouteGroupBuilder MapPublic(this IEndpointRouteBuilder routes, string prefix, string tag) =>
        routes.MapGroup(prefix).WithMetadata(new TagsAttribute(tag)).AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
            return await next(context);
        });
}
