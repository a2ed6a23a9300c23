using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiltBot.Contract.Tests.Fuzz;

/// <summary>
/// Makes requests out of the document: valid ones, ones with a fault or two, and hostile ones. The ids of a real world stand in
/// some of them, so that they come past the door.
/// </summary>
internal sealed class RequestMaker(ApiDocument document, IReadOnlyDictionary<string, string> ids, int seed)
{
    // What would end the caller, its own account, key or password, or move time for everybody.
    private static readonly string[] LeftOut =
    [
        "DELETE /v1/account/account", "PATCH /v1/account/me/security", "DELETE /v1/keys/{key_id}",
        "POST /v1/testing/clock",
    ];

    private const int AddressMax = 6_000;

    private readonly Random random = new(seed);
    private readonly Rubbish rubbish = new(new Random(seed + 1));
    private readonly List<ApiOperation> operations =
        [.. document.Operations.Values.Where(one => !LeftOut.Contains(one.Route)).OrderBy(one => one.Route, StringComparer.Ordinal)];

    private int number;

    /// <summary>Every route gets its turn.</summary>
    public FuzzRequest Next()
    {
        var operation = operations[number++ % operations.Count];
        var mood = random.Next(10);
        List<(string Name, string Value)> headers = [];
        while (mood > 1 && random.Next(4) == 0)
        {
            headers.Add(rubbish.Header());
        }

        return new FuzzRequest(operation, PathOf(operation, mood), BodyOf(operation, mood), CredentialOf(operation), headers);
    }

    private string IdOfNobody()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private Credential CredentialOf(ApiOperation operation) => random.Next(10) switch
    {
        0 => Credential.None,
        1 => Credential.Key,
        _ => operation.Auth switch
        {
            "none" => Credential.None,
            "bearer" => Credential.Session,
            _ => random.Next(2) == 0 ? Credential.Key : Credential.Session,
        },
    };

    private string PathOf(ApiOperation operation, int mood)
    {
        var path = operation.Path;
        List<string> query = [];
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.In == "path")
            {
                path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(PathValue(parameter, mood)), StringComparison.Ordinal);
            }
            else if (parameter.In == "query" && random.Next(3) > 0)
            {
                query.Add($"{parameter.Name}={Uri.EscapeDataString(QueryValue(parameter, mood))}");
            }
        }

        if (mood > 6 && random.Next(3) == 0)
        {
            query.Add(rubbish.Query());
        }

        // Longer addresses are refused by the server before the product sees them.
        var whole = query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        return whole.Length <= AddressMax ? whole : operation.Path.Contains('{') ? PathOf(operation, 0) : operation.Path;
    }

    // A part of a path that is empty, dots or a slash makes another path, and other paths have their own tests.
    private string PathValue(ApiParameter parameter, int mood)
    {
        var text = mood < 6 && ids.TryGetValue(parameter.Name, out var id)
            ? id
            : random.Next(3) == 0 ? IdOfNobody() : rubbish.Text();
        text = new string([.. text.Where(letter => letter is not ('/' or '\\' or '\0') && !char.IsSurrogate(letter))]);
        return text.Trim('.', ' ').Length == 0 ? "x" : text;
    }

    private string QueryValue(ApiParameter parameter, int mood)
    {
        if (mood > 5 || random.Next(6) == 0)
        {
            return random.Next(2) == 0
                ? rubbish.Text().Replace("\0", "%", StringComparison.Ordinal)
                : rubbish.Number().ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Good(parameter.Schema, parameter.Name)?.ToString() ?? "1";
    }

    private byte[]? BodyOf(ApiOperation operation, int mood)
    {
        if (operation.Body is not { } schema)
        {
            return random.Next(12) == 0 && operation.Method != "GET" ? rubbish.Body("{}") : null;
        }

        var good = (random.Next(3) == 0 && operation.BodyExample is { } example
            ? JsonNode.Parse(example.GetRawText())
            : GoodObject(schema))!.AsObject();
        if (mood < 3)
        {
            return Encoding.UTF8.GetBytes(good.ToJsonString());
        }

        if (mood > 7)
        {
            return rubbish.Body(good.ToJsonString());
        }

        return Encoding.UTF8.GetBytes(Broken(good, schema));
    }

    // One or two fields get a value that they should not have, or go.
    private string Broken(JsonObject good, JsonElement schema)
    {
        var names = document.Follow(schema).Schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(one => one.Name).ToList()
            : [];
        if (names.Count == 0)
        {
            return "{\"x\":" + rubbish.RawValue() + "}";
        }

        var text = good.ToJsonString();
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var name = names[random.Next(names.Count)];
            good.Remove(name);
            text = good.Count == 0
                ? $"{{\"{name}\":{rubbish.RawValue()}}}"
                : $"{{\"{name}\":{rubbish.RawValue()},{good.ToJsonString()[1..]}";
        }

        return text;
    }

    private JsonObject GoodObject(JsonElement schema)
    {
        var made = new JsonObject();
        var (plain, _) = document.Follow(schema);
        List<string> required = plain.TryGetProperty("required", out var names)
            ? [.. names.EnumerateArray().Select(one => one.GetString()!)]
            : [];
        if (plain.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject()
                         .Where(one => required.Contains(one.Name) || random.Next(3) == 0))
            {
                made[property.Name] = Good(property.Value, property.Name);
            }
        }

        return made;
    }

    private JsonNode? Good(JsonElement schema, string name)
    {
        var (plain, _) = document.Follow(schema);
        if (plain.TryGetProperty("enum", out var words))
        {
            return JsonNode.Parse(words[random.Next(words.GetArrayLength())].GetRawText());
        }

        return document.Type(schema) switch
        {
            "integer" => Number(plain),
            "number" => random.NextDouble(),
            "boolean" => random.Next(2) == 0,
            "object" => GoodObject(schema),
            var type when type.StartsWith("array", StringComparison.Ordinal) =>
                new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Good(plain.GetProperty("items"), name))]),
            _ => Text(plain, name),
        };
    }

    private long Number(JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? minimum.GetInt64() : 0;
        var most = schema.TryGetProperty("maximum", out var maximum) ? maximum.GetInt64() : 1_000_000;
        return least >= most ? least : random.NextInt64(least, Math.Min(most, least + 1_000_000) + 1);
    }

    private string Text(JsonElement schema, string name)
    {
        var id = name == "product_ids" ? "product_id" : name;
        if (ids.TryGetValue(id, out var known) && random.Next(3) > 0)
        {
            return known;
        }

        var least = schema.TryGetProperty("minLength", out var minimum) ? minimum.GetInt32() : 1;
        var text = name switch
        {
            _ when name.Contains("wallet", StringComparison.Ordinal) => "7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q",
            _ when name.EndsWith("url", StringComparison.OrdinalIgnoreCase) => "https://127.0.0.1:1/hook",
            _ when name.Contains("email", StringComparison.Ordinal) => $"fuzz-{random.Next(1_000_000)}@example.org",
            _ when name == "tx_signature" || name == "tx_sig" => Solana.Keys.Base58.Encode(
                [.. Enumerable.Range(0, 64).Select(_ => (byte)random.Next(256))]),
            _ when name.EndsWith("_date", StringComparison.Ordinal) => "2026-05-04",
            _ when name.EndsWith("_id", StringComparison.Ordinal) => IdOfNobody(),
            _ => $"words {random.Next(1000)}",
        };
        return text.PadRight(least, 'x');
    }
}
