using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Wire;

/// <summary>
/// The JSON object of a request, read field by field so that every fault is named the way the contract names
/// it (2.4, 2.11). Unknown keys are passed over.
/// </summary>
public sealed class JsonBody
{
    /// <summary>No body of these routes comes near it.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly JsonElement root;
    private readonly List<FieldProblem> problems = [];

    private JsonBody(JsonElement root) => this.root = root;

    /// <summary>Null while everything read so far was as it should be.</summary>
    public Refusal? Refusal => problems.Count == 0 ? null : Refusal.Invalid(problems);

    public static async Task<(JsonBody? Body, Refusal? Refusal)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, cancellationToken);
        if (bytes is null)
        {
            return (null, new Refusal(StatusCodes.Status413PayloadTooLarge, "Request body too large."));
        }

        if (bytes.Value.IsEmpty)
        {
            return (null, Refusal.Invalid(new FieldProblem(["body"], "Field required", "missing", null)));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.Value, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (new JsonBody(document.RootElement.Clone()), null)
                : (null, Refusal.Invalid(new FieldProblem(
                    ["body"], "Input should be a valid dictionary", "model_attributes_type", null)));
        }
        catch (JsonException exception)
        {
            return (null, Refusal.Invalid(new FieldProblem(
                ["body", OffsetOf(bytes.Value.Span, exception)], "JSON decode error", "json_invalid", null)));
        }
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
            texts[property.Name] = Readable(property.Value) ?? string.Empty;
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

        if (Readable(value) is not { } text)
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

    // Half a character pair is JSON and no text; a zero character is a text that PostgreSQL does not keep.
    private static string? Readable(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Note(string name, string message, string type, object? input) =>
        problems.Add(new FieldProblem(["body", name], message, type, input));

    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > BytesMax)
        {
            return null;
        }

        var buffer = new byte[BytesMax + 1];
        var length = 0;
        int read;
        while (length < buffer.Length &&
            (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
        }

        return length > BytesMax ? null : buffer.AsMemory(0, length);
    }

    private static int OffsetOf(ReadOnlySpan<byte> bytes, JsonException exception)
    {
        var offset = 0L;
        for (var line = exception.LineNumber ?? 0; line > 0 && offset < bytes.Length; line--)
        {
            var end = bytes[(int)offset..].IndexOf((byte)'\n');
            offset = end < 0 ? bytes.Length : offset + end + 1;
        }

        var place = (int)Math.Min(offset + (exception.BytePositionInLine ?? 0), bytes.Length);
        return Encoding.UTF8.GetCharCount(bytes[..place]);
    }
}
