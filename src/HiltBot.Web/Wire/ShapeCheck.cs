using System.Text.Json;

namespace HiltBot.Web.Wire;

/// <summary>
/// Compares JSON with the record it should become, and names every fault the way the contract names it (2.4).
/// Unknown keys are passed over.
/// </summary>
internal sealed class ShapeCheck(string place)
{
    private const int ProblemsMax = 20;

    private readonly List<FieldProblem> problems = [];

    public IReadOnlyList<FieldProblem> Problems => problems;

    public void Record(JsonElement value, RecordShape shape, IReadOnlyList<object>? path = null)
    {
        path ??= [place];
        foreach (var field in shape.Fields)
        {
            if (value.TryGetProperty(field.Name, out var sent))
            {
                Field(sent, field, [.. path, field.Name]);
            }
            else if (field.IsRequired)
            {
                Note([.. path, field.Name], "Field required", "missing");
            }
        }
    }

    private void Field(JsonElement value, FieldShape field, IReadOnlyList<object> path)
    {
        if (value.ValueKind == JsonValueKind.Null && field.TakesNull)
        {
            return;
        }

        Value(value, field.Value, path);
    }

    private void Value(JsonElement value, ValueShape shape, IReadOnlyList<object> path)
    {
        switch (shape)
        {
            case TextShape text:
                Text(value, text, path);
                break;
            case WholeShape whole:
                Whole(value, whole, path);
                break;
            case FlagShape when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                Note(path, "Input should be a valid boolean", "bool_type", value);
                break;
            case ListShape list:
                List(value, list, path);
                break;
            case NestedShape nested when Dictionary(value, path):
                Record(value, RecordShape.Of(nested.Type), path);
                break;
            case FreeShape when Dictionary(value, path):
                Free(value, path);
                break;
            default:
                break;
        }
    }

    private bool Dictionary(JsonElement value, IReadOnlyList<object> path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        Note(path, "Input should be a valid dictionary", "dict_type", value);
        return false;
    }

    private void List(JsonElement value, ListShape shape, IReadOnlyList<object> path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Note(path, "Input should be a valid list", "list_type", value);
            return;
        }

        if (value.GetArrayLength() > shape.CountMax)
        {
            Note(path, $"List should have at most {shape.CountMax} items", "too_long");
            return;
        }

        var place = 0;
        foreach (var item in value.EnumerateArray())
        {
            Value(item, shape.Item, [.. path, place++]);
        }
    }

    private void Whole(JsonElement value, WholeShape shape, IReadOnlyList<object> path)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            Note(path, "Input should be a valid integer", "int_type", value);
        }
        else if (number < shape.Least && shape.Least == 1)
        {
            Note(path, "Input should be greater than 0", "greater_than", value);
        }
        else if (number < shape.Least)
        {
            Note(path, $"Input should be greater than or equal to {shape.Least}", "greater_than_equal", value);
        }
        else if (number > shape.Most)
        {
            Note(path, $"Input should be less than or equal to {shape.Most}", "less_than_equal", value);
        }
    }

    private void Text(JsonElement value, TextShape shape, IReadOnlyList<object> path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Note(path, "Input should be a valid string", "string_type", value);
        }
        else if (WireText.Read(value) is not { } text ||
            (!shape.IsOpaque && !WireText.IsPlain(text, shape.IsMultiline)))
        {
            Note(path, "Control and direction characters are not taken here", "string_unicode");
        }
        else if (text.Length > shape.LengthMax)
        {
            Note(path, $"String should have at most {shape.LengthMax} characters", "string_too_long");
        }
        else if (text.Length < shape.LengthMin)
        {
            Note(path, $"String should have at least {shape.LengthMin} characters", "string_too_short", value);
        }
        else if (shape.Words is { } words && !words.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            Note(path, $"Input should be one of {string.Join(", ", words)}", "enum", value);
        }
    }

    // Settings are kept as they come, so every text inside them is looked at.
    private void Free(JsonElement value, IReadOnlyList<object> path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (!WireText.IsPlain(property.Name, isMultiline: false))
                    {
                        Note(path, "Control and direction characters are not taken here", "string_unicode");
                    }

                    Free(property.Value, [.. path, property.Name]);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Free(item, path);
                }

                break;
            case JsonValueKind.String when
                WireText.Read(value) is not { } text || !WireText.IsPlain(text, isMultiline: true):
                Note(path, "Control and direction characters are not taken here", "string_unicode");
                break;
            default:
                break;
        }
    }

    private void Note(IReadOnlyList<object> path, string message, string type, JsonElement? input = null)
    {
        if (problems.Count < ProblemsMax)
        {
            problems.Add(new FieldProblem(path, message, type, Short(input)));
        }
    }

    // What was sent is told back only when it is small, an answer never grows with the rubbish that came, and when it is
    // text at all: half a character pair cannot be written.
    private static JsonElement? Short(JsonElement? input) =>
        input is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } value &&
        value.GetRawText().Length <= 200 &&
        (value.ValueKind != JsonValueKind.String || WireText.Read(value) is not null) ? value : null;
}
