using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A Discord server from <c>/join</c> to the lapse, with the host as a process: through the gateway and over HTTP, with
/// people who leave and rights that go. In the end its roles are those of the books.
/// </summary>
public sealed class DiscordJourneyTests
{
    private const int FormType = 9;

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
        await house.IsToldAsync("REMINDER");
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

    private static Task TellsOwnerAsync(DiscordHouse house, string words, int times) => house.Discord.UntilAsync(
        () => house.Discord.DirectMessagesTo(house.Owner)
            .Count(message => message.Text.Contains(words, StringComparison.Ordinal)) == times,
        $"the owner is told \"{words}\" {times} times", Patience);
}
