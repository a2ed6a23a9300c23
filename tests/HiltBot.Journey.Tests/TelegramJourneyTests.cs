using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A Telegram group from <c>/join</c> to the removal and the return, with the host as a process: by polling and by webhook,
/// with strangers and rights that go. In the end its members are those of the books.
/// </summary>
public sealed class TelegramJourneyTests
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
    public async Task A_link_for_one_entry_that_was_given_away_lets_nobody_stay_and_the_buyer_gets_another()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite);
        var setUp = await house.ShowsButtonAsync(house.Owner, "How people get in");
        house.Telegram.Press(house.Owner, setUp, "How people get in");
        var entry = await house.ShowsButtonAsync(house.Owner, "Use links for one entry");
        house.Telegram.Press(house.Owner, entry, "Use links for one entry");
        await house.ShowsAsync(house.Owner, "a link for one entry that runs out soon");
        var (ana, mallory) = (house.Telegram.AddUser("Ana"), house.Telegram.AddUser("Mallory"));
        var url = await house.BuyAsync(ana);
        Assert.Equal(LinkOutcome.Joined, house.Telegram.OpenLink(mallory, url));
        await house.IsOutAsync(mallory);
        await TellsOwnerAsync(house, "with a link that was made for somebody else", 1);
        var another = await house.Telegram.UntilAsync(
            () => house.Telegram.MessagesTo(ana).SelectMany(message => message.Buttons).Select(button => button.Url)
                .LastOrDefault(link => link?.StartsWith("https://t.me/+", StringComparison.Ordinal) == true && link != url),
            $"Ana is given another link\n{house.Tail()}", Patience);
        await house.EnterAsync(ana, another!);
        Assert.Equal(LinkOutcome.Invalid, house.Telegram.OpenLink(mallory, another!));
        await house.MembersEqualTheBooksAsync();
    }

    private static Task TellsOwnerAsync(TelegramHouse house, string words, int times) => house.Telegram.UntilAsync(
        () => house.Telegram.MessagesTo(house.Owner)
            .Count(message => message.Text.Contains(words, StringComparison.Ordinal)) == times,
        $"the owner is told \"{words}\" {times} times\n{house.Tail()}", Patience);
}
