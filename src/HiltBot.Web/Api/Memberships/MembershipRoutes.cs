using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Memberships;

/// <summary>Who is a member of what, and what the merchant writes beside it (contract section 5).</summary>
internal static class MembershipRoutes
{
    public const string NoMembership = "Membership not found.";

    private const int Limit = 50;

    public static void MapMemberships(this IEndpointRouteBuilder routes)
    {
        var memberships = routes.MapMerchant("/v1/memberships", "Memberships");
        memberships.MapGet("/", ListAsync).WithName("list_memberships")
            .WithSummary("Memberships, newest first.");
        memberships.MapGet("/lookup", LookUpAsync).WithName("lookup_memberships")
            .WithSummary("Finds memberships by exactly a wallet, an identity or a transaction.");
        memberships.MapGet("/{membership_id}", ReadAsync).WithName("get_membership").Refuses(404)
            .WithSummary("One membership with its periods and what happened to it, newest first.");
        memberships.MapPatch("/{membership_id}/notes", NoteAsync).WithName("update_membership_notes").Refuses(404)
            .WithSummary("Keeps a note that only the merchant sees.");
        memberships.MapPatch("/{membership_id}/profile", NameAsync).WithName("update_membership_profile").Refuses(404)
            .WithSummary("Corrects how the member is called.");
        memberships.MapPost("/{membership_id}/gift", GiftAsync).WithName("gift_membership").Refuses(404, 409)
            .WithSummary("Gives days without charging; revives what has ended.");
        memberships.MapDelivery();
        memberships.MapRenewals();
        memberships.MapOrders();
    }

    /// <summary>What an order about a membership answers: the membership as it is now, or why not.</summary>
    public static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> AnswerAsync(
        MembershipOutcome outcome, CalledBy caller, ReadMembership read, CancellationToken cancellationToken) =>
        outcome switch
        {
            MembershipOutcome.Done done => await DetailAsync(done.Membership.Id, caller, read, cancellationToken),
            MembershipOutcome.Unknown => Refusal.NotFound(NoMembership),
            MembershipOutcome.Refused refused => Refusal.Conflict(refused.Why),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };

    private static async Task<Results<Ok<MembershipListResponse>, Refusal>> ListAsync(
        CalledBy caller, Query<MembershipsQuery> query, ListMemberships list, CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        var platforms = wanted.Platform is { } platform ? MembershipWire.PlatformsOf(platform) : null;
        ProductId? productId = Id.TryParse<ProductId>(wanted.ProductId, out var product) ? product : null;
        MembershipStatus? status =
            EnumText.TryParse<MembershipStatus>(wanted.Status?.Trim().ToUpperInvariant(), out var known) ? known : null;
        if ((wanted.ProductId is not null && productId is null) || (wanted.Status is not null && status is null) ||
            platforms is [])
        {
            // A word that nobody knows names nothing (contract 2.7).
            return TypedResults.Ok(new MembershipListResponse([], 0));
        }

        return TypedResults.Ok(MembershipWire.List(await list.HandleAsync(
            caller.MerchantId, new MembershipFilter(productId, status, platforms, wanted.Q?.Trim()),
            wanted.Offset ?? 0, wanted.Limit ?? Limit, cancellationToken)));
    }

    private static async Task<Results<Ok<MembershipListResponse>, Refusal>> LookUpAsync(
        CalledBy caller, Query<MembershipLookupQuery> query, LookUpMemberships lookUp,
        CancellationToken cancellationToken)
    {
        var (wallet, identity, signature) = (
            Given(query.Value.Wallet), Given(query.Value.Identity), Given(query.Value.TxSignature));
        if ((wallet ?? identity ?? signature) is null)
        {
            return Refusal.Invalid(new FieldProblem(
                ["query", "identity"], "Name a wallet, an identity or a tx_signature", "missing", null));
        }

        ProductId? productId = Id.TryParse<ProductId>(query.Value.ProductId, out var product) ? product : null;
        return query.Value.ProductId is not null && productId is null
            ? TypedResults.Ok(new MembershipListResponse([], 0))
            : TypedResults.Ok(MembershipWire.List(await lookUp.HandleAsync(
                caller.MerchantId, new MembershipClues(productId, wallet, identity, signature), cancellationToken)));
    }

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, ReadMembership read,
        CancellationToken cancellationToken) =>
        await DetailAsync(Named(membershipId), caller, read, cancellationToken);

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> NoteAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, Body<MembershipNotesRequest> body,
        EditMembershipRecord edit, ReadMembership read, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await edit.HandleAsync(
                caller.MerchantId, Named(membershipId), new RecordEdit(body.Value.Notes ?? string.Empty, null),
                caller.Actor, cancellationToken),
            caller, read, cancellationToken);

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> NameAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, Body<MembershipProfileRequest> body,
        EditMembershipRecord edit, ReadMembership read, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await edit.HandleAsync(
                caller.MerchantId, Named(membershipId), new RecordEdit(null, body.Value.PlatformDisplay ?? string.Empty),
                caller.Actor, cancellationToken),
            caller, read, cancellationToken);

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> GiftAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, Body<GiftMembershipRequest> body,
        GiftMembership gift, ReadMembership read, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await gift.HandleAsync(
                new GiftRequest(
                    caller.MerchantId, Named(membershipId), null, body.Value.Days,
                    body.Value.Note?.Trim() ?? string.Empty, caller.Actor),
                cancellationToken),
            caller, read, cancellationToken);

    /// <summary>An id that nobody has where the text is none: it is as unknown as any other (contract 2.8).</summary>
    public static MembershipId Named(string text) =>
        Id.TryParse<MembershipId>(text, out var id) ? id : default;

    private static async Task<Results<Ok<MembershipDetailResponse>, Refusal>> DetailAsync(
        MembershipId membershipId, CalledBy caller, ReadMembership read, CancellationToken cancellationToken) =>
        await read.HandleAsync(caller.MerchantId, membershipId, cancellationToken) is { } detail
            ? TypedResults.Ok(MembershipWire.Detail(detail))
            : Refusal.NotFound(NoMembership);

    private static string? Given(string? text) =>
        text?.Trim().TrimStart('@') is { Length: > 0 } ? text.Trim() : null;
}
