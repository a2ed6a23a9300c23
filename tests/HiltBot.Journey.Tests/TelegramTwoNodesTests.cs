using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Journey.Tests;

/// <summary>
/// Two nodes on one PostgreSQL and one bot: one of them polls and speaks to Telegram. When it dies in the middle of letting
/// people in, the other takes both leases over and finishes, and nothing is done twice.
/// </summary>
public sealed class TelegramTwoNodesTests(ITestOutputHelper output)
{
    private const int People = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task The_node_that_polls_dies_and_the_other_loses_nothing_and_does_nothing_twice()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Postgres, more: ("Work:ClaimSeconds", "3"));
        var second = await house.AddNodeAsync();
        house.Telegram.Limits.AreOn = false;
        var people = Enumerable.Range(0, People).Select(number => house.Telegram.AddUser($"Guest {number}")).ToList();
        string? url = null;
        foreach (var person in people)
        {
            url = await house.BuyAsync(person);
        }

        // Nobody is told that another program polls: one node does, and only one.
        Assert.DoesNotContain("gives the updates to somebody else", house.Tail(), StringComparison.Ordinal);
        house.Telegram.KillAt("approveChatJoinRequest", () => house.Host.ProcessId, People / 3);
        Assert.All(people, person => Assert.Equal(LinkOutcome.Asked, house.Telegram.OpenLink(person, url!)));
        house.Telegram.Say(people[0], "/support");
        await house.Telegram.UntilAsync(() => house.Host.HasExited, "the polling node died", Patience);
        house.Telegram.OnApplied = null;
        await house.MembersEqualTheBooksAsync();
        Assert.Equal(People + 1, house.Telegram.Members(house.Club).Count);
        Assert.False(second.HasExited);

        // What was said while nobody listened is answered, and what was answered already is not acted on again.
        await house.ShowsAsync(people[0], "What is it about?");
        house.Telegram.Updates.DuplicateNext();
        house.Telegram.Say(people[0], "The door");
        await house.ShowsAsync(people[0], "What happened");
        house.Telegram.Updates.DuplicateNext();
        house.Telegram.Say(people[0], "It was closed.");
        await house.ShowsAsync(people[0], "your message is with the people");
        Assert.Equal(1, await house.Books.CountAsync("select count(*) from tickets"));
        Assert.Equal(People, await house.Books.CountAsync("select count(*) from memberships"));
        output.WriteLine($"{house.Telegram.CountCalls("getUpdates")} polls, {house.Telegram.Calls.Count} calls");
    }
}
