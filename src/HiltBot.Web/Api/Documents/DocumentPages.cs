using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Swashbuckle.AspNetCore.ReDoc;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace HiltBot.Web.Api.Documents;

/// <summary>
/// The two pages over the document. Their scripts come out of the packages' own assemblies, the page around them is
/// ours: the packages' own pages link fonts and pictures of other sites.
/// </summary>
internal static class DocumentPages
{
    // Both draw with style attributes, and Redoc searches in a worker that it makes from a blob.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'";

    private const string SwaggerFolder = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";
    private const string RedocFile = "Swashbuckle.AspNetCore.ReDoc.node_modules.redoc.bundles.redoc.standalone.js";

    private static readonly Dictionary<string, PageFile> Files = new(StringComparer.Ordinal)
    {
        ["docs/swagger-ui.css"] = new(typeof(SwaggerUIOptions).Assembly, SwaggerFolder + "swagger-ui.css", "text/css"),
        ["docs/swagger-ui-bundle.js"] =
            new(typeof(SwaggerUIOptions).Assembly, SwaggerFolder + "swagger-ui-bundle.js", "text/javascript"),
        ["redoc/redoc.standalone.js"] = new(typeof(ReDocOptions).Assembly, RedocFile, "text/javascript"),
    };

    public static IResult TryOut { get; } = new Page(Shell(
        "HiltBot API: try it", """<link rel="stylesheet" href="/v1/docs/swagger-ui.css">""",
        """<div id="swagger-ui"></div>""",
        """
        <script src="/v1/docs/swagger-ui-bundle.js"></script>
        <script src="/assets/documents-docs.js"></script>
        """));

    public static IResult Read { get; } = new Page(Shell(
        "HiltBot API: reference", string.Empty, """<div id="redoc-container"></div>""",
        """
        <script src="/v1/redoc/redoc.standalone.js"></script>
        <script src="/assets/documents-redoc.js"></script>
        """));

    public static IResult File(string page, string name) => Files.TryGetValue($"{page}/{name}", out var file)
        ? new Script(file)
        : Refusal.NoSuchPath;

    private static string Shell(string title, string head, string body, string scripts) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        <link rel="icon" href="data:,">
        {head}
        <link rel="stylesheet" href="/assets/documents.css">
        </head>
        <body>
        <noscript><p>This page is drawn by a script. The document itself is <a href="/v1/openapi.json">/v1/openapi.json</a>.</p></noscript>
        {body}
        {scripts}
        </body>
        </html>
        """;

    private sealed class Page(string html) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            return httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
        }
    }

    // The packages keep their files packed, as browsers take them.
    private sealed class Script(PageFile file) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            headers.CacheControl = "no-cache";
            headers.Vary = "Accept-Encoding";
            var takesPacked = httpContext.Request.Headers.AcceptEncoding.ToString()
                .Contains("gzip", StringComparison.OrdinalIgnoreCase);
            if (file.IsPacked && takesPacked)
            {
                headers.ContentEncoding = "gzip";
            }

            return TypedResults.File(
                takesPacked ? file.Bytes : file.Unpacked(), file.ContentType, entityTag: file.Tag)
                .ExecuteAsync(httpContext);
        }
    }

    private sealed class PageFile(Assembly assembly, string resource, string contentType)
    {
        private readonly Lazy<(byte[] Bytes, EntityTagHeaderValue Tag)> content = new(() =>
        {
            using var stream = assembly.GetManifestResourceStream(resource) ??
                throw new InvalidOperationException($"{assembly.GetName().Name} has no {resource}.");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return (bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"", true));
        });

        public byte[] Bytes => content.Value.Bytes;

        public EntityTagHeaderValue Tag => content.Value.Tag;

        public string ContentType => contentType;

        public bool IsPacked => Bytes is [0x1f, 0x8b, ..];

        public byte[] Unpacked()
        {
            if (!IsPacked)
            {
                return Bytes;
            }

            using var unpacked = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(Bytes), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
    }
}
