using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace HiltBot.Web.Wire;

/// <summary>
/// Style sheets and scripts, out of the assembly: no folder to copy and nothing from elsewhere.
/// </summary>
internal static class AssetFiles
{
    private static readonly FrozenDictionary<string, Asset> Known = Load();

    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{name}", Results<FileContentHttpResult, Refusal> (string name, HttpContext context) =>
        {
            if (!Known.TryGetValue(name, out var asset))
            {
                return Refusal.NoSuchPath;
            }

            // Modules import each other by plain names, so a browser asks again each time and mostly hears
            // 304.
            context.Response.Headers.CacheControl = "no-cache";
            return TypedResults.File(asset.Bytes, asset.ContentType, entityTag: asset.Tag);
        }).ExcludeFromDescription();

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(AssetFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".css", StringComparison.Ordinal) ||
                name.EndsWith(".js", StringComparison.Ordinal) || name.EndsWith(".svg", StringComparison.Ordinal))
            .ToFrozenDictionary(name => name, name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return new Asset(
                    bytes, TypeOf(name),
                    new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\""));
            });
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css",
        ".svg" => "image/svg+xml",
        _ => "text/javascript",
    };

    private sealed record Asset(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
