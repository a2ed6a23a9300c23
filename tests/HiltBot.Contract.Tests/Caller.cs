using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace HiltBot.Contract.Tests;

internal enum Credential
{
    None,
    Key,
    Session,
}

/// <summary>One call and what came back.</summary>
internal sealed record Exchange(
    string Route, string Path, Credential Credential, int Status, string? MediaType, string Text, JsonElement Body)
{
    public JsonElement this[string name] => Body.GetProperty(name);

    public string Id(string name) => Body.GetProperty(name).ToString();

    public Exchange Expect(int status)
    {
        Assert.True(Status == status, $"{Route} at {Path} answered {Status} instead of {status}: {Text}");
        return this;
    }
}

/// <summary>Everything that was called and answered in a run.</summary>
internal sealed class Exchanges
{
    private readonly List<Exchange> all = [];

    public IReadOnlyList<Exchange> Of(string route)
    {
        lock (all)
        {
            return [.. all.Where(one => one.Route == route)];
        }
    }

    public void Add(Exchange exchange)
    {
        lock (all)
        {
            all.Add(exchange);
        }
    }

    public IReadOnlyList<Exchange> All
    {
        get
        {
            lock (all)
            {
                return [.. all];
            }
        }
    }
}

/// <summary>The route is not in the document: its room has not come yet.</summary>
internal sealed class NoSuchRouteException(string route) : Exception($"There is no {route}.");

/// <summary>Calls routes by their template, as one caller does, and notes every answer.</summary>
internal sealed class Caller(LiveHost host, Exchanges exchanges)
{
    public string? Token { get; init; }

    public string? Key { get; init; }

    /// <summary>Sent along with every write.</summary>
    public string? IdempotencyKey { get; init; }

    public Caller With(string? token = null, string? key = null, string? idempotencyKey = null) =>
        new(host, exchanges) { Token = token, Key = key, IdempotencyKey = idempotencyKey };

    /// <param name="route">Method and path as in the document.</param>
    /// <param name="values">Parts of the path; what the path does not name goes into the query.</param>
    public async Task<Exchange> CallAsync(
        string route, object? body = null, params IReadOnlyList<(string Name, object Value)> values)
    {
        if (!host.Document.Operations.ContainsKey(route))
        {
            throw new NoSuchRouteException(route);
        }

        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        var query = new List<string>();
        foreach (var (name, value) in values)
        {
            var text = Uri.EscapeDataString(value.ToString()!);
            if (path.Contains($"{{{name}}}", StringComparison.Ordinal))
            {
                path = path.Replace($"{{{name}}}", text, StringComparison.Ordinal);
            }
            else
            {
                query.Add($"{name}={text}");
            }
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(method), query.Count == 0 ? path : $"{path}?{string.Join('&', query)}");
        if (body is not null)
        {
            request.Content = body is string raw
                ? new StringContent(raw, Encoding.UTF8, "application/json")
                : JsonContent.Create(body);
        }

        if (Key is not null)
        {
            request.Headers.Add("X-Hilt-Key", Key);
        }

        if (Token is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {Token}");
        }

        if (IdempotencyKey is not null && method != "GET")
        {
            request.Headers.Add("Idempotency-Key", IdempotencyKey);
        }

        using var answer = await host.Http.SendAsync(request);
        var text2 = await answer.Content.ReadAsStringAsync();
        var media = answer.Content.Headers.ContentType?.MediaType;
        var exchange = new Exchange(
            route, request.RequestUri!.ToString(),
            Key is not null ? Credential.Key : Token is not null ? Credential.Session : Credential.None,
            (int)answer.StatusCode, media, text2,
            media == "application/json" && text2.Length > 0 ? JsonDocument.Parse(text2).RootElement : default);
        exchanges.Add(exchange);
        return exchange;
    }
}
