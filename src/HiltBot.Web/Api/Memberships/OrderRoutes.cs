using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Memberships;

/// <summary>
/// What staff can say about a membership in the chat, for software: extensions of ours. They go the same way, with the
/// same history, events and notices.
/// </summary>
internal static class OrderRoutes
{
    public static void MapOrders(this RouteGroupBuilder memberships)
    {
        memberships.MapPost("/{membership_id}/end", EndAsync).WithName("end_membership").Refuses(404, 409).IsExtension()
            .WithSummary("Ends a membership now, or with what was paid for; the member is told.");
        memberships.MapPost("/{membership_id}/cancel", CancelAsync).WithName("cancel_membership")
            .Refuses(404, 409).IsExtension()
            .WithSummary("Stops reminders and collections; access lasts as long as it is paid for.");
        memberships.MapPost("/{membership_id}/pause", PauseAsync).WithName("pause_membership")
            .Refuses(404, 409).IsExtension().WithSummary("Closes access and keeps the remaining time.");
        memberships.MapPost("/{membership_id}/resume", ResumeAsync).WithName("resume_membership")
            .Refuses(404, 409).IsExtension().WithSummary("Opens access again and gives the remaining time back.");
        memberships.MapPatch("/{membership_id}/dates", EditDatesAsync).WithName("update_membership_dates")
            .Refuses(404, 409).IsExtension().WithSummary("Sets the end by hand; many closings by it meet the brake.");
        memberships.MapPost("/{membership_id}/block", BlockAsync).WithName("block_member").Refuses(404).IsExtension()
            .WithSummary("Sells nothing more to this member; what runs goes on.");
        memberships.MapPost("/{membership_id}/unblock", UnblockAsync).WithName("unblock_member")
            .Refuses(404).IsExtension().WithSummary("Sells to this member again.");
    }

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> EndAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, Body<EndMembershipRequest> body,
        EndMembership end, ReadMembership read, CancellationToken cancellationToken)
    {
        var when = body.Value.When.Trim().Equals("NOW", StringComparison.OrdinalIgnoreCase)
            ? EndWhen.Now
            : EndWhen.AtPeriodEnd;
        return await MembershipRoutes.AnswerAsync(
            await end.HandleAsync(
                caller.MerchantId, MembershipRoutes.Named(membershipId),
                new EndRequest(when, body.Value.Reason?.Trim() ?? string.Empty), caller.Actor, cancellationToken),
            caller, read, cancellationToken);
    }

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> CancelAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, CancelMembership cancel,
        ReadMembership read, CancellationToken cancellationToken) =>
        await MembershipRoutes.AnswerAsync(
            await cancel.HandleAsync(
                caller.MerchantId, MembershipRoutes.Named(membershipId), caller.Actor, cancellationToken),
            caller, read, cancellationToken);

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> PauseAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, PauseMembership pause,
        ReadMembership read, CancellationToken cancellationToken) =>
        await MembershipRoutes.AnswerAsync(
            await pause.HandleAsync(
                caller.MerchantId, MembershipRoutes.Named(membershipId), caller.Actor, cancellationToken),
            caller, read, cancellationToken);

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> ResumeAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, ResumeMembership resume,
        ReadMembership read, CancellationToken cancellationToken) =>
        await MembershipRoutes.AnswerAsync(
            await resume.HandleAsync(
                caller.MerchantId, MembershipRoutes.Named(membershipId), caller.Actor, cancellationToken),
            caller, read, cancellationToken);

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> EditDatesAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller,
        Body<EditMembershipDatesRequest> body, EditMembershipDates edit, ReadMembership read,
        CancellationToken cancellationToken)
    {
        DateTimeOffset? endAt = null;
        if (body.Value.CurrentPeriodEndAt is { } text)
        {
            if (!InstantText.TryRead(text, out var instant))
            {
                return Refusal.Field("current_period_end_at", "Input should be an instant of ISO 8601, or null");
            }

            endAt = instant;
        }

        return await MembershipRoutes.AnswerAsync(
            await edit.HandleAsync(
                caller.MerchantId, MembershipRoutes.Named(membershipId), endAt, caller.Actor, cancellationToken),
            caller, read, cancellationToken);
    }

    private static async Task<Results<Ok<BlockedMemberResponse>, Refusal>> BlockAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, Body<BlockMemberRequest> body,
        ReadMembership read, BlockBuyer block, CancellationToken cancellationToken) =>
        await read.HandleAsync(
            caller.MerchantId, MembershipRoutes.Named(membershipId), cancellationToken) is { } detail
            ? Answer(detail, await block.HandleAsync(
                caller.MerchantId, detail.View.Membership.BuyerId, body.Value.Reason?.Trim(), caller.Actor,
                cancellationToken))
            : Refusal.NotFound(MembershipRoutes.NoMembership);

    private static async Task<Results<Ok<BlockedMemberResponse>, Refusal>> UnblockAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, ReadMembership read,
        UnblockBuyer unblock, CancellationToken cancellationToken) =>
        await read.HandleAsync(
            caller.MerchantId, MembershipRoutes.Named(membershipId), cancellationToken) is { } detail
            ? Answer(detail, await unblock.HandleAsync(
                caller.MerchantId, detail.View.Membership.BuyerId, caller.Actor, cancellationToken))
            : Refusal.NotFound(MembershipRoutes.NoMembership);

    private static Results<Ok<BlockedMemberResponse>, Refusal> Answer(MembershipDetail detail, BlockOutcome outcome) =>
        outcome switch
        {
            BlockOutcome.Done done => TypedResults.Ok(new BlockedMemberResponse
            {
                MembershipId = detail.View.Membership.Id.Value,
                IsBlocked = done.Buyer.BlockedAt is not null,
                BlockedAt = done.Buyer.BlockedAt,
                Reason = done.Buyer.BlockedReason,
            }),
            BlockOutcome.UnknownBuyer => Refusal.NotFound(MembershipRoutes.NoMembership),
            BlockOutcome.NotAllowed not => new Refusal(StatusCodes.Status403Forbidden, not.Why),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
}
