using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Wire;

/// <summary>Bytes to records, with every fault in the contract's words.</summary>
internal static class JsonReading
{
    /// <summary>No body of these routes comes near it.</summary>
    public const int BytesMax = 64 * 1024;

    private const int DepthMax = 16;

    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    public static async Task<(T? Value, Refusal? Refusal)> ReadAsync<T>(
        HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        // A route that asks for nothing takes a body of nothing (contract 2.3).
        var shape = RecordShape.Of(typeof(T));
        var (root, refusal) = await ReadObjectAsync(
            request, mayBeEmpty: !shape.Fields.Any(field => field.IsRequired), cancellationToken);
        if (root is not { } value)
        {
            return (null, refusal);
        }

        var check = new ShapeCheck("body");
        check.Record(value, shape);
        return check.Problems.Count > 0
            ? (null, Refusal.Invalid(check.Problems))
            : (value.Deserialize<T>(WireJson.Options), null);
    }

    /// <summary>The object that a body is; an empty one where none was sent and none is needed.</summary>
    public static async Task<(JsonElement? Root, Refusal? Refusal)> ReadObjectAsync(
        HttpRequest request, bool mayBeEmpty, CancellationToken cancellationToken)
    {
        if (await ReadBytesAsync(request, cancellationToken) is not { } bytes)
        {
            return (null, new Refusal(StatusCodes.Status413PayloadTooLarge, "Request body too large."));
        }

        if (bytes.IsEmpty && mayBeEmpty)
        {
            bytes = "{}"u8.ToArray();
        }

        if (bytes.IsEmpty)
        {
            return (null, Refusal.Invalid(new FieldProblem(["body"], "Field required", "missing", null)));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (document.RootElement.Clone(), null)
                : (null, Refusal.Invalid(new FieldProblem(
                    ["body"], "Input should be a valid dictionary", "model_attributes_type", null)));
        }
        catch (JsonException exception)
        {
            return (null, Refusal.Invalid(new FieldProblem(
                ["body", OffsetOf(bytes.Span, exception)], "JSON decode error", "json_invalid", null)));
        }
        catch (InvalidOperationException)
        {
            // A key with half a character pair: the reader compares keys and cannot read this one.
            return (null, Refusal.Invalid(new FieldProblem(["body", 0], "JSON decode error", "json_invalid", null)));
        }
    }

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
