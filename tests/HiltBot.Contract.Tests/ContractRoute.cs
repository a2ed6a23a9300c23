using System.Text.Json;

namespace HiltBot.Contract.Tests;

/// <summary>One route as the public contract knows it.</summary>
internal sealed record ContractRoute(
    string Method, string Path, string Auth, string Area, IReadOnlyList<int> Statuses,
    IReadOnlyList<ContractField> Fields, IReadOnlyList<string> Query, IReadOnlyList<string> Body)
{
    public string Route => $"{Method} {Path}";

    public int Success => Statuses[0];

    public static IReadOnlyList<ContractRoute> InScope { get; } = Read();

    private static List<ContractRoute> Read()
    {
        var text = File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "hilt-v1.routes.json"));
        return
        [
            .. JsonDocument.Parse(text).RootElement.EnumerateArray().Where(one => one.GetProperty("in_scope").GetBoolean())
                .Select(one => new ContractRoute(
                    one.GetProperty("method").GetString()!, one.GetProperty("path").GetString()!,
                    one.GetProperty("auth").GetString()!, one.GetProperty("area").GetString()!,
                    [.. one.GetProperty("statuses").EnumerateArray().Select(status => status.GetInt32())],
                    [.. one.GetProperty("response").EnumerateObject().Select(ContractField.Read)],
                    [.. Names(one, "query")], [.. Names(one, "request")])),
        ];
    }

    private static IEnumerable<string> Names(JsonElement route, string key) =>
        !route.TryGetProperty(key, out var names)
            ? []
            : names.ValueKind == JsonValueKind.Array
                ? names.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String
                    ? one.GetString()!
                    : one.GetProperty("name").GetString()!)
                : names.EnumerateObject().Select(one => one.Name);
}

/// <param name="Path">Flattened: <c>a.b</c>, <c>a[].b</c>, <c>[].b</c>.</param>
/// <param name="Words">The closed set of words; null where the contract leaves it open or has none.</param>
internal sealed record ContractField(
    string Path, string Type, bool IsNullable, bool IsOptional, string? Format, IReadOnlyList<string>? Words)
{
    /// <summary>Names and <c>[]</c>, from the outside in.</summary>
    public IReadOnlyList<string> Steps =>
        [.. Path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries)];

    public static ContractField Read(JsonProperty property) => new(
        property.Name, property.Value.GetProperty("type").GetString()!, Is(property.Value, "nullable"),
        Is(property.Value, "optional"),
        property.Value.TryGetProperty("format", out var format) ? format.GetString() : null,
        property.Value.TryGetProperty("enum", out var words) && !Is(property.Value, "open")
            ? [.. words.EnumerateArray().Select(word => word.GetString()!)]
            : null);

    private static bool Is(JsonElement value, string name) =>
        value.TryGetProperty(name, out var flag) && flag.GetBoolean();
}
