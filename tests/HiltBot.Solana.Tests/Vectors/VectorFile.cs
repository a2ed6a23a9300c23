using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Tests.Vectors;

/// <summary>The cases of solana.json, found by name.</summary>
internal static class VectorFile
{
    public static readonly IReadOnlyDictionary<string, JsonElement> Cases = Read();

    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString()!;

    public static byte[] Hex(this JsonElement element, string name) =>
        Convert.FromHexString(element.Text(name));

    public static byte[] Base64(this JsonElement element, string name) =>
        Convert.FromBase64String(element.Text(name));

    public static ulong U64(this JsonElement element, string name) => ulong.Parse(element.Text(name));

    public static long I64(this JsonElement element, string name) => long.Parse(element.Text(name));

    public static Address Key(this JsonElement element, string name) => Address.Parse(element.Text(name));

    public static bool Flag(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.GetBoolean();

    public static JsonElement? Maybe(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string[] Texts(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private static Dictionary<string, JsonElement> Read()
    {
        var text = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "solana.json"));
        var cases = JsonDocument.Parse(text).RootElement.GetProperty("cases").EnumerateArray();

        // Some names stand twice, so the place in the file is part of the name.
        return cases.Select((item, place) => ($"{place:000} {item.Text("name")}", item)).ToDictionary();
    }
}
