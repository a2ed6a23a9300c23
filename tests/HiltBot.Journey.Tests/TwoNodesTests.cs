using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>Two hosts on one PostgreSQL do everything once, and one takes over when the other dies in the middle.</summary>
public sealed class TwoNodesTests
{
    [Fact]
    public async Task Two_nodes_hold_everything_once_and_one_finishes_what_the_other_began()
    {
        await using var chain = await Localnet.StartAsync("--finalized-lag", "0");
        await using var house = await House.BuildAsync(Store.Postgres, chain);
        var offer = await house.MakeOfferAsync(9_000_000, roles: ["1"]);
        var second = await house.AddNodeAsync();
        const int buyers = 12;
        var sessions = new List<SessionFacts>();
        for (var i = 0; i < buyers; i++)
        {
            sessions.Add(await house.OpenCheckoutAsync(offer, $"buyer{i}"));
        }

        // The second node dies when it has given a role and not heard the answer; whichever node it is that comes first.
        var grants = 0;
        house.Platform.KillAt(call => call.StartsWith("grant", StringComparison.Ordinal) && Interlocked.Increment(ref grants) == 3
            ? second.ProcessId
            : null);
        foreach (var session in sessions)
        {
            using var payer = new Payer(chain);
            await payer.FundAsync();
            await payer.PayAsync(session);
        }

        await Eventually.EqualsAsync(buyers, () => Task.FromResult(house.Platform.Roles.Count), "the number of roles given");
        await Eventually.EqualsAsync(
            0L, () => house.Books.CountAsync(
                "select count(*) from seats where due_at is not null or claim_id is not null or intent is not null"),
            "what is left to do");
        Assert.True(second.HasExited);
        foreach (var table in (string[])["receipts", "membership_periods", "memberships"])
        {
            Assert.Equal(buyers, await house.Books.CountAsync($"select count(*) from {table}"));
        }

        Assert.Equal(buyers, await house.Books.CountAsync(
            "select count(*) from webhook_events where event_type = 'payment.confirmed'"));
        await Eventually.EqualsAsync(
            0L, () => house.Books.CountAsync("select count(*) from notices where due_at is not null"), "what is left to say");

        // A repeated message carries the id of the first.
        var owed = await house.Books.CountAsync("select count(*) from notices where state = 'ACCEPTED'");
        Assert.Equal(owed, house.Platform.Messages.Count);
    }
}
