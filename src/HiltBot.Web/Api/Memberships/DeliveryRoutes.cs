using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Memberships;

/// <summary>Whether a member has what was paid for, why not, and what can be done (contract section 5).</summary>
internal static class DeliveryRoutes
{
    public static void MapDelivery(this RouteGroupBuilder memberships)
    {
        memberships.MapPost("/{membership_id}/retry-delivery", RetryAsync).WithName("retry_membership_delivery")
            .Refuses(404, 409)
            .WithSummary("Tries at once to open the member's places, and says what came of it within a few seconds.");
        memberships.MapGet("/{membership_id}/delivery-diagnostics", DiagnoseAsync)
            .WithName("get_membership_delivery_diagnostics").Refuses(404)
            .WithSummary("Says what stands between a member and their places.");
        memberships.MapPost("/{membership_id}/delivery-support-ticket", OpenTicketAsync)
            .WithName("open_membership_delivery_ticket").Refuses(404)
            .WithSummary("Opens a ticket about the delivery, or finds the one that is open.");
        memberships.MapGet("/{membership_id}/access", ExplainAsync).WithName("explain_membership_access")
            .Refuses(404).IsExtension()
            .WithSummary("Tells the facts behind the access that the member has or has not.");
    }

    private static async Task<Results<Ok<RetryDeliveryResponse>, Refusal>> RetryAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, RetryDelivery retry,
        CancellationToken cancellationToken) =>
        await retry.HandleAsync(
            caller.MerchantId, MembershipRoutes.Named(membershipId), caller.Actor, cancellationToken) switch
        {
            RetryOutcome.Tried tried => TypedResults.Ok(new RetryDeliveryResponse(
                MembershipWire.Membership(tried.View),
                new DeliveryTryPayload
                {
                    Status = EnumText.Of(tried.Status),
                    Channel = WirePlatform.Of(tried.View.Membership.Platform),
                    Value = tried.Value,
                    AttemptedAt = tried.AttemptedAt,
                    Error = tried.View.Membership.DeliveryLastError,
                })),
            RetryOutcome.Unknown => Refusal.NotFound(MembershipRoutes.NoMembership),
            RetryOutcome.NoAccess closed => Refusal.Conflict($"{closed.Why} There is nothing to deliver."),
            RetryOutcome.NothingToDeliver => Refusal.Conflict("The product opens no place; there is nothing to deliver."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private static async Task<Results<Ok<DeliveryDiagnosticsResponse>, Refusal>> DiagnoseAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, DiagnoseDelivery diagnose,
        TimeProvider time, CancellationToken cancellationToken) =>
        await diagnose.HandleAsync(
            caller.MerchantId, MembershipRoutes.Named(membershipId), cancellationToken) is { } report
            ? TypedResults.Ok(DiagnosticsWire.Of(report, time.Now()))
            : Refusal.NotFound(MembershipRoutes.NoMembership);

    private static async Task<Results<Ok<DeliveryTicketResponse>, Refusal>> OpenTicketAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, OpenDeliveryTicket open,
        CancellationToken cancellationToken) =>
        await open.HandleAsync(
            caller.MerchantId, MembershipRoutes.Named(membershipId), caller.Actor, cancellationToken) is { } ticket
            ? TypedResults.Ok(new DeliveryTicketResponse(ticket.TicketId.ToString(), ticket.IsNew))
            : Refusal.NotFound(MembershipRoutes.NoMembership);

    private static async Task<Results<Ok<AccessStoryResponse>, Refusal>> ExplainAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, ReadMembership read,
        ExplainAccess explain, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = MembershipRoutes.Named(membershipId);
        return await read.HandleAsync(caller.MerchantId, id, cancellationToken) is { } detail &&
            await explain.HandleAsync(
                caller.MerchantId, detail.View.Membership.BuyerId, cancellationToken) is { } story
            ? TypedResults.Ok(new AccessStoryResponse
            {
                MembershipId = id.Value,
                Member = story.Member,
                IsBlocked = story.IsBlocked,
                Now = story.Now,
                Facts = [.. story.Facts.Select(fact => new AccessFactPayload(fact.At, fact.Text))],
                GeneratedAt = time.Now(),
            })
            : Refusal.NotFound(MembershipRoutes.NoMembership);
    }
}
