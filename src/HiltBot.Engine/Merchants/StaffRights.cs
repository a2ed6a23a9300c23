using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>
/// Who may do what (design section 4): owners money and wallet, managers offers, gifts and revocations,
/// support looks and answers. A higher role may do what a lower one may.
/// </summary>
public static class StaffRights
{
    public static bool May(StaffRole role, StaffAction action) => role >= LeastRoleFor(action);

    public static StaffRole LeastRoleFor(StaffAction action) => action switch
    {
        StaffAction.Look or StaffAction.Answer => StaffRole.Support,
        StaffAction.ManageOffers or StaffAction.Gift or StaffAction.Revoke or StaffAction.DecideBrake => StaffRole.Manager,
        StaffAction.ManageCommunities or StaffAction.SettleMoney or StaffAction.ChangeWallet or
            StaffAction.ManageStaff or StaffAction.EditWorkspace => StaffRole.Owner,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "No such action."),
    };

    /// <summary>A refusal in words: who would have to do it.</summary>
    public static string Refusal(StaffAction action) =>
        $"Only {Plural(LeastRoleFor(action))} of this workspace may do that.";

    /// <summary>
    /// Whether this actor may. The system, the workspace's own API keys and whoever signed in to its account
    /// may do everything; a buyer nothing; a person of the staff what their role allows now.
    /// <see cref="Actor.Merchant"/> carries the <see cref="StaffId"/> (<see cref="StaffDirectory.ActorOf"/>), or
    /// the workspace's own id for its account.
    /// </summary>
    public static async Task<bool> MayAsync(
        HiltDb db, MerchantId merchantId, Actor actor, StaffAction action, CancellationToken cancellationToken) =>
        actor.Type switch
        {
            "system" or "api_key" => true,
            "merchant" when actor.Id == merchantId.ToString() => true,
            "merchant" => Id.TryParse<StaffId>(actor.Id, out var staffId) &&
                await db.Staff.FindAsync([staffId], cancellationToken) is { } member &&
                member.MerchantId == merchantId && May(member.Role, action),
            _ => false,
        };

    private static string Plural(StaffRole role) => role switch
    {
        StaffRole.Owner => "owners",
        StaffRole.Manager => "owners and managers",
        _ => "staff",
    };
}
