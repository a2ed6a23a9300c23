using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Memberships;

/// <summary>Software that asks many times at the same moment gets what it asked for, once each.</summary>
public sealed class MembershipOrdersAtOnceTests
{
    private const int AtOnce = 4;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Every_gift_adds_its_own_period(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var club = await Club.OpenAsync(store);
        var ann = (await club.PayAsync())!;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() =>
            store.InScopeAsync<GiftMembership, MembershipOutcome>(gift => gift.HandleAsync(
                new GiftRequest(club.Merchant.Id, ann.Id, null, 3, string.Empty, Actor.ApiKey("key")), default)))));
        Assert.All(outcomes, outcome => Assert.IsType<MembershipOutcome.Done>(outcome));
        var after = await club.ReadAsync(ann.Id);
        Assert.Equal(ann.CurrentPeriodEndAt!.Value.AddDays(3 * AtOnce), after.CurrentPeriodEndAt);
        Assert.Equal(AtOnce, after.RenewalCount);
        var starts = await store.ReadAsync(db => db.MembershipPeriods.Select(row => row.PeriodStartAt).ToListAsync());
        Assert.Equal(AtOnce + 1, starts.Distinct().Count());
        Assert.Equal(AtOnce, (await club.EventsAsync()).Count(type => type == "membership.renewed"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_delivery_has_one_open_ticket(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var club = await Club.OpenAsync(store);
        var ann = (await club.PayAsync())!;
        var tickets = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() =>
            store.InScopeAsync<OpenDeliveryTicket, DeliveryTicket?>(open => open.HandleAsync(
                club.Merchant.Id, ann.Id, Actor.ApiKey("key"), default)))));
        Assert.Single(tickets.Select(ticket => ticket!.TicketId).Distinct());
        Assert.Single(tickets, ticket => ticket!.IsNew);
        Assert.Equal(1, await store.ReadAsync(db => db.Tickets.CountAsync()));
        Assert.Equal(1, (await club.EventsAsync()).Count(type => type == "support.ticket.created"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Notes_that_are_written_while_time_is_given_lose_nothing(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var club = await Club.OpenAsync(store);
        var ann = (await club.PayAsync())!;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => Task.Run(() => number % 2 == 0
            ? store.InScopeAsync<GiftMembership, MembershipOutcome>(gift => gift.HandleAsync(
                new GiftRequest(club.Merchant.Id, ann.Id, null, 3, string.Empty, Actor.ApiKey("key")), default))
            : store.InScopeAsync<EditMembershipRecord, MembershipOutcome>(edit => edit.HandleAsync(
                club.Merchant.Id, ann.Id, new RecordEdit($"note {number}", null), Actor.ApiKey("key"), default)))));
        var after = await club.ReadAsync(ann.Id);
        Assert.Equal(AtOnce / 2, after.RenewalCount);
        Assert.Contains("note", after.MetadataJson, StringComparison.Ordinal);
        Assert.Equal(AtOnce / 2, await store.ReadAsync(db => db.History.CountAsync(row => row.EventType == "notes_updated")));
    }
}
