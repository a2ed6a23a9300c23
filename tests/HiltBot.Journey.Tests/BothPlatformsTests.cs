using System.Text.RegularExpressions;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Journey.Tests;

/// <summary>
/// One community on both platforms: it is bought in Telegram, opens the group there and, once the buyer has connected their
/// account, a role in Discord; and one lapse closes both.
/// </summary>
public sealed partial class BothPlatformsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task One_payment_opens_a_server_and_a_group_and_one_lapse_closes_both()
    {
        await using var discord = await StandInDiscord.StartAsync();
        var robin = discord.AddUser("Robin");
        var guild = discord.AddGuild("Harbor Guild", robin);
        var gold = discord.AddRole(guild, "Gold");
        var lobby = discord.AddChannel(guild, "lobby");
        await using var house = await TelegramHouse.BuildAsync(
            Store.Sqlite,
            more: [.. discord.Settings.Select(pair => (pair.Key["HiltBot:".Length..], pair.Value))]);
        await discord.Gateway.ReadyAsync();

        // The owner connects the server with a code from Telegram, and the offer opens its role too.
        var code = await SaidAsync(house, house.Owner, "/setup_code");
        var bound = await (await discord.SayAsync(
            robin, guild, lobby, "setup check", ("code", OneTimeCode().Match(code).Value))).AnswerAsync();
        Assert.Contains("is connected to Harbor House", bound.Text, StringComparison.Ordinal);
        await OpenAlsoAsync(house, "Gold");

        var ana = house.Telegram.AddUser("Ana");
        await house.BuyAndEnterAsync(ana);
        house.Telegram.Say(ana, "/status");
        var status = await house.ShowsButtonAsync(ana, "Connect Discord");
        house.Telegram.Press(ana, status, TelegramHouse.Button(status, "Connect Discord"));
        var told = await house.ShowsAsync(ana, "say there: /connect");
        var anaThere = discord.AddMember(guild, "Ana");
        await (await discord.SayAsync(
            anaThere, guild, lobby, "connect", ("code", OneTimeCode().Match(told.Text).Value))).AnswerAsync();
        await discord.UntilAsync(
            () => discord.RolesOf(guild, anaThere).Contains(gold), $"Ana has the role\n{house.Tail()}", Patience);
        Assert.True(house.Telegram.IsInside(house.Club, ana));

        await house.MoveClockAsync(TimeSpan.FromDays(28));
        await house.IsToldAsync("REMINDER");
        await house.MoveClockAsync(TimeSpan.FromDays(3));
        await house.IsOutAsync(ana);
        await discord.UntilAsync(
            () => !discord.RolesOf(guild, anaThere).Contains(gold), $"Ana's role is gone\n{house.Tail()}", Patience);
        await house.MembersEqualTheBooksAsync();
    }

    // Through the offer's own buttons: what it opens, one more.
    private static async Task OpenAlsoAsync(TelegramHouse house, string role)
    {
        var before = house.Telegram.LastMessageTo(house.Owner);
        house.Telegram.Say(house.Owner, "/offer_list");
        var list = await house.ShowsButtonAsync(house.Owner, "Gold club", before);
        house.Telegram.Press(house.Owner, list, TelegramHouse.Button(list, "Gold club"));
        var offer = await house.ShowsButtonAsync(house.Owner, "What it opens", before);
        house.Telegram.Press(house.Owner, offer, TelegramHouse.Button(offer, "What it opens"));
        var places = await house.ShowsButtonAsync(house.Owner, "Harbor Guild", before);
        house.Telegram.Press(house.Owner, places, TelegramHouse.Button(places, role));
        await Eventually.EqualsAsync(
            1L, () => house.Books.CountAsync("select count(*) from product_targets where platform = 'DISCORD'"),
            "the offers that open the role");
    }

    private static async Task<string> SaidAsync(TelegramHouse house, string user, string command)
    {
        var before = house.Telegram.LastMessageTo(user);
        house.Telegram.Say(user, command);
        return (await house.Telegram.NextMessageToAsync(user, after: before, patience: Patience)).Text;
    }

    [GeneratedRegex("[0-9a-hjkmnp-tv-z]{24}")]
    private static partial Regex OneTimeCode();
}
