using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A Discord server from <c>/join</c> to the lapse, with the host as a process: through the gateway and over HTTP, with
/// people who leave, rights that go, and a Discord that misbehaves. In the end its roles are those of the books.
/// </summary>
public sealed class DiscordJourneyTests(ITestOutputHelper output)
{
    private const int FormType = 9;
    private const int RetriesMax = 20;

    private static readonly TimeSpan PaidPeriod = TimeSpan.FromDays(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_buyer_joins_pays_holds_the_role_and_loses_it_at_the_end(bool overHttp)
    {
        await using var house = await DiscordHouse.BuildAsync(Store.Sqlite, overHttp);
        var ana = house.Discord.AddMember(house.Guild, "Ana");
        await house.BuyAsync(ana);
        await house.HoldsAsync(ana);
        var grant = Assert.Single(house.Discord.AuditLog);
        Assert.True(grant is { IsGrant: true, Reason.Length: > 0 });
        await house.Discord.UntilAsync(
            () => house.Discord.DirectMessagesTo(ana).Any(message => message.Text.Contains("You're in", StringComparison.Ordinal)),
            "Ana is told privately");
        var status = await (await house.Discord.SayAsync(ana, house.Guild, house.Lobby, "status")).AnswerAsync();
        Assert.True(status.IsEphemeral);
        Assert.Contains("Gold club", status.Text, StringComparison.Ordinal);

        // Warned a week before and again, then closed.
        await house.MoveClockAsync(PaidPeriod - TimeSpan.FromDays(2));
        await house.Discord.UntilAsync(
            () => house.Discord.DirectMessagesTo(ana).Any(message => message.Text.Contains("ends in", StringComparison.Ordinal)),
            "Ana is reminded");
        await house.HoldsAsync(ana);
        await house.MoveClockAsync(TimeSpan.FromDays(3));
        await house.HoldsNotAsync(ana);
        Assert.False(house.Discord.AuditLog[^1].IsGrant);
        await house.RolesEqualTheBooksAsync();
        Assert.All(
            house.Discord.Answers.Where(answer => answer.Type != FormType), answer => Assert.True(answer.IsEphemeral));
    }

    [Fact]
    public async Task Who_leaves_and_comes_back_has_the_role_again_and_who_is_not_there_yet_gets_it_on_joining()
    {
        await using var house = await DiscordHouse.BuildAsync(Store.Sqlite);
        var ben = house.Discord.AddMember(house.Guild, "Ben");
        await house.BuyAsync(ben);
        await house.HoldsAsync(ben);
        house.Discord.Leave(ben, house.Guild);
        house.Discord.Join(ben, house.Guild);
        await house.HoldsAsync(ben);

        // Unheard: only the comparison of the whole server can see it.
        house.Discord.Gateway.Lose("GUILD_MEMBER_ADD");
        house.Discord.Leave(ben, house.Guild);
        house.Discord.Join(ben, house.Guild);
        house.Discord.Gateway.Invalidate(isResumable: false);
        await house.HoldsAsync(ben, Patience);
        await house.RolesEqualTheBooksAsync();
    }

    [Fact]
    public async Task Rights_that_go_and_a_role_above_the_bot_are_told_once_and_healed_once()
    {
        await using var house = await DiscordHouse.BuildAsync(Store.Sqlite);
        var (cleo, dan) = (house.Discord.AddMember(house.Guild, "Cleo"), house.Discord.AddMember(house.Guild, "Dan"));
        house.Discord.TakePermission(house.Guild, DiscordPermission.ManageRoles);
        await TellsOwnerAsync(house, "Manage Roles", 1);
        await house.BuyAsync(cleo);
        house.Discord.GivePermission(house.Guild, DiscordPermission.ManageRoles);
        await house.HoldsAsync(cleo, Patience);
        await TellsOwnerAsync(house, "I can do my work", 1);

        house.Discord.MoveRole(house.Guild, house.Gold, above: house.Discord.BotRoleOf(house.Guild));
        await TellsOwnerAsync(house, "keeps me from", 2);
        await house.BuyAsync(dan);
        house.Discord.MoveRole(house.Guild, house.Discord.BotRoleOf(house.Guild), above: house.Gold);
        await house.HoldsAsync(dan, Patience);
        await TellsOwnerAsync(house, "I can do my work", 2);
        await house.RolesEqualTheBooksAsync();
    }

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

    private static Task TellsOwnerAsync(DiscordHouse house, string words, int times) => house.Discord.UntilAsync(
        () => house.Discord.DirectMessagesTo(house.Owner)
            .Count(message => message.Text.Contains(words, StringComparison.Ordinal)) == times,
        $"the owner is told \"{words}\" {times} times", Patience);
}
