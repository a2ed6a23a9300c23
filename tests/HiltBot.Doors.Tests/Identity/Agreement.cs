using System.Text.Json;

namespace HiltBot.Doors.Tests.Identity;

/// <summary>Holds an answer against the contract's own facts about its route: every field, its type, its nullability.</summary>
internal static class Agreement
{
    private static readonly JsonElement Routes = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hilt-v1.routes.json"))).RootElement;

    /// <summary>The routes whose path has one of these words, as <c>METHOD path</c>.</summary>
    public static IReadOnlyList<string> Names(params IReadOnlyList<string> words) =>
    [
        .. Routes.EnumerateArray().Select(one => $"{one.GetProperty("method")} {one.GetProperty("path")}")
            .Where(name => words.Any(word => name.Contains(word, StringComparison.Ordinal))),
    ];

    public static JsonElement Holds(string route, JsonElement answer)
    {
        foreach (var field in Of(route).GetProperty("response").EnumerateObject())
        {
            if (Find(answer, field.Name) is not { } value)
            {
                Assert.True(field.Name.Contains('.', StringComparison.Ordinal), $"{route}: {field.Name} is not there");
                continue;
            }

            Check($"{route}: {field.Name}", field.Value, value);
        }

        return answer;
    }

    /// <summary>The field names of the answer, also those below another.</summary>
    public static IReadOnlyList<string> FieldsOf(string route) =>
        [.. Of(route).GetProperty("response").EnumerateObject().Select(field => field.Name)];

    private static JsonElement Of(string route) => Routes.EnumerateArray().Single(one =>
        $"{one.GetProperty("method")} {one.GetProperty("path")}" == route);

    private static void Check(string name, JsonElement facts, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            Assert.True(facts.GetProperty("nullable").GetBoolean(), $"{name} is null");
            return;
        }

        var type = facts.GetProperty("type").GetString()!;
        Assert.True(IsA(type, value.ValueKind), $"{name} is {value} and not {type}");
        if (facts.TryGetProperty("format", out var format) && format.GetString() == "date-time")
        {
            Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", value.GetString());
        }

        if (facts.TryGetProperty("format", out var uuid) && uuid.GetString() == "uuid")
        {
            Assert.True(Guid.TryParseExact(value.GetString(), "D", out _), $"{name} is no UUID");
        }

        if (facts.TryGetProperty("enum", out var words))
        {
            Assert.Contains(value.GetString(), words.EnumerateArray().Select(one => one.GetString()));
        }
    }

    private static bool IsA(string type, JsonValueKind kind) => type switch
    {
        "string" => kind == JsonValueKind.String,
        "integer" or "number" => kind == JsonValueKind.Number,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "object" => kind == JsonValueKind.Object,
        _ when type.StartsWith("array", StringComparison.Ordinal) => kind == JsonValueKind.Array,
        _ => throw new InvalidOperationException($"What is {type}?"),
    };

    private static JsonElement? Find(JsonElement answer, string name)
    {
        var value = answer;
        foreach (var part in name.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value))
            {
                return null;
            }
        }

        return value;
    }
}
