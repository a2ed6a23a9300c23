using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A Discord that refuses, drops and forgets, and a host that dies in the middle of granting. In the end the roles are those
/// of the books.
/// </summary>
public sealed class DiscordTroubleTests(ITestOutputHelper output)
{
    private const int RetriesMax = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Storms_of_refusals_and_a_gateway_that_drops_for_a_minute_lose_nobody()
    {
        await using var house = await DiscordHouse.BuildAsync(Store.Sqlite);
        var members = house.Discord.AddMembers(house.Guild, 24);
        using (house.Discord.Gateway.DropEvery(TimeSpan.FromSeconds(3)))
        {
            var from = TimeProvider.System.GetTimestamp();
            foreach (var chunk in members.Chunk(4))
            {
                house.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.TooMany(TimeSpan.FromSeconds(1)), 3);
                house.Discord.Faults.Next(DiscordRoutes.GetMember, new DiscordFault.ServerError(), 2);
                house.Discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.DropAfter(), 1);
                foreach (var member in chunk)
                {
                    await RetryAsync(house, member);
                }

                foreach (var member in chunk)
                {
                    await house.HoldsAsync(member, Patience);
                }
            }

            // A minute of it.
            await house.Discord.UntilAsync(
                () => house.Discord.Gateway.Connections >= 20, "the gateway dropped twenty times", Patience);
            output.WriteLine(
                $"{house.Discord.Gateway.Connections} connections, {house.Discord.Gateway.Resumes} resumed, " +
                $"{TimeProvider.System.GetElapsedTime(from).TotalSeconds:0} s");
        }

        Assert.True(house.Discord.Gateway.Resumes > 1);
        await house.RolesEqualTheBooksAsync();
        Assert.Equal(members.Count, house.Discord.HoldersOf(house.Guild, house.Gold).Count);
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_granting_many_members_finishes_them()
    {
        var many = Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") == "1" ? 500 : 80;
        await using var house = await DiscordHouse.BuildAsync(Store.Sqlite, more: ("Work:ClaimSeconds", "5"));
        var members = house.Discord.AddMembers(house.Guild, many);
        house.Discord.Limits.Set(DiscordRoutes.GrantRole, 40, TimeSpan.FromSeconds(1));
        var grants = 0;
        house.Discord.OnApplied = async call =>
        {
            // Applied and not answered: the worst moment.
            if (call.Route == DiscordRoutes.GrantRole && Interlocked.Increment(ref grants) == many / 5)
            {
                await house.Host.KillAsync();
            }
        };
        await GiftAsync(house, members, whileAlive: true);
        await house.Discord.UntilAsync(() => house.Host.HasExited, "the host was killed in mid-grant");
        output.WriteLine($"killed at {house.Discord.HoldersOf(house.Guild, house.Gold).Count} of {many}");
        await house.StartAsync();
        await house.Discord.Gateway.ReadyAsync();
        var known = await KnownAsync(house);
        await GiftAsync(house, [.. members.Where(member => !known.Contains(member))], whileAlive: false);
        await house.RolesEqualTheBooksAsync();
        Assert.Equal(many, house.Discord.HoldersOf(house.Guild, house.Gold).Count);
    }

    // What people do when "the application did not respond": they say it again.
    private static async Task RetryAsync(DiscordHouse house, string member)
    {
        for (var tries = 0; ; tries++)
        {
            var given = await house.GiftAsync(member);
            await house.Discord.UntilAsync(
                () => given.AnswerType > 0 || given.HasFailed, "the owner is answered, or told to try again", Patience);
            if (!given.HasFailed || tries == RetriesMax)
            {
                Assert.False(given.HasFailed, "The bot never answered in time.");
                return;
            }
        }
    }

    private static async Task GiftAsync(DiscordHouse house, IReadOnlyList<string> members, bool whileAlive)
    {
        foreach (var chunk in members.Chunk(4))
        {
            if (whileAlive && house.Host.HasExited)
            {
                return;
            }

            foreach (var one in await Task.WhenAll(chunk.Select(member => house.GiftAsync(member))))
            {
                await house.Discord.UntilAsync(
                    () => one.AnswerType > 0 || one.HasFailed, "the owner is answered", Patience);
            }
        }

        // What a busy machine answered too late was done or was not: the owner says it again.
        var known = whileAlive ? null : await KnownAsync(house);
        foreach (var member in members.Where(member => known?.Contains(member) == false))
        {
            await RetryAsync(house, member);
        }
    }

    private static async Task<HashSet<string>> KnownAsync(DiscordHouse house) =>
        (await house.Books.RowsAsync("select account_id from buyer_accounts where platform = 'DISCORD'"))
            .Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
}
