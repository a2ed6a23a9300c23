using System.Buffers;
using System.Text.Json;
using HiltBot.Engine.Merchants.Export;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Accounts;

/// <summary>
/// The lines of an export: <c>{"type":"start",...}</c>, a <c>{"type":"row","table":...,"row":{...}}</c> for each row,
/// <c>{"type":"end","rows":N}</c>. One without an end was cut off.
/// </summary>
internal sealed class ExportLines(Stream stream)
{
    private const int BytesAtOnce = 64 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ArrayBufferWriter<byte> buffer = new(BytesAtOnce + 4096);

    public ValueTask StartAsync(MerchantId merchantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        LineAsync(
            writer =>
            {
                writer.WriteString("type", "start");
                writer.WriteString("format", "hiltbot-export-1");
                writer.WriteString("merchant_id", merchantId.ToString());
                writer.WriteString("generated_at", WireTime.Of(now));
            },
            cancellationToken);

    public ValueTask WriteAsync(ExportedRow row, CancellationToken cancellationToken) =>
        LineAsync(
            writer =>
            {
                writer.WriteString("type", "row");
                writer.WriteString("table", row.Table);
                writer.WriteStartObject("row");
                foreach (var (column, value) in row.Values)
                {
                    Write(writer, column, value);
                }

                writer.WriteEndObject();
            },
            cancellationToken);

    public async ValueTask EndAsync(long rows, CancellationToken cancellationToken)
    {
        await LineAsync(
            writer =>
            {
                writer.WriteString("type", "end");
                writer.WriteNumber("rows", rows);
            },
            cancellationToken);
        await FlushAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, string column, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(column);
                break;
            case bool flag:
                writer.WriteBoolean(column, flag);
                break;
            case int number:
                writer.WriteNumber(column, number);
                break;
            case long number:
                writer.WriteNumber(column, number);
                break;
            default:
                writer.WriteString(column, value.ToString());
                break;
        }
    }

    private async ValueTask LineAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        if (buffer.WrittenCount >= BytesAtOnce)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        buffer.ResetWrittenCount();
    }
}
