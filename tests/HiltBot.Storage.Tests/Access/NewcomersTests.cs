using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Access;

/// <summary>Who asks to be let into a place that is entered by a link, and who is inside without having paid.</summary>
public sealed class NewcomersTests
{
    private const string Chat = AccessScene.Chat;

    private static readonly Newcomer Mallory = new("t-mallory", "Mallory");

    public static TheoryData<string> Both => Store.Both;

    private static int updates;

    [Theory, MemberData(nameof(Both))]
    public async Task Only_who_has_access_is_let_in(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        Assert.IsType<EntryVerdict.NotOurs>(await JudgeAsync(scene, Mallory));
        var member = await AdmitAsync(scene);
        Assert.IsType<EntryVerdict.Admit>(await JudgeAsync(scene, new Newcomer("t-ana", "Ana")));
        var declined = Assert.IsType<EntryVerdict.Decline>(await JudgeAsync(scene, Mallory));
        Assert.Contains("chat is for members of Zoë", declined.Message.Text, StringComparison.Ordinal);
        Assert.Single(declined.Message.Buttons);
        await scene.LapseAsync(member);
        Assert.IsType<EntryVerdict.Decline>(await JudgeAsync(scene, new Newcomer("t-ana", "Ana")));
        Assert.IsType<EntryVerdict.NotOurs>(await scene.Store.InScopeAsync<JudgeEntry, EntryVerdict>(
            step => step.HandleAsync(Platform.Telegram, "another chat", Mallory, default)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whom_a_moderator_added_stays_and_staff_are_asked_once(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await AdmitAsync(scene);
        EnterByHand(scene, Mallory);
        await ComeAsync(scene, Mallory, new Arrival.ByStaff("Robin"), times: 2);
        await scene.ReconcileAsync();
        Assert.True(scene.Group.Holds(Chat, Mallory.AccountId));
        var seat = await SeatAsync(scene, Mallory);
        Assert.Equal((SeatException.Kept, SeatState.Open), (seat.Exception, seat.Shown));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.CameInUnpaid));

        // Staff say no.
        Assert.IsType<NewcomerOutcome.Goes>(await DecideAsync(scene, seat, stays: false));
        await scene.ReconcileAsync();
        Assert.False(scene.Group.Holds(Chat, Mallory.AccountId));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_came_in_unpaid_and_went_is_let_in_again_only_when_staff_have_said_so(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await AdmitAsync(scene);
        EnterByHand(scene, Mallory);
        await ComeAsync(scene, Mallory, new Arrival.Otherwise());
        Assert.IsType<EntryVerdict.Decline>(await JudgeAsync(scene, Mallory));
        await DecideAsync(scene, await SeatAsync(scene, Mallory), stays: true);
        Assert.IsType<EntryVerdict.Admit>(await JudgeAsync(scene, Mallory));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_administrator_who_is_none_any_more_goes_by_the_ordinary_rules_again(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = await AdmitAsync(scene);
        var ana = new Newcomer("t-ana", "Ana");
        EnterByHand(scene, ana);
        await scene.ReconcileAsync();
        await scene.Store.WriteAsync(async db => (await db.Seats.SingleAsync(
            seat => seat.AccountId == "t-ana")).Found = SeatState.Closed);
        scene.Group.MakeAdministrator("t-ana");
        await scene.LapseAsync(member);
        await scene.ReconcileAsync();
        Assert.Equal(SeatException.Kept, (await SeatAsync(scene, ana)).Exception);

        scene.Group.MakePlain("t-ana");
        await scene.Store.InScopeAsync<MemberNews, int>(news => news.HandleAsync(
            Platform.Telegram, Chat, "t-ana", MemberChange.Joined, default));
        await scene.ReconcileAsync();
        var seat = await SeatAsync(scene, ana);
        Assert.Equal((null, SeatState.Closed), (seat.Exception, seat.Shown));
        Assert.False(scene.Group.Holds(Chat, "t-ana"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_has_lapsed_and_is_added_by_a_moderator_is_asked_about_too(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = await AdmitAsync(scene);
        scene.Group.Join("t-ana");
        await scene.ReconcileAsync();
        await scene.LapseAsync(member);
        await scene.ReconcileAsync();
        Assert.False(scene.Group.Holds(Chat, "t-ana"));
        var ana = new Newcomer("t-ana", "Ana");
        EnterByHand(scene, ana);
        await ComeAsync(scene, ana, new Arrival.ByStaff("Robin"));
        await scene.ReconcileAsync();
        Assert.True(scene.Group.Holds(Chat, "t-ana"));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.CameInUnpaid));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Where_the_merchant_says_so_they_are_put_out_and_it_counts_for_the_brake(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await AdmitAsync(scene);
        await scene.Store.WriteAsync(async db =>
            (await db.Communities.SingleAsync(row => row.Id == scene.GroupPlace)).NewcomerRule = NewcomerRule.Remove);
        var crowd = Enumerable.Range(0, 40).Select(i => new Newcomer($"t-{i}", $"Nobody {i}")).ToList();
        foreach (var one in crowd)
        {
            EnterByHand(scene, one);
            await ComeAsync(scene, one, new Arrival.Otherwise());
            if (one.AccountId is "t-0" or "t-1" or "t-2")
            {
                await scene.ReconcileAsync();
            }
        }

        await scene.ReconcileAsync();
        Assert.Equal(37, crowd.Count(one => scene.Group.Holds(Chat, one.AccountId)));
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.Brakes.CountAsync()));

        // Twenty are named, and all others are told of together.
        Assert.Equal(21, await scene.NoticesAsync(NoticeKind.CameInUnpaid));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_comes_by_the_link_of_somebody_else_is_put_out(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await AdmitAsync(scene);
        await scene.ReconcileAsync();
        scene.Group.InviteUrl = "https://t.me/+another";
        EnterByHand(scene, Mallory);
        await ComeAsync(scene, Mallory, new Arrival.ByOurLink("https://t.me/+invite"));
        await scene.ReconcileAsync();
        Assert.False(scene.Group.Holds(Chat, Mallory.AccountId));

        // Whose link it was has another one.
        Assert.Equal("https://t.me/+another", (await SeatAsync(scene, new Newcomer("t-ana", "Ana"))).InviteUrl);
        Assert.True((await SeatAsync(scene, Mallory)).ClosedAt is not null);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_invitation_stays_with_the_seat_until_they_are_in(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await AdmitAsync(scene);
        await scene.ReconcileAsync();
        var ana = new Newcomer("t-ana", "Ana");
        Assert.Equal("https://t.me/+invite", (await SeatAsync(scene, ana)).InviteUrl);
        scene.Group.Join("t-ana");
        EnterByHand(scene, ana);
        await ComeAsync(scene, ana, new Arrival.ByOurLink("https://t.me/+invite"));
        await scene.ReconcileAsync();
        var seat = await SeatAsync(scene, ana);
        Assert.Equal((null, SeatState.Open, null), (seat.InviteUrl, seat.Shown, seat.Exception));
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.CameInUnpaid));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_place_with_a_new_id_takes_everything_along(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await AdmitAsync(scene);
        await scene.ReconcileAsync();
        Assert.True(await MoveAsync(scene));
        Assert.False(await MoveAsync(scene));
        Assert.Equal("-100", (await SeatAsync(scene, new Newcomer("t-ana", "Ana"))).TargetId);
        var (place, target) = await scene.Store.ReadAsync(async db => (
            await db.Communities.SingleAsync(row => row.Id == scene.GroupPlace),
            await db.ProductTargets.SingleAsync(row => row.CommunityId == scene.GroupPlace)));
        Assert.Equal(("-100", "-100"), (place.ExternalId, target.TargetId));
        Assert.Equal(0, await scene.Store.ReadAsync(db => db.Seats.CountAsync(seat => seat.TargetId == Chat)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_two_links_that_are_made_at_once_the_first_stays(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        Assert.Equal("a", await KeepAsync(scene, "a", null));
        Assert.Equal("a", await KeepAsync(scene, "b", null));
        Assert.Equal("c", await KeepAsync(scene, "c", "a"));
        Assert.Equal("c", await scene.Store.InScopeAsync<CommunityInvites, string?>(
            invites => invites.FindAsync(Platform.Telegram, Chat, default)));
    }

    private static Task<string?> KeepAsync(AccessScene scene, string url, string? instead) =>
        scene.Store.InScopeAsync<CommunityInvites, string?>(
            invites => invites.KeepAsync(Platform.Telegram, Chat, url, instead, default));

    private static Task<bool> MoveAsync(AccessScene scene) => scene.Store.InScopeAsync<MoveCommunity, bool>(
        step => step.HandleAsync(Platform.Telegram, Chat, "-100", default));

    // Ana buys an offer that opens server and group, and is known on both.
    private static async Task<Membership> AdmitAsync(AccessScene scene)
    {
        var member = (await scene.AdmitAsync(await scene.SellAsync(alsoInGroup: true), 1))[0];
        await scene.Store.WriteAsync(async db =>
        {
            db.BuyerAccounts.Add(new BuyerAccount
            {
                MerchantId = scene.MerchantId,
                Platform = Platform.Telegram,
                AccountId = "t-ana",
                BuyerId = member.BuyerId,
                Display = "Ana",
                ConnectedAt = scene.Store.Now,
            });
            await db.SaveChangesAsync();
            await Seats.ArmBuyerAsync(db, member.BuyerId, scene.Store.Time.Now(), default);
        });
        return member;
    }

    private static void EnterByHand(AccessScene scene, Newcomer newcomer)
    {
        scene.Group.Join(newcomer.AccountId);
        scene.Group.GiveByHand(Chat, newcomer.AccountId);
    }

    private static async Task ComeAsync(AccessScene scene, Newcomer newcomer, Arrival arrival, int times = 1)
    {
        var update = $"u{Interlocked.Increment(ref updates)}";
        for (var time = 0; time < times; time++)
        {
            await scene.Store.InScopeAsync<NewcomerNews>(news => news.HandleAsync(
                Platform.Telegram, Chat, update, newcomer, arrival, default));
        }
    }

    private static Task<EntryVerdict> JudgeAsync(AccessScene scene, Newcomer newcomer) =>
        scene.Store.InScopeAsync<JudgeEntry, EntryVerdict>(
            step => step.HandleAsync(Platform.Telegram, Chat, newcomer, default));

    private static Task<NewcomerOutcome> DecideAsync(AccessScene scene, Seat seat, bool stays) =>
        scene.Store.InScopeAsync<DecideNewcomer, NewcomerOutcome>(
            step => step.HandleAsync(scene.MerchantId, seat.Id, stays, Actor.System, default));

    private static Task<Seat> SeatAsync(AccessScene scene, Newcomer newcomer) => scene.Store.ReadAsync(
        db => db.Seats.SingleAsync(seat => seat.Platform == Platform.Telegram && seat.AccountId == newcomer.AccountId));
}
