using System.Text.Json;
using System.Text.RegularExpressions;

namespace HiltBot.Contract.Tests;

/// <summary>What was seen of one field in all answers of its route.</summary>
internal sealed class FieldCheck(ApiDocument document, ContractRoute route, ContractField wanted)
{
    private static readonly Regex Uuid = new("^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$", RegexOptions.Compiled);
    private static readonly Regex Instant = new("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", RegexOptions.Compiled);

    /// <summary>Where the field lives: the record that the document names, so that routes can vouch for each other.</summary>
    public string Home { get; private set; } = $"{route.Route} {wanted.Path}";

    /// <summary>How often its place was there to look at.</summary>
    public int Seen { get; private set; }

    public int SeenWithValue { get; private set; }

    public ContractRoute Route => route;

    public ContractField Field => wanted;

    /// <summary>What the document says otherwise; null when it agrees.</summary>
    public string? ProblemInDocument()
    {
        if (!document.Operations.TryGetValue(route.Route, out var operation) ||
            operation.AnswerSchema(route.Success) is not { } schema)
        {
            return "the document shows no answer";
        }

        var record = string.Empty;
        var takesNull = false;
        foreach (var step in wanted.Steps)
        {
            var (plain, name) = document.Follow(schema);
            if (step == "[]")
            {
                if (!plain.TryGetProperty("items", out schema))
                {
                    return "the document has no list there";
                }

                continue;
            }

            if (document.Property(schema, step) is not { } property)
            {
                // What a free object holds is nobody's schema.
                return plain.TryGetProperty("properties", out _) ? $"the document does not know {step}" : null;
            }

            record = $"{name ?? $"{route.Route} {wanted.Path[..^step.Length]}"}.{step}";
            takesNull = document.TakesNull(property);
            schema = property;
        }

        Home = record.Length > 0 ? record : Home;
        var type = document.Type(schema);
        return (type == wanted.Type || (wanted.Type == "number" && type == "integer"), takesNull == wanted.IsNullable) switch
        {
            (false, _) => $"the document says {type} instead of {wanted.Type}",
            (_, false) => $"the document {(takesNull ? "takes" : "does not take")} null",
            _ => null,
        };
    }

    /// <summary>Looks at one answer; what is wrong with it, or null.</summary>
    public string? Look(JsonElement body) => Look(body, wanted.Steps, 0);

    private string? Look(JsonElement value, IReadOnlyList<string> steps, int at)
    {
        if (at == steps.Count)
        {
            return Value(value);
        }

        if (steps[at] == "[]")
        {
            return value.ValueKind != JsonValueKind.Array
                ? $"{value.ValueKind} instead of a list"
                : value.EnumerateArray().Select(item => Look(item, steps, at + 1)).FirstOrDefault(one => one is not null);
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(steps[at], out var next)
            ? $"{steps[at]} is not sent"
            : Look(next, steps, at + 1);
    }

    private string? Value(JsonElement value)
    {
        Seen++;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return wanted.IsNullable ? null : "null";
        }

        SeenWithValue++;
        var isRight = wanted.Type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "object" => value.ValueKind == JsonValueKind.Object,
            "array<string>" => Items(value, JsonValueKind.String),
            "array<object>" => Items(value, JsonValueKind.Object),
            "array<integer>" => Items(value, JsonValueKind.Number),
            _ => throw new InvalidOperationException($"{wanted.Type} is no type of the contract."),
        };
        if (!isRight)
        {
            return $"{value} is no {wanted.Type}";
        }

        return wanted switch
        {
            { Format: "uuid" } when !Uuid.IsMatch(value.GetString()!) => $"{value} is no UUID",
            { Format: "date-time" } when !Instant.IsMatch(value.GetString()!) => $"{value} is no instant",
            { Words: { } words } when !words.Contains(value.GetString()!) => $"{value} is none of its words",
            _ => null,
        };
    }

    private static bool Items(JsonElement value, JsonValueKind kind) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == kind);
}
