using System.Text.Json;
using System.Text.RegularExpressions;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>The four forms of the document: each complete, and nothing in them comes from another site.</summary>
public sealed partial class DocumentsTests
{
    [Fact]
    public async Task The_document_is_OpenAPI_3_1_with_both_ways_to_sign_in_and_examples_that_fit()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        var root = host.Document.Root;
        Assert.StartsWith("3.1", root.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("1.0.0", root.GetProperty("info").GetProperty("version").GetString());
        Assert.Equal(host.Url, root.GetProperty("servers")[0].GetProperty("url").GetString());
        var schemes = root.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal(
            ("apiKey", "header", "X-Hilt-Key", "http", "bearer"),
            (schemes.GetProperty("X-Hilt-Key").GetProperty("type").GetString(),
                schemes.GetProperty("X-Hilt-Key").GetProperty("in").GetString(),
                schemes.GetProperty("X-Hilt-Key").GetProperty("name").GetString(),
                schemes.GetProperty("bearer").GetProperty("type").GetString(),
                schemes.GetProperty("bearer").GetProperty("scheme").GetString()));
        Assert.All(host.Document.Operations.Values.Where(one => one.AnswerSchema(one.Success) is not null), one =>
            Assert.True(
                one.Json.GetProperty("responses").GetProperty(one.Success.ToString(System.Globalization.CultureInfo.InvariantCulture))
                    .GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _),
                $"{one.Route} shows no example"));
    }

    [Theory]
    [InlineData("/v1/docs")]
    [InlineData("/v1/redoc")]
    public async Task A_page_brings_everything_itself(string path)
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        using var page = await host.Http.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal((200, "text/html; charset=utf-8"), ((int)page.StatusCode, page.Content.Headers.ContentType!.ToString()));
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        var links = LinkPattern().Matches(html).Select(match => match.Groups["to"].Value).ToList();
        Assert.NotEmpty(links);
        foreach (var link in links.Where(link => !link.StartsWith("data:", StringComparison.Ordinal)))
        {
            Assert.StartsWith("/", link, StringComparison.Ordinal);
            using var file = await host.Http.GetAsync(link);
            Assert.True(file.IsSuccessStatusCode, $"{link} answers {(int)file.StatusCode}");
        }
    }

    [Fact]
    public async Task The_Postman_collection_has_every_operation_in_a_folder_of_its_tag()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        var collection = JsonDocument.Parse(await host.Http.GetStringAsync("/v1/postman.json")).RootElement;
        Assert.Equal(
            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            collection.GetProperty("info").GetProperty("schema").GetString());
        Assert.Equal(
            ["apiKey", "baseUrl", "token"],
            collection.GetProperty("variable").EnumerateArray().Select(one => one.GetProperty("key").GetString()!).Order());
        var requests = collection.GetProperty("item").EnumerateArray().SelectMany(folder => folder.GetProperty("item")
            .EnumerateArray().Select(item => (Folder: folder.GetProperty("name").GetString(), Item: item))).ToList();
        Assert.Equal(
            host.Document.Operations.Values.Select(one => (one.Json.GetProperty("tags")[0].GetString(), one.Json.GetProperty("operationId").GetString())).Order(),
            requests.Select(one => (one.Folder, one.Item.GetProperty("name").GetString())).Order());
        foreach (var (_, item) in requests)
        {
            var request = item.GetProperty("request");
            Assert.StartsWith("{{baseUrl}}/", request.GetProperty("url").GetProperty("raw").GetString(), StringComparison.Ordinal);
            if (request.TryGetProperty("body", out var body))
            {
                Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(body.GetProperty("raw").GetString()!).RootElement.ValueKind);
            }
        }
    }

    [GeneratedRegex("(?:href|src)=\"(?<to>[^\"]+)\"")]
    private static partial Regex LinkPattern();
}
