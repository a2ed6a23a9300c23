using HiltBot.Engine.Merchants;

namespace HiltBot.Engine.Tests.Merchants;

public sealed class StaffRightsTests
{
    // Owner, manager, support: the table of the design, written out by hand.
    public static TheoryData<StaffAction, bool, bool, bool> Table => new()
    {
        { StaffAction.Look, true, true, true },
        { StaffAction.Answer, true, true, true },
        { StaffAction.ManageOffers, true, true, false },
        { StaffAction.Gift, true, true, false },
        { StaffAction.Revoke, true, true, false },
        { StaffAction.DecideBrake, true, true, false },
        { StaffAction.ManageCommunities, true, false, false },
        { StaffAction.SettleMoney, true, false, false },
        { StaffAction.ChangeWallet, true, false, false },
        { StaffAction.ManageStaff, true, false, false },
        { StaffAction.EditWorkspace, true, false, false },
    };

    [Theory, MemberData(nameof(Table))]
    public void Each_role_may_what_it_is_for(StaffAction action, bool owner, bool manager, bool support)
    {
        Assert.Equal(owner, StaffRights.May(StaffRole.Owner, action));
        Assert.Equal(manager, StaffRights.May(StaffRole.Manager, action));
        Assert.Equal(support, StaffRights.May(StaffRole.Support, action));
    }

    [Fact]
    public void Every_action_stands_in_the_table() =>
        Assert.Equal(
            Enum.GetValues<StaffAction>().Order(), Table.Select(row => row.Data.Item1).Order());

    [Fact]
    public void A_refusal_names_who_may() =>
        Assert.Equal("Only owners of this workspace may do that.", StaffRights.Refusal(StaffAction.ChangeWallet));

    [Fact]
    public void A_wallet_is_shown_in_groups_of_four() =>
        Assert.Equal("EPjF Wdd5 Aufq S", WalletText.InGroups("EPjFWdd5AufqS"));
}
