using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Journey.Tests;

/// <summary>
/// Two nodes on one PostgreSQL and one bot: one of them speaks to Discord. When it dies in the middle of granting, the other
/// takes the lease and the gateway over and finishes, and nobody is answered twice.
/// </summary>
public sealed class DiscordTwoNodesTests(ITestOutputHelper output)
{
    private const int Members = 40;
    private const int DiesAt = 12;

    /// <summary>What Discord says to a second answer.</summary>
    private const int AlreadyAcknowledged = 40_060;

    [Fact]
    public async Task The_node_that_sends_dies_in_mid_grant_and_the_other_finishes_after_the_lease()
    {
        await using var house = await DiscordHouse.BuildAsync(
            Store.Postgres, more: ("Work:ClaimSeconds", "3"));
        var second = await house.AddNodeAsync();
        var members = house.Discord.AddMembers(house.Guild, Members);
        house.Discord.Limits.Set(DiscordRoutes.GrantRole, 5, TimeSpan.FromSeconds(1));
        var grants = 0;
        house.Discord.OnApplied = async call =>
        {
            // Applied and not answered: the worst moment.
            if (call.Route == DiscordRoutes.GrantRole && Interlocked.Increment(ref grants) == DiesAt)
            {
                await house.Host.KillAsync();
            }
        };
        foreach (var chunk in members.Chunk(8))
        {
            foreach (var given in await Task.WhenAll(chunk.Select(member => house.GiftAsync(member))))
            {
                await house.Discord.UntilAsync(
                    () => given.AnswerType > 0 || given.HasFailed, "the owner is answered, or told to try again");
            }
        }

        await house.Discord.UntilAsync(() => house.Host.HasExited, "the sending node died");
        await house.Discord.Gateway.ReadyAsync();
        await GiveTheRestAsync(house, members);
        await house.RolesEqualTheBooksAsync();
        Assert.Equal(Members, house.Discord.HoldersOf(house.Guild, house.Gold).Count);
        Assert.False(second.HasExited);

        // One answer for each interaction, also when it is delivered twice.
        house.Discord.Gateway.Duplicate("INTERACTION_CREATE");
        var status = await house.Discord.SayAsync(members[0], house.Guild, house.Lobby, "status");
        Assert.Contains("Gold club", (await status.AnswerAsync()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(house.Discord.Calls, call => call.Code == AlreadyAcknowledged);
        var answers = house.Discord.Answers.Where(answer => answer.Way == "callback").ToList();
        Assert.All(answers.GroupBy(answer => answer.InteractionId), same => Assert.Single(same));
        output.WriteLine($"{answers.Count} interactions answered, {house.Discord.Gateway.Identifies} sessions of the gateway");
    }

    // What was said while nobody listened is said again, as people do.
    private static async Task GiveTheRestAsync(DiscordHouse house, IReadOnlyList<string> members)
    {
        var known = (await house.Books.RowsAsync("select account_id from buyer_accounts where platform = 'DISCORD'"))
            .Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
        foreach (var member in members.Where(member => !known.Contains(member)))
        {
            await (await house.GiftAsync(member)).AnswerAsync();
        }
    }
}
