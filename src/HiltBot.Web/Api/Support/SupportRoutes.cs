using HiltBot.Contracts.Support;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Support;

/// <summary>Support tickets (contract section 7): the same threads that buyers have in chat.</summary>
internal static class SupportRoutes
{
    private const string NoTicket = "Ticket not found.";
    private const string IsClosed = "This ticket is closed.";
    private const int PerPage = 20;

    public static void MapSupport(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapMerchant("/v1/support/tickets", "Support");
        tickets.MapPost(string.Empty, OpenAsync).WithName("create_support_ticket")
            .WithSummary("Opens a ticket, tied to what its context names.");
        tickets.MapGet(string.Empty, ListAsync).WithName("list_support_tickets").WithSummary("Tickets, newest first.");
        tickets.MapGet("/{ticket_id}", ReadAsync).WithName("get_support_ticket").Refuses(404)
            .WithSummary("One ticket with its messages, oldest first.");
        tickets.MapPost("/{ticket_id}/message", AnswerAsync).WithName("add_support_message").Refuses(404, 409)
            .WithSummary("Answers; a buyer who is known here gets it in chat. What was resolved is open again.");
        tickets.MapPost("/{ticket_id}/resolve", ResolveAsync).WithName("resolve_support_ticket").Refuses(404, 409)
            .IsExtension().WithSummary("Says that the problem is solved; the next message opens the ticket again.");
        tickets.MapPost("/{ticket_id}/close", CloseAsync).WithName("close_support_ticket").Refuses(404)
            .IsExtension().WithSummary("Ends a ticket: it takes no more messages.");
    }

    private static async Task<Results<Ok<TicketOpenedResponse>, Refusal>> OpenAsync(
        CalledBy caller, Body<CreateTicketRequest> body, OpenTicket open, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var wanted = TicketContext.Into(
            new NewTicket(caller.MerchantId, sent.Subject.Trim(), sent.Body.Trim())
            {
                Category = EnumText.Parse<TicketCategory>(sent.Category.Trim().ToUpperInvariant()),
                AuthorType = TicketAuthors.Merchant,
            },
            sent.Context, out var problems);
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var outcome = await open.HandleAsync(wanted, caller.Actor, cancellationToken);
        return outcome is TicketOutcome.Opened { Ticket: var ticket }
            ? TypedResults.Ok(new TicketOpenedResponse
            {
                TicketId = ticket.Id.ToString(),
                Status = EnumText.Of(ticket.Status),
                Subject = ticket.Subject,
                Category = EnumText.Of(ticket.Category),
            })
            : Refused(outcome);
    }

    private static async Task<Ok<TicketListResponse>> ListAsync(
        CalledBy caller, Query<TicketsQuery> query, ListTickets list, CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        var page = wanted.Page ?? 1;
        TicketStatus? status = null;
        if (wanted.Status?.Trim() is { Length: > 0 } text)
        {
            // Nothing has a state that there is not (contract 2.7).
            if (!EnumText.TryParse<TicketStatus>(text.ToUpperInvariant(), out var known))
            {
                return TypedResults.Ok(new TicketListResponse(0, page, []));
            }

            status = known;
        }

        var found = await list.HandleAsync(
            caller.MerchantId, status, page, wanted.PerPage ?? PerPage, cancellationToken);
        return TypedResults.Ok(new TicketListResponse(found.Total, page, [.. found.Items.Select(SupportWire.Ticket)]));
    }

    private static async Task<Results<Ok<TicketResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "ticket_id")] string ticketId, CalledBy caller, ListTickets list,
        CancellationToken cancellationToken) =>
        Id.TryParse<TicketId>(ticketId, out var id) &&
        await list.FindAsync(caller.MerchantId, id, cancellationToken) is { } view
            ? TypedResults.Ok(SupportWire.Thread(view))
            : Refusal.NotFound(NoTicket);

    private static async Task<Results<Ok<TicketAnsweredResponse>, Refusal>> AnswerAsync(
        [FromRoute(Name = "ticket_id")] string ticketId, CalledBy caller, Body<TicketMessageRequest> body,
        AnswerTicket answer, CancellationToken cancellationToken)
    {
        if (!Id.TryParse<TicketId>(ticketId, out var id))
        {
            return Refusal.NotFound(NoTicket);
        }

        var outcome = await answer.HandleAsync(
            caller.MerchantId, id, body.Value.Body.Trim(), caller.Actor, cancellationToken);
        return outcome is TicketOutcome.Written written
            ? TypedResults.Ok(new TicketAnsweredResponse(
                id.ToString(),
                written.Ticket.BuyerId is null ? "Message added." : "Message added; the buyer gets it in chat."))
            : Refused(outcome);
    }

    private static async Task<Results<Ok<TicketAnsweredResponse>, Refusal>> ResolveAsync(
        [FromRoute(Name = "ticket_id")] string ticketId, CalledBy caller, ResolveTicket resolve,
        CancellationToken cancellationToken) =>
        !Id.TryParse<TicketId>(ticketId, out var id)
            ? Refusal.NotFound(NoTicket)
            : await resolve.HandleAsync(caller.MerchantId, id, caller.Actor, cancellationToken) is var outcome &&
                outcome is TicketOutcome.Written
                ? TypedResults.Ok(new TicketAnsweredResponse(id.ToString(), "Ticket resolved."))
                : Refused(outcome);

    private static async Task<Results<Ok<TicketAnsweredResponse>, Refusal>> CloseAsync(
        [FromRoute(Name = "ticket_id")] string ticketId, CalledBy caller, CloseTicket close,
        CancellationToken cancellationToken) =>
        !Id.TryParse<TicketId>(ticketId, out var id)
            ? Refusal.NotFound(NoTicket)
            : await close.HandleAsync(caller.MerchantId, id, caller.Actor, cancellationToken) is var outcome &&
                outcome is TicketOutcome.Closed
                ? TypedResults.Ok(new TicketAnsweredResponse(id.ToString(), "Ticket closed."))
                : Refused(outcome);

    private static Refusal Refused(TicketOutcome outcome) => outcome switch
    {
        TicketOutcome.Refused refused => Refusal.Invalid(new FieldProblem(
            ["body", .. refused.Field.Split('.', StringSplitOptions.RemoveEmptyEntries)], refused.Why, "value_error", null)),
        TicketOutcome.UnknownTicket => Refusal.NotFound(NoTicket),
        TicketOutcome.Closed => Refusal.Conflict(IsClosed),
        TicketOutcome.NotAllowed notAllowed => new Refusal(StatusCodes.Status403Forbidden, notAllowed.Why),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
