using System.Diagnostics;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// Two hosts on one PostgreSQL do everything once. One after the other dies in the middle of a grant, of a message and of a
/// webhook; what it had claimed goes to the one that is left as soon as the claim has run out, and is done there under the
/// same id. That is judged by the claims themselves, on the database's clock.
/// </summary>
public sealed class TwoNodesTests(ITestOutputHelper output)
{
    private const int BuyersPerDeath = 2;
    private const int TurnsMax = 10;
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retries = TimeSpan.FromHours(1);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Two_nodes_hold_everything_once_and_one_finishes_what_the_other_began()
    {
        await using var chain = await Localnet.StartAsync("--finalized-lag", "0");
        await using var house = await House.BuildAsync(
            Store.Postgres, chain, ("Work:ClaimSeconds", "1"), ("Webhooks:AllowPrivateAddresses", "true"));
        await using var hook = new HookReceiver();
        var log = await ClaimLog.KeepAsync(house.Books);
        var offer = await house.MakeOfferAsync(9_000_000, roles: ["1"]);
        var secret = await house.ListenAsync(offer, hook.Url);
        var second = await house.AddNodeAsync();
        var buyers = await PayAsync(house, offer, 12, 0);
        await ComesToRestAsync(house, buyers);
        var nodes = (await log.EntriesAsync()).Select(entry => entry.Node).ToHashSet();
        Assert.Equal(["node1", "node2"], nodes.Order(StringComparer.Ordinal));

        house.Platform.KillCallerAt(second.ProcessId, call => call.StartsWith("grant", StringComparison.Ordinal));
        var diedAt = await DiesAsync(house, log, offer, second, buyers);
        await ComesToRestAsync(house, buyers += BuyersPerDeath);
        await IsTakenOverAsync(log, "node2", diedAt, "seats");

        var third = await house.AddNodeAsync();
        house.Platform.KillCallerAt(third.ProcessId, call => call.StartsWith("private", StringComparison.Ordinal));
        diedAt = await DiesAsync(house, log, offer, third, buyers);
        await ComesToRestAsync(house, buyers += BuyersPerDeath);

        // Several messages may have been on their way at once; each was heard, and is heard again under its own id.
        var notices = (await IsTakenOverAsync(log, "node3", diedAt, "notices")).Select(handover => handover.Left.Row);
        var heard = notices.Where(row => house.Platform.Kills.Contains($"private {row}")).ToList();
        Assert.NotEmpty(heard);
        Assert.All(heard, notice => Assert.True(house.Platform.Messages[notice].Times > 1));

        var fourth = await house.AddNodeAsync();
        hook.BeforeAnswer = async call =>
        {
            if (await log.HolderAsync("webhook_deliveries", call.DeliveryId) == "node4" && !fourth.HasExited)
            {
                using var process = Process.GetProcessById(fourth.ProcessId);
                process.Kill();
                await process.WaitForExitAsync();
            }
        };
        diedAt = await DiesAsync(house, log, offer, fourth, buyers);
        await ComesToRestAsync(house, buyers += BuyersPerDeath);
        var deliveries = (await IsTakenOverAsync(log, "node4", diedAt, "webhook_deliveries")).Select(handover => handover.Left.Row);
        Assert.Contains(deliveries, delivery => hook.Calls.Count(call => call.DeliveryId == delivery) > 1);

        await IsInTheBooksOnceAsync(house, buyers);
        await EventsAreOneEachAsync(house, hook, secret);
    }

    private static async Task<int> PayAsync(House house, (string ProductId, string Slug) offer, int count, int buyers)
    {
        foreach (var session in await OpenAsync(house, offer, count, buyers))
        {
            await PayAsync(house, session);
        }

        return buyers + count;
    }

    private static async Task<List<SessionFacts>> OpenAsync(
        House house, (string ProductId, string Slug) offer, int count, int buyers)
    {
        var sessions = new List<SessionFacts>();
        for (var i = 0; i < count; i++)
        {
            sessions.Add(await house.OpenCheckoutAsync(offer, $"buyer{buyers + i}"));
        }

        return sessions;
    }

    private static async Task PayAsync(House house, SessionFacts session)
    {
        using var payer = new Payer(house.Chain);
        await payer.FundAsync();
        await payer.PayAsync(session);
    }

    // The first node stands still until the other has died, so that it is the other that is in the middle of the work. Should
    // it hold something that the other waits for, it goes on for a moment.
    /// <returns>When it was dead and the first node had not yet had a turn.</returns>
    private static async Task<DateTimeOffset> DiesAsync(
        House house, ClaimLog log, (string ProductId, string Slug) offer, HostProcess node, int buyers)
    {
        var sessions = await OpenAsync(house, offer, BuyersPerDeath, buyers);
        house.Host.Freeze();
        foreach (var session in sessions)
        {
            await PayAsync(house, session);
        }

        for (var turn = 0; turn < TurnsMax; turn++)
        {
            await Task.WhenAny(node.WaitForExitAsync(), Task.Delay(Turn, TimeProvider.System));
            if (node.HasExited)
            {
                var diedAt = await log.NowAsync();
                house.Platform.KillAt(null);
                house.Host.Thaw();
                return diedAt;
            }

            house.Host.Thaw();
            await house.StatusAsync(sessions[0]);
            house.Host.Freeze();
        }

        house.Host.Thaw();
        throw new InvalidOperationException($"The node did not come that far:\n{node.Output}");
    }

    private static async Task ComesToRestAsync(House house, int buyers)
    {
        await Eventually.EqualsAsync(buyers, () => Task.FromResult(house.Platform.Roles.Count), "the number of roles given");
        await Eventually.EqualsAsync(
            0L,
            async () =>
            {
                // What a slow machine did not answer within half of a second's claim is tried again now.
                await house.HurryRetriesAsync(Retries);
                return await house.Books.CountAsync(
                    """
                    select (select count(*) from seats where due_at is not null or claim_id is not null or intent is not null)
                        + (select count(*) from notices where due_at is not null or claim_id is not null)
                        + (select count(*) from webhook_events where due_at is not null or claim_id is not null)
                        + (select count(*) from webhook_deliveries where due_at is not null or claim_id is not null)
                    """);
            },
            "what is left to do");
    }

    // The dead node's claim lasts a second from when it was taken; the row is the other's with its first look after that.
    private async Task<IReadOnlyList<Handover>> IsTakenOverAsync(
        ClaimLog log, string dead, DateTimeOffset diedAt, string table)
    {
        foreach (var claim in (await log.EntriesAsync()).Where(entry => entry.IsTaken))
        {
            Assert.Equal(ClaimTime, claim.Until - claim.At);
        }

        var handovers = await log.LeftByAsync(dead, diedAt);
        foreach (var (left, taken, looksBefore) in handovers)
        {
            Assert.True(taken is not null, $"{left} was never taken over.");
            output.WriteLine($"{left.Table} {left.Row}: {dead} until {left.Until:O}, {taken.Node} at {taken.At:O}");
            Assert.Equal("node1", taken.Node);
            Assert.NotEqual(left.ClaimId, taken.ClaimId);
            Assert.True(taken.At > left.Until, $"{left} was taken too early: {taken}");
            Assert.True(looksBefore == 0, $"{looksBefore} looks passed over {left} before {taken}");
        }

        var wanted = handovers.Where(handover => handover.Left.Table == table).ToList();
        Assert.NotEmpty(wanted);
        return wanted;
    }

    private static async Task IsInTheBooksOnceAsync(House house, int buyers)
    {
        foreach (var table in (string[])["receipts", "membership_periods", "memberships", "seats"])
        {
            Assert.Equal(buyers, await house.Books.CountAsync($"select count(*) from {table}"));
        }

        // Who died between doing and recording is believed: the role is ours, not found.
        Assert.Equal(buyers, await house.Books.CountAsync(
            "select count(*) from seats where shown = 'OPEN' and found = 'CLOSED' and delivery_status = 'SENT'"));
        foreach (var type in (string[])["payment.confirmed", "receipt.created", "membership.activated"])
        {
            Assert.Equal(
                buyers, await house.Books.CountAsync($"select count(*) from webhook_events where event_type = '{type}'"));
        }

        // A repeated message carries the id of the first.
        var owed = await house.Books.CountAsync("select count(*) from notices where state = 'ACCEPTED'");
        Assert.Equal(owed, house.Platform.Messages.Count);
    }

    private static async Task EventsAreOneEachAsync(House house, HookReceiver hook, string secret)
    {
        var events = await house.Books.RowsAsync("select id, payload from webhook_events");
        var heard = hook.Calls.ToLookup(call => Guid.Parse(call.EventId));
        foreach (var row in events)
        {
            var calls = heard[Books.Id(row[0])];
            Assert.Single(calls.Select(call => call.DeliveryId).Distinct());
            Assert.All(calls, call => Assert.Equal((string)row[1]!, System.Text.Encoding.UTF8.GetString(call.Raw)));
            Assert.All(calls, call => Assert.Null(
                SignatureRules.Problem(call.Headers, call.Raw, secret, call.At)));
        }

        Assert.Equal(events.Count, heard.Count);
        Assert.Equal(events.Count, await house.Books.CountAsync(
            "select count(*) from webhook_deliveries where state = 'delivered'"));
    }
}
