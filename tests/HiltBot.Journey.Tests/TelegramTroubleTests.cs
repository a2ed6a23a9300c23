using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A Telegram that misbehaves, a group that changes its kind, and a host that dies in the middle. In the end the members are
/// those of the books, and nobody is kept out.
/// </summary>
public sealed class TelegramTroubleTests(ITestOutputHelper output)
{
    private static readonly TimeSpan PaidPeriod = TimeSpan.FromDays(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

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
}
