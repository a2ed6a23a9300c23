using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Wire;

/// <summary>
/// The JSON object of a request, read field by field so that every fault is named the way the contract names
/// it (2.4, 2.11). Unknown keys are passed over. For pages and the simulator; routes of <c>/v1</c> take a
/// <see cref="Body{T}"/>.
/// </summary>
public sealed class JsonBody
{
    private readonly JsonElement root;
    private readonly List<FieldProblem> problems = [];

    private JsonBody(JsonElement root) => this.root = root;

    /// <summary>Null while everything read so far was as it should be.</summary>
    public Refusal? Refusal => problems.Count == 0 ? null : Refusal.Invalid(problems);

    public static async Task<(JsonBody? Body, Refusal? Refusal)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var (root, refusal) = await JsonReading.ReadObjectAsync(request, mayBeEmpty: false, cancellationToken);
        return root is { } value ? (new JsonBody(value), null) : (null, refusal);
    }

    public string? Text(string name, int lengthMax = int.MaxValue, int lengthMin = 0) =>
        Find(name) is not { } value ? null : ReadText(name, value, lengthMax, lengthMin);

    /// <summary>A text that must be there; empty when it is not, and the fault is noted.</summary>
    public string RequiredText(string name, int lengthMax = int.MaxValue, int lengthMin = 0)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            Note(name, "Field required", "missing", null);
            return string.Empty;
        }

        return ReadText(name, value, lengthMax, lengthMin) ?? string.Empty;
    }

    public long? WholeNumberAbove(string name, long limit)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            Note(name, "Input should be a valid integer", "int_type", value);
            return null;
        }

        if (number <= limit)
        {
            Note(name, $"Input should be greater than {limit}", "greater_than", value);
            return null;
        }

        return number;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Note(name, "Input should be a valid boolean", "bool_type", value);
        return null;
    }

    /// <summary>An object of texts, for example the fields of a form.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { ValueKind: JsonValueKind.Object } value)
        {
            return texts;
        }

        foreach (var property in value.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String))
        {
            texts[property.Name] = WireText.Read(property.Value) ?? string.Empty;
        }

        return texts;
    }

    private JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? ReadText(string name, JsonElement value, int lengthMax, int lengthMin)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Note(name, "Input should be a valid string", "string_type", value);
            return null;
        }

        if (WireText.Read(value) is not { } text)
        {
            Note(name, "Input should be a valid string", "string_unicode", null);
            return null;
        }

        if (text.Length > lengthMax)
        {
            Note(name, $"String should have at most {lengthMax} characters", "string_too_long", null);
        }
        else if (text.Length < lengthMin)
        {
            Note(name, $"String should have at least {lengthMin} characters", "string_too_short", value);
        }

        return text;
    }

    private void Note(string name, string message, string type, object? input) =>
        problems.Add(new FieldProblem(
            ["body", name], message, type,
            input is JsonElement { ValueKind: JsonValueKind.String } text && WireText.Read(text) is null ? null : input));
}
