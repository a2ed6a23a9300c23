using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Access;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Notices;

public sealed class NoticesReachPeopleTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_buyer_is_told_on_the_first_account_that_takes_it(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        await scene.Store.WriteAsync(async db => await db.BuyerAccounts.AddAsync(new BuyerAccount
        {
            MerchantId = scene.MerchantId,
            Platform = Platform.Telegram,
            AccountId = "t1",
            BuyerId = member.BuyerId,
            Display = "t1",
            ConnectedAt = scene.Store.Now.AddHours(1),
        }));
        scene.Group.BlockMessages("t1");
        await OweAsync(scene, member, "one");
        await SendAsync(scene);
        var notice = await NoticeAsync(scene);
        Assert.Equal((NoticeState.Accepted, "DISCORD account a1", null), (notice.State, notice.AcceptedBy, notice.DueAt));
        Assert.Equal(notice.Id, Assert.Single(scene.Server.Messages).NoticeId);
        Assert.Equal(["cannot_deliver", "accepted"], await scene.Store.ReadAsync(db => db.History
            .Where(row => row.Subject == Subject.Notice).OrderBy(row => row.Id).Select(row => row.EventType)
            .ToListAsync()));
        Assert.Equal(scene.Store.Now, (await scene.NowAsync(member)).NoticeAcceptedAt);
        await SendAsync(scene);
        Assert.Single(scene.Server.Messages);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_takes_no_message_anywhere_is_undeliverable_at_once(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        scene.Server.BlockMessages("a1");
        await OweAsync(scene, member, "one");
        await SendAsync(scene);
        Assert.Equal((NoticeState.Undeliverable, "blocked"), ((await NoticeAsync(scene)).State, (await NoticeAsync(scene)).LastError));
        Assert.Equal(scene.Store.Now, (await scene.NowAsync(member)).NoticeUndeliverableAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_takes_no_private_message_is_told_beside_the_channel_that_the_merchant_chose(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        await scene.Store.WriteAsync(async db =>
            (await db.Communities.SingleAsync(row => row.Id == scene.Place)).PrivateChannelId = "lobby");
        scene.Server.BlockMessages("a1");
        await OweAsync(scene, member, "one");
        await SendAsync(scene);
        Assert.Equal("DISCORD account a1 beside channel lobby", (await NoticeAsync(scene)).AcceptedBy);
        Assert.Equal(("lobby", "a1"), (scene.Server.Messages.Single().ChannelId, scene.Server.Messages.Single().AccountId));
        Assert.Equal(scene.Store.Now, (await scene.NowAsync(member)).NoticeAcceptedAt);
        Assert.Equal(["cannot_deliver", "accepted"], await scene.Store.ReadAsync(db => db.History
            .Where(row => row.Subject == Subject.Notice).OrderBy(row => row.Id).Select(row => row.EventType)
            .ToListAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_only_has_to_be_waited_for_is_mentioned_nowhere(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        await scene.Store.WriteAsync(async db =>
            (await db.Communities.SingleAsync(row => row.Id == scene.Place)).PrivateChannelId = "lobby");
        scene.Server.AnswerNextMessage(new NoticeAnswer.TryLater(TimeSpan.FromMinutes(1), "paced"));
        await OweAsync(scene, member, "one");
        await SendAsync(scene);
        Assert.Empty(scene.Server.Messages);
        Assert.Equal(NoticeState.Pending, (await NoticeAsync(scene)).State);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_buyer_without_a_channel_is_undeliverable_at_once(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        await scene.Store.WriteAsync(db => db.BuyerAccounts.ExecuteDeleteAsync());
        await OweAsync(scene, member, "one");
        await SendAsync(scene);
        Assert.Equal(NoticeState.Undeliverable, (await NoticeAsync(scene)).State);
        Assert.NotNull((await scene.NowAsync(member)).NoticeUndeliverableAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_busy_platform_is_tried_again_later_and_nothing_is_lost(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        await OweAsync(scene, member, "one");
        scene.Server.AnswerNextMessage(new NoticeAnswer.TryLater(null, "429"));
        scene.Server.AnswerNextMessage(new NoticeAnswer.TryLater(null, "429"));
        await SendAsync(scene);
        Assert.Equal(scene.Store.Time.Now().AddSeconds(30), (await NoticeAsync(scene)).DueAt);
        Assert.Equal(0, await SendAsync(scene));
        scene.Store.Time.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(scene);
        Assert.Equal(scene.Store.Time.Now().AddMinutes(2), (await NoticeAsync(scene)).DueAt);
        scene.Store.Time.Advance(TimeSpan.FromMinutes(2));
        await SendAsync(scene);
        Assert.Equal(NoticeState.Accepted, (await NoticeAsync(scene)).State);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Staff_are_told_in_the_alert_channel_else_its_owners_privately(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.Store.WriteAsync(async db => await db.Staff.AddAsync(new StaffMember
        {
            Id = StaffId.New(scene.Store.Now),
            MerchantId = scene.MerchantId,
            Platform = Platform.Discord,
            AccountId = "owner",
            Display = "owner",
            Role = StaffRole.Owner,
            CreatedAt = scene.Store.Now,
        }));
        await OweStaffAsync(scene, "one");
        await SendAsync(scene);
        Assert.Equal("alerts", Assert.Single(scene.Server.Messages).ChannelId);
        await scene.Store.WriteAsync(async db =>
            (await db.Communities.SingleAsync(row => row.Id == scene.Place)).AlertChannelId = null);
        await OweStaffAsync(scene, "two");
        await SendAsync(scene);
        Assert.Equal([null, "owner"], scene.Server.Messages.Select(message => message.AccountId));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Parallel_sweeps_send_a_notice_once(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        var member = (await scene.AdmitAsync(await scene.SellAsync(), 1, armed: false))[0];
        for (var number = 0; number < 40; number++)
        {
            await OweAsync(scene, member, $"{number}");
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(scene)));
        await SendAsync(scene);
        Assert.Equal(40, scene.Server.Messages.Count);
        Assert.Equal(40, scene.Server.Messages.Select(message => message.NoticeId).Distinct().Count());
    }

    private static Task<int> SendAsync(AccessScene scene) =>
        scene.Store.InScopeAsync<SendNotices, int>(step => step.HandleAsync(default));

    private static Task<Notice> NoticeAsync(AccessScene scene) =>
        scene.Store.ReadAsync(db => db.Notices.SingleAsync());

    private static Task OweAsync(AccessScene scene, Membership member, string key) => scene.Store.WriteAsync(db =>
        db.OweAsync(
            scene.MerchantId,
            new NewNotice(key, NoticeAudience.Buyer, NoticeKind.Reminder, new NoticeFacts { ProductTitle = "Club" })
            {
                BuyerId = member.BuyerId,
                MembershipId = member.Id,
                PeriodEndAt = member.CurrentPeriodEndAt,
            },
            scene.Store.Now, scene.Store.Time.Now(), default));

    private static Task OweStaffAsync(AccessScene scene, string key) => scene.Store.WriteAsync(db => db.OweAsync(
        scene.MerchantId,
        new NewNotice(key, NoticeAudience.AlertChannel, NoticeKind.RightsBack, new NoticeFacts())
        {
            CommunityId = scene.Place,
        },
        scene.Store.Now, scene.Store.Time.Now(), default));
}
