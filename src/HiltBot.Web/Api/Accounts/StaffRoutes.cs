using HiltBot.Contracts.Accounts;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Accounts;

/// <summary>Who acts for the workspace in chats: an extension of ours, for people who signed in.</summary>
internal static class StaffRoutes
{
    private const string NoStaff = "Nobody of the staff goes by this id.";

    public static void MapStaff(this IEndpointRouteBuilder routes)
    {
        var staff = routes.MapSession("/v1/account/staff", "Account");
        staff.MapGet("/", ListAsync).WithName("list_staff").IsExtension()
            .WithSummary("Who acts for the workspace in chats, and as what.");
        staff.MapPost("/", SetAsync).WithName("set_staff").Refuses(409).IsExtension()
            .WithSummary("Gives somebody a role at the workspace, or another one.");
        staff.MapDelete("/{staff_id}", RemoveAsync).WithName("remove_staff").Refuses(404, 409).IsExtension()
            .WithSummary("Takes somebody's role away; a workspace keeps an owner.");
    }

    private static async Task<Ok<StaffListResponse>> ListAsync(
        CalledBy caller, ListStaff list, CancellationToken cancellationToken)
    {
        var staff = await list.HandleAsync(caller.MerchantId, cancellationToken);
        return TypedResults.Ok(new StaffListResponse([.. staff.Select(Payload)], staff.Count));
    }

    private static async Task<Results<Ok<StaffPayload>, Refusal>> SetAsync(
        CalledBy caller, Body<SetStaffRequest> body, SetStaff set, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var person = new StaffAccount(
            EnumText.Parse<Platform>(wanted.Platform.Trim().ToUpperInvariant()), wanted.AccountId.Trim(),
            wanted.Display.Trim());
        if (person is { AccountId.Length: 0 } or { Display.Length: 0 })
        {
            return Refusal.Field(person.AccountId.Length == 0 ? "account_id" : "display", "Say who it is.");
        }

        var outcome = await set.HandleAsync(
            caller.MerchantId, person, EnumText.Parse<StaffRole>(wanted.Role.Trim().ToUpperInvariant()), caller.Actor,
            cancellationToken);
        return outcome is StaffOutcome.Set done ? TypedResults.Ok(Payload(done.Member)) : Answer(outcome);
    }

    private static async Task<Results<Ok<StaffPayload>, Refusal>> RemoveAsync(
        [FromRoute(Name = "staff_id")] string staffId, CalledBy caller, ListStaff list, SetStaff set,
        CancellationToken cancellationToken)
    {
        var all = await list.HandleAsync(caller.MerchantId, cancellationToken);
        if (!Id.TryParse<StaffId>(staffId, out var id) || all.FirstOrDefault(row => row.Id == id) is not { } member)
        {
            return Refusal.NotFound(NoStaff);
        }

        var outcome = await set.HandleAsync(
            caller.MerchantId, new StaffAccount(member.Platform, member.AccountId, member.Display), null, caller.Actor,
            cancellationToken);
        return outcome is StaffOutcome.Removed ? TypedResults.Ok(Payload(member)) : Answer(outcome);
    }

    private static Refusal Answer(StaffOutcome outcome) => outcome switch
    {
        StaffOutcome.UnknownMember => Refusal.NotFound(NoStaff),
        StaffOutcome.LastOwner => Refusal.Conflict("A workspace keeps at least one owner."),
        StaffOutcome.NotAllowed not => new Refusal(StatusCodes.Status403Forbidden, not.Why),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static StaffPayload Payload(StaffMember row) => new()
    {
        Id = row.Id.Value,
        Platform = EnumText.Of(row.Platform),
        AccountId = row.AccountId,
        Display = row.Display,
        Role = EnumText.Of(row.Role),
        CreatedAt = row.CreatedAt,
    };
}
