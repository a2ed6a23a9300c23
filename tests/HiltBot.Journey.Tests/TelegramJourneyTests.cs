using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A Telegram group from <c>/join</c> to the removal and the return, with the host as a process: by polling and by webhook,
/// with strangers, rights that go, and a Telegram that misbehaves. In the end its members are those of the books.
/// </summary>
public sealed class TelegramJourneyTests(ITestOutputHelper output)
{
    private static readonly TimeSpan PaidPeriod = TimeSpan.FromDays(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_buyer_joins_pays_enters_is_removed_at_the_end_and_returns_after_renewing(bool byWebhook)
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite, byWebhook);
        var ana = house.Telegram.AddUser("Ana");
        var url = await house.BuyAndEnterAsync(ana);
        await house.ShowsAsync(ana, "You're in");

        // The link is of no use to anybody else, and they are told why.
        var mallory = house.Telegram.AddUser("Mallory");
        Assert.Equal(LinkOutcome.Asked, house.Telegram.OpenLink(mallory, url));
        await house.ShowsAsync(mallory, "is for members of Harbor House");
        await house.Telegram.UntilAsync(() => house.Telegram.Requests(house.Club).Count == 0, "the request is declined");
        Assert.False(house.Telegram.IsInside(house.Club, mallory));

        // Warned before, then closed; and no ban stays.
        await house.MoveClockAsync(PaidPeriod - TimeSpan.FromDays(2));
        await house.ShowsAsync(ana, "ends in");
        await house.IsToldAsync("REMINDER");
        Assert.True(house.Telegram.IsInside(house.Club, ana));
        await house.MoveClockAsync(TimeSpan.FromDays(3));
        await house.IsOutAsync(ana);
        await house.Telegram.UntilAsync(
            () => house.Telegram.MemberOf(house.Club, ana).Status == "left", $"no ban stays\n{house.Tail()}", Patience);

        // Renewed, and in again.
        await house.BuyAndEnterAsync(ana);
        await house.MembersEqualTheBooksAsync();
        Assert.DoesNotContain(
            house.Telegram.BotMessages(house.Club),
            message => message.Text.Contains("Ana", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rights_that_go_are_told_once_and_healed_once()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite);
        var (ben, cleo) = (house.Telegram.AddUser("Ben"), house.Telegram.AddUser("Cleo"));
        await house.BuyAndEnterAsync(ben);
        house.Telegram.SetRights(house.Telegram.BotId, house.Club, TelegramRights.ManageChat);
        await TellsOwnerAsync(house, "keeps me from", 1);
        await house.OrderAsync(cleo);
        house.Telegram.SetRights(
            house.Telegram.BotId, house.Club,
            TelegramRights.ManageChat | TelegramRights.InviteUsers | TelegramRights.RestrictMembers);
        await TellsOwnerAsync(house, "I can do my work", 1);
        await house.EnterAsync(cleo, await house.InvitedAsync(cleo, null));
        await house.MembersEqualTheBooksAsync();
        await TellsOwnerAsync(house, "keeps me from", 1);
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_takes_its_members_along()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite, isBasicGroup: true);
        var (dan, eve) = (house.Telegram.AddUser("Dan"), house.Telegram.AddUser("Eve"));
        await house.BuyAndEnterAsync(dan);
        house.Club = house.Telegram.Upgrade(house.Club);
        await house.BuyAndEnterAsync(eve);
        await house.MembersEqualTheBooksAsync();
        await house.MoveClockAsync(PaidPeriod - TimeSpan.FromDays(2));
        await house.IsToldAsync("REMINDER", 2);
        await house.MoveClockAsync(TimeSpan.FromDays(3));
        await house.IsOutAsync(dan);
        await house.IsOutAsync(eve);
        await house.MembersEqualTheBooksAsync();
    }

    [Fact]
    public async Task A_kick_that_was_interrupted_half_way_leaves_no_ban()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite, more: ("Work:ClaimSeconds", "3"));
        var fay = house.Telegram.AddUser("Fay");
        await house.BuyAndEnterAsync(fay);
        await house.MoveClockAsync(PaidPeriod - TimeSpan.FromDays(2));
        await house.IsToldAsync("REMINDER");

        // Banned and not answered: the unban never came.
        house.Telegram.KillAt("banChatMember", () => house.Host.ProcessId);
        await house.MoveClockAsync(TimeSpan.FromDays(3));
        await house.Telegram.UntilAsync(() => house.Host.HasExited, "the host was killed in mid-kick", Patience);
        Assert.False(house.Telegram.IsInside(house.Club, fay));
        house.Telegram.OnApplied = null;
        await house.StartAsync();
        await house.Telegram.UntilAsync(
            () => house.Telegram.MemberOf(house.Club, fay).Status == "left", $"no ban stays\n{house.Tail()}", Patience);
        await house.MembersEqualTheBooksAsync();
        await house.BuyAndEnterAsync(fay);
    }

    [Fact]
    public async Task A_storm_of_flood_limits_and_lost_answers_loses_nobody()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite);
        var members = Enumerable.Range(0, 10).Select(number => house.Telegram.AddUser($"Guest {number}")).ToList();
        foreach (var member in members)
        {
            house.Telegram.Faults.Next("sendMessage", new TelegramFault.TooMany(1), 1);
            house.Telegram.Faults.Next("approveChatJoinRequest", new TelegramFault.DropAfter(), 1);
            house.Telegram.Faults.Next("getChatMember", new TelegramFault.ServerError(), 1);
            house.Telegram.Updates.DuplicateNext();
            await house.BuyAndEnterAsync(member);
        }

        house.Telegram.Faults.Clear();
        house.Telegram.Faults.Storm(20);
        await house.MoveClockAsync(PaidPeriod - TimeSpan.FromDays(2));
        await house.IsToldAsync("REMINDER", members.Count);
        await house.MembersEqualTheBooksAsync();
        Assert.Empty(house.Telegram.Problems);
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_many_entries_finishes_them()
    {
        var many = Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") == "1" ? 500 : 40;
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite, more: ("Work:ClaimSeconds", "5"));
        house.Telegram.Limits.AreOn = false;
        var members = Enumerable.Range(0, many).Select(number => house.Telegram.AddUser($"Guest {number}")).ToList();
        string? url = null;
        await Parallel.ForEachAsync(
            members, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (member, _) => url = await house.BuyAsync(member));

        // All at once, and in the middle of it the host dies: applied and not answered.
        house.Telegram.KillAt("approveChatJoinRequest", () => house.Host.ProcessId, many / 3);
        Assert.All(members, member => Assert.Equal(LinkOutcome.Asked, house.Telegram.OpenLink(member, url!)));
        await house.Telegram.UntilAsync(() => house.Host.HasExited, "the host was killed in mid-entry", Patience);
        output.WriteLine($"killed at {house.Telegram.Members(house.Club).Count} of {many}");
        house.Telegram.OnApplied = null;
        await house.StartAsync();
        await house.MembersEqualTheBooksAsync();
        Assert.Equal(many + 1, house.Telegram.Members(house.Club).Count);
    }

    private static Task TellsOwnerAsync(TelegramHouse house, string words, int times) => house.Telegram.UntilAsync(
        () => house.Telegram.MessagesTo(house.Owner)
            .Count(message => message.Text.Contains(words, StringComparison.Ordinal)) == times,
        $"the owner is told \"{words}\" {times} times\n{house.Tail()}", Patience);
}
