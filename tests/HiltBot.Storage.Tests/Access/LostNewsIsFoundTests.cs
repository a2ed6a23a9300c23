using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Access;

/// <summary>What a platform never told us is found by looking.</summary>
public sealed class LostNewsIsFoundTests
{
    private const string Role = AccessScene.Role;
    private const string Mend = "Move the bot's role above the paid one.";

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Who_paid_and_came_in_unheard_has_the_role_within_the_hour(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var members = await scene.AdmitAsync(await scene.SellAsync(), 2, armed: false);
        scene.Server.Leave("a1");
        scene.Server.Leave("a2");
        await scene.ChangeAsync(members, _ => { });
        await scene.ReconcileAsync();
        Assert.Equal(DeliveryStatus.Pending, (await scene.NowAsync(members[0])).DeliveryStatus);
        scene.Server.Join("a1");
        Assert.Equal(0, await AuditAsync(scene));
        await scene.PassAsync(AuditSeats.AwaitedInterval);
        Assert.Equal(2, await AuditAsync(scene));
        Assert.Equal(0, await AuditAsync(scene));
        Assert.Equal(1, await scene.ReconcileAsync());
        Assert.True(scene.Server.Holds(Role, "a1"));
        Assert.Equal(DeliveryStatus.Sent, (await scene.NowAsync(members[0])).DeliveryStatus);
        Assert.Equal(DeliveryStatus.Pending, (await scene.NowAsync(members[1])).DeliveryStatus);
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.AccessOpened));

        // After the first days once a day is enough for who never comes.
        await scene.PassAsync(TimeSpan.FromDays(4));
        Assert.Equal(2, await AuditAsync(scene));
        await scene.PassAsync(AuditSeats.AwaitedInterval);
        Assert.Equal(0, await AuditAsync(scene));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_right_that_came_back_unheard_is_found_by_one_seat_and_told_once(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        scene.Server.MissingRight = Mend;
        await scene.AdmitAsync(await scene.SellAsync(), 30);
        await scene.ReconcileAsync();
        var calls = scene.Server.Calls.Count;
        await ProbeAsync(scene);
        Assert.Equal(1, await scene.ReconcileAsync());
        Assert.Equal(calls + 1, scene.Server.Calls.Count);
        Assert.Equal(Mend, await ProblemAsync(scene));
        scene.Server.MissingRight = null;
        await ProbeAsync(scene);
        Assert.Equal(30, await scene.ReconcileAsync());
        Assert.Equal(30, scene.Server.HoldersOf(Role));
        Assert.Null(await ProblemAsync(scene));
        await ProbeAsync(scene);
        Assert.Equal(0, await scene.ReconcileAsync());
        Assert.Equal((1, 1), (await scene.NoticesAsync(NoticeKind.RightsLost), await scene.NoticesAsync(NoticeKind.RightsBack)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_works_elsewhere_in_the_place_is_no_proof_while_somebody_waits(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var first = await scene.SellAsync();
        scene.Server.MissingRight = Mend;
        await scene.AdmitAsync(first, 1);
        await scene.ReconcileAsync();
        scene.Server.MissingRight = null;
        await scene.AdmitAsync(await scene.SellAsync(target: "guild/other"), 1);
        await scene.ReconcileAsync();
        Assert.Equal(1, scene.Server.HoldersOf("guild/other"));
        Assert.Equal(Mend, await ProblemAsync(scene));
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.RightsBack));
    }

    private static Task<int> AuditAsync(AccessScene scene) =>
        scene.Store.InScopeAsync<AuditSeats, int>(step => step.HandleAsync(default));

    private static Task<int> ProbeAsync(AccessScene scene) =>
        scene.Store.InScopeAsync<ProbeRights, int>(step => step.HandleAsync(default));

    private static Task<string?> ProblemAsync(AccessScene scene) => scene.Store.ReadAsync(db =>
        db.Communities.Where(row => row.Id == scene.Place).Select(row => row.RightsProblem).SingleAsync());
}
