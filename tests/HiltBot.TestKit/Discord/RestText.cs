using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiltBot.TestKit.Discord;

/// <summary>What stands in an HTTP request: JSON or a form with files, reason, query, bearer.</summary>
internal static class RestText
{
    public static string? ReasonOf(HttpRequest request) =>
        request.Headers.TryGetValue("X-Audit-Log-Reason", out var reason) ? Uri.UnescapeDataString(reason.ToString()) : null;

    public static string? Bearer(string authorization) =>
        authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null;

    public static Dictionary<string, string> QueryOf(HttpRequest request) =>
        request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    public static async Task<(JsonNode? Body, JsonArray Files, bool IsReadable)> ReadAsync(HttpRequest request)
    {
        var text = string.Empty;
        var files = new JsonArray();
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            text = form["payload_json"].ToString();
            foreach (var file in form.Files)
            {
                files.Add(new JsonObject
                {
                    ["filename"] = file.FileName,
                    ["size"] = file.Length,
                    ["content_type"] = file.ContentType,
                });
            }
        }
        else
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            text = await reader.ReadToEndAsync();
        }

        try
        {
            return (text.Length == 0 ? null : JsonNode.Parse(text), files, true);
        }
        catch (JsonException)
        {
            return (null, files, false);
        }
    }
}
