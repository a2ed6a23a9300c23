using System.Text.Json;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;

namespace HiltBot.Web.Api.Support;

/// <summary>
/// What a ticket is about, read from the contract's SupportContext: known keys are texts, ids are ids, and everything is
/// kept as it came.
/// </summary>
internal sealed class TicketContext
{
    private const int KnownLengthMax = 400;

    private readonly List<FieldProblem> problems = [];

    /// <summary>Empty when it can be read.</summary>
    public IReadOnlyList<FieldProblem> Problems => problems;

    public static NewTicket Into(NewTicket ticket, JsonElement? context, out IReadOnlyList<FieldProblem> problems)
    {
        if (context is not { ValueKind: JsonValueKind.Object } given)
        {
            problems = [];
            return ticket;
        }

        var reading = new TicketContext();
        var filled = ticket with
        {
            ProductId = reading.Id<ProductId>(given, "product_id"),
            ProductSlug = reading.Text(given, "product_slug"),
            PaymentId = reading.Id<PaymentId>(given, "payment_id"),
            ReceiptId = reading.Id<ReceiptId>(given, "receipt_id"),
            MembershipId = reading.Id<MembershipId>(given, "membership_id"),
            Source = reading.Text(given, "source"),
            ContextJson = given.GetRawText(),
        };
        reading.Text(given, "tx_signature");
        reading.Text(given, "wallet");
        problems = reading.Problems;
        return filled;
    }

    private TId? Id<TId>(JsonElement context, string name)
        where TId : struct, IId<TId>
    {
        if (Text(context, name) is not { } text)
        {
            return null;
        }

        if (Guid.TryParse(text, out var value))
        {
            return TId.From(value);
        }

        Note(name, "This is not known here.", "value_error");
        return null;
    }

    private string? Text(JsonElement context, string name)
    {
        if (!context.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Note(name, "Input should be a valid string", "string_type");
            return null;
        }

        var text = value.GetString()!.Trim();
        if (text.Length > KnownLengthMax)
        {
            Note(name, $"String should have at most {KnownLengthMax} characters", "string_too_long");
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    private void Note(string name, string message, string type) =>
        problems.Add(new FieldProblem(["body", "context", name], message, type, null));
}
