using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Gate;

/// <summary>
/// The three kinds of routes of <c>/v1</c>. What a handler takes as <see cref="Body{T}"/>, <see cref="Query{T}"/>
/// or <see cref="PathId{TId}"/> was readable when the handler runs; everything else was answered with 422.
/// </summary>
internal static class ApiGroups
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>For anybody, from any page (contract 2.2, 2.3).</summary>
        public RouteGroupBuilder MapPublic(string prefix, string tag) =>
            routes.MapApi(prefix, tag, ApiDoor.Public).AddEndpointFilter(async (context, next) =>
            {
                context.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
                return await next(context);
            });

        /// <summary>For a merchant, by key or by session.</summary>
        public RouteGroupBuilder MapMerchant(string prefix, string tag) => routes.MapApi(prefix, tag, ApiDoor.Either);

        /// <summary>For a merchant who signed in.</summary>
        public RouteGroupBuilder MapSession(string prefix, string tag) => routes.MapApi(prefix, tag, ApiDoor.Session);

        private RouteGroupBuilder MapApi(string prefix, string tag, ApiDoor door) =>
            routes.MapGroup(prefix).WithMetadata(new TagsAttribute(tag), new ApiDemand(door))
                .AddEndpointFilter(RefuseUnreadableAsync);
    }

    extension(RouteHandlerBuilder route)
    {
        public RouteHandlerBuilder TakesAccessScopes() => route.WithMetadata(new TakesAccessScopes());

        public RouteHandlerBuilder NeedsIdempotencyKey() => route.WithMetadata(new NeedsIdempotencyKey());

        /// <summary>
        /// Statuses that this route answers beside those that every route of its kind has: 401, 403, 422 and 429.
        /// They stand in the OpenAPI document, and no other may be seen.
        /// </summary>
        public RouteHandlerBuilder Refuses(params int[] statuses) => route.WithMetadata(new RefusesMetadata(statuses));

        public RouteHandlerBuilder LetsStrangersIn() => route.WithMetadata(new LetsStrangersIn());

        public RouteHandlerBuilder IsUncounted() => route.WithMetadata(new IsUncounted());

        /// <summary>A route that the public contract does not know; it is marked in the document.</summary>
        public RouteHandlerBuilder IsExtension() => route.WithMetadata(new IsExtension());
    }

    /// <summary>Null for what is no route of the API.</summary>
    public static ApiDemand? DemandOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<ApiDemand>() is { } demand
            ? demand with
            {
                TakesAccessScopes = endpoint.Metadata.GetMetadata<TakesAccessScopes>() is not null,
                NeedsIdempotencyKey = endpoint.Metadata.GetMetadata<NeedsIdempotencyKey>() is not null,
                LetsStrangersIn = endpoint.Metadata.GetMetadata<LetsStrangersIn>() is not null,
                IsUncounted = endpoint.Metadata.GetMetadata<IsUncounted>() is not null,
            }
            : null;

    // All faults of path, query and body in one answer; another status than 422 goes first.
    private static async ValueTask<object?> RefuseUnreadableAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var refusals = context.Arguments.OfType<IReadFromRequest>().Select(one => one.Refusal).OfType<Refusal>().ToList();
        if (refusals.Count == 0)
        {
            return await next(context);
        }

        return refusals.Find(one => one.Detail is not IReadOnlyList<FieldProblem>) ??
            Refusal.Invalid([.. refusals.SelectMany(one => (IReadOnlyList<FieldProblem>)one.Detail)]);
    }
}
