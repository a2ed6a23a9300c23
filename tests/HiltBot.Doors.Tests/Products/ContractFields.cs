using System.Text.Json;

namespace HiltBot.Doors.Tests.Products;

/// <summary>Holds an answer against the contract's own facts about a route's fields.</summary>
internal static class ContractFields
{
    private static readonly JsonElement Contract = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hilt-v1.product-routes.json"))).RootElement;

    /// <summary>Every field is there, has its type, and is null only where it may be.</summary>
    /// <returns>Names of the fields that were null.</returns>
    public static IReadOnlyList<string> Agrees(string method, string path, JsonElement answer)
    {
        var route = Contract.EnumerateArray().Single(one =>
            one.GetProperty("method").GetString() == method && one.GetProperty("path").GetString() == path);
        var nulls = new List<string>();
        foreach (var field in route.GetProperty("response").EnumerateObject())
        {
            var isList = field.Name.StartsWith("[].", StringComparison.Ordinal);
            var value = Find(isList ? answer[0] : answer, isList ? field.Name[3..] : field.Name);
            if (value is not { } found || found.ValueKind == JsonValueKind.Null)
            {
                Assert.True(
                    value is null || field.Value.GetProperty("nullable").GetBoolean(), $"{path} {field.Name} is null");
                nulls.Add(field.Name);
                continue;
            }

            var type = field.Value.GetProperty("type").GetString()!;
            Assert.True(IsA(type, found), $"{path} {field.Name} is {found} and not {type}");
            if (field.Value.TryGetProperty("enum", out var known))
            {
                var isOpen = field.Value.TryGetProperty("open", out var open) && open.GetBoolean();
                Assert.True(
                    isOpen || known.EnumerateArray().Any(one => one.GetString() == found.GetString()),
                    $"{path} {field.Name} is {found}");
            }
        }

        return nulls;
    }

    // A nested field below an object that is null is not there to be looked at.
    private static JsonElement? Find(JsonElement answer, string name)
    {
        var current = answer;
        foreach (var part in name.Split('.'))
        {
            if (current.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            Assert.True(current.TryGetProperty(part, out current), $"{name} is missing in {answer}");
        }

        return current;
    }

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Array,
    };
}
