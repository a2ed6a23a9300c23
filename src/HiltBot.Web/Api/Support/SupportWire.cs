using System.Text.Json;
using HiltBot.Contracts.Support;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Support;

/// <summary>Tickets as they stand on the wire (contract section 7).</summary>
internal static class SupportWire
{
    private const string Priority = "normal";

    public static TicketPayload Ticket(Ticket row) => new()
    {
        TicketId = row.Id.ToString(),
        Subject = row.Subject,
        Category = EnumText.Of(row.Category),
        Status = EnumText.Of(row.Status),
        Id = row.Id.ToString(),
        Priority = Priority,
        UserId = row.MerchantId.Value,
        Context = JsonSerializer.Deserialize<JsonElement>(row.ContextJson),
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        ResolvedAt = row.ResolvedAt,
    };

    public static TicketResponse Thread(TicketView view)
    {
        var ticket = Ticket(view.Ticket);
        return new TicketResponse
        {
            TicketId = ticket.TicketId,
            Subject = ticket.Subject,
            Category = ticket.Category,
            Status = ticket.Status,
            Id = ticket.Id,
            Priority = ticket.Priority,
            UserId = ticket.UserId,
            Context = ticket.Context,
            CreatedAt = ticket.CreatedAt,
            UpdatedAt = ticket.UpdatedAt,
            ResolvedAt = ticket.ResolvedAt,
            Messages = [.. view.Messages.Select(Message)],
        };
    }

    private static TicketMessagePayload Message(TicketMessage row) => new()
    {
        Id = row.Id.ToString(),
        Body = row.Body,
        TicketId = row.TicketId.ToString(),
        AuthorType = row.AuthorType,
        AuthorId = row.AuthorId,
        CreatedAt = row.CreatedAt,
    };
}
