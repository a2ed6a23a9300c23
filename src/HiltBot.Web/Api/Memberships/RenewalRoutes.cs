using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Memberships;

/// <summary>What ends soon, and how somebody is won back (contract section 5).</summary>
internal static class RenewalRoutes
{
    private const int WindowDays = 7;
    private const int Limit = 60;

    public static void MapRenewals(this RouteGroupBuilder memberships)
    {
        memberships.MapGet("/renewal-intelligence", ReadAsync).WithName("get_renewal_intelligence")
            .WithSummary("What ends soon, how renewals went, and what happened lately.");
        memberships.MapGet("/{membership_id}/reactivation", ReactivateAsync)
            .WithName("get_membership_reactivation").Refuses(404, 409)
            .WithSummary("A fresh link by which the member pays again, good for a day, with ready texts.");
    }

    private static async Task<Results<Ok<RenewalIntelligenceResponse>, Refusal>> ReadAsync(
        CalledBy caller, Query<RenewalIntelligenceQuery> query, ReadRenewals read, BusinessTime businessTime,
        CancellationToken cancellationToken)
    {
        var window = query.Value.WindowDays ?? WindowDays;
        var report = await read.HandleAsync(
            caller.MerchantId, window, query.Value.Limit ?? Limit, cancellationToken);
        return TypedResults.Ok(RenewalWire.Report(report, window, businessTime.Now()));
    }

    private static async Task<Results<Ok<ReactivationResponse>, Refusal>> ReactivateAsync(
        [FromRoute(Name = "membership_id")] string membershipId, CalledBy caller, ReadReactivation read,
        BusinessTime businessTime, CancellationToken cancellationToken) =>
        await read.HandleAsync(caller.MerchantId, MembershipRoutes.Named(membershipId), cancellationToken) switch
        {
            ReactivationOutcome.Made made =>
                TypedResults.Ok(RenewalWire.Reactivation(made.Reactivation, businessTime.Now())),
            ReactivationOutcome.Unknown => Refusal.NotFound(MembershipRoutes.NoMembership),
            ReactivationOutcome.NotForSale refused => Refusal.Conflict(Words(refused.Why)),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private static string Words(SaleRefusal why) => why switch
    {
        SaleRefusal.Archived => "The product is archived, and only present members renew it.",
        SaleRefusal.Paused => "The product is paused: make it active first.",
        SaleRefusal.SoldOut => "The product is sold out: raise max_payments first.",
        SaleRefusal.BuyerBlocked => "This member is blocked: unblock them first.",
        SaleRefusal.CommunityLost => "The bot is out of a place that the product opens: invite it again first.",
        SaleRefusal.MembershipsClosed => "New memberships of the product are closed.",
        SaleRefusal.NeedsAutomaticSetup => "The product renews by itself, and the member has to set that up anew.",
        _ => throw new InvalidOperationException($"No answer for {why}."),
    };
}
