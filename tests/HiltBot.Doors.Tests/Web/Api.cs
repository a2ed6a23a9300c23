using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HiltBot.Engine.Values;

namespace HiltBot.Doors.Tests.Web;

/// <summary>What a route answered.</summary>
public sealed record ApiAnswer(int Status, JsonElement Body, HttpResponseHeaders Headers, string Text)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public string? TextOf(string key) => Body.GetProperty(key).GetString();

    public long NumberOf(string key) => Body.GetProperty(key).GetInt64();

    /// <summary>The body, when the status is this one; else the test ends with what came.</summary>
    public JsonElement Expect(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return Body;
    }

    /// <summary>Which field a 422 names first.</summary>
    public string? FieldRefused() => Expect(422).GetProperty("detail")[0].GetProperty("loc")[1].GetString();
}

/// <summary>
/// Calls <c>/v1</c> as one caller does: a merchant with a token or a key, or somebody without any.
/// </summary>
public sealed class Api(HttpClient client)
{
    private static int number;

    public string? Token { get; init; }

    public string? Key { get; init; }

    public MerchantId MerchantId { get; init; }

    public string Email { get; init; } = string.Empty;

    public static string Password => "correct horse battery";

    /// <summary>Signs up a merchant through the real routes.</summary>
    public static async Task<Api> SignUpAsync(HttpClient client, string? email = null)
    {
        email ??= $"merchant-{Interlocked.Increment(ref number)}@example.org";
        var answer = await new Api(client).PostAsync(
            "/v1/auth/register", new { email, password = Password, display_name = "Harbor House" });
        var body = answer.Expect(201);
        return new Api(client)
        {
            Token = body.GetProperty("token").GetString(),
            MerchantId = MerchantId.From(body.GetProperty("user_id").GetGuid()),
            Email = email,
        };
    }

    /// <summary>The same merchant's own software, with a key that was just made.</summary>
    public async Task<Api> WithKeyAsync(bool isSandbox = false, params IReadOnlyList<string> permissions)
    {
        var answer = await PostAsync("/v1/keys", new
        {
            name = "Software",
            sandbox_mode = isSandbox,
            permissions = permissions.Count == 0 ? ["read", "execute"] : permissions,
        });
        var raw = answer.Expect(201).GetProperty("raw_key").GetString();
        return new Api(client) { Key = raw, MerchantId = MerchantId, Email = Email };
    }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, object? body = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    public Task<ApiAnswer> PatchAsync(string path, object body, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Patch, path, body, idempotencyKey);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="body">A text is sent as it is.</param>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body is string raw
                ? new StringContent(raw, Encoding.UTF8, "application/json")
                : JsonContent.Create(body);
        }

        Add(request, "Authorization", Token is null ? null : $"Bearer {Token}");
        Add(request, "X-Hilt-Key", Key);
        Add(request, "Idempotency-Key", idempotencyKey);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var json = text.Length > 0 && answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonDocument.Parse(text).RootElement
            : default;
        return new ApiAnswer((int)answer.StatusCode, json, answer.Headers, text);
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
