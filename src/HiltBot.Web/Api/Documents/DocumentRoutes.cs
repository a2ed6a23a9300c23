using HiltBot.Web.Api.Gate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Documents;

/// <summary>
/// The document of the API in its four forms: for tools, for trying out, for reading, and for Postman (contract 2.1).
/// </summary>
internal static class DocumentRoutes
{
    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        var documents = routes.MapPublic("/v1", "Documents");
        documents.MapGet("/openapi.json", ReadAsync).WithName("get_openapi_document").IsUncounted()
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .WithSummary("This document, for tools.");
        documents.MapGet("/postman.json", ReadPostmanAsync).WithName("get_postman_collection").IsUncounted().IsExtension()
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .WithSummary("The same as a Postman collection, version 2.1.");
        documents.MapGet("/docs", () => DocumentPages.TryOut).WithName("get_docs_page").IsUncounted()
            .Produces(StatusCodes.Status200OK, contentType: "text/html")
            .WithSummary("A page to read the document and to try calls.");
        documents.MapGet("/redoc", () => DocumentPages.Read).WithName("get_redoc_page").IsUncounted()
            .Produces(StatusCodes.Status200OK, contentType: "text/html")
            .WithSummary("A page to read the document.");
        documents.MapGet("/docs/{file}", (string file) => DocumentPages.File("docs", file)).ExcludeFromDescription()
            .IsUncounted();
        documents.MapGet("/redoc/{file}", (string file) => DocumentPages.File("redoc", file)).ExcludeFromDescription()
            .IsUncounted();
    }

    private static async Task<IResult> ReadAsync(DocumentText text, CancellationToken cancellationToken) =>
        TypedResults.Bytes(await text.OpenApiAsync(cancellationToken), DocumentText.ContentType);

    private static async Task<IResult> ReadPostmanAsync(DocumentText text, CancellationToken cancellationToken) =>
        TypedResults.Bytes(await text.PostmanAsync(cancellationToken), DocumentText.ContentType);
}
