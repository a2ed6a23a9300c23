using System.Globalization;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The host dies again and again while buyers pay on the local Solana, which does not die, and while memberships run
/// out: the clock goes on every round. At the end ledger and books are held against each other by plain SQL and RPC.
/// </summary>
public abstract class KilledAnywhere(ITestOutputHelper output)
{
    private static readonly string[] PlatformKills =
    [
        "claiming seats", "claimed seats", "claiming notices", "claimed notices", "claimed receiving_accounts",
        "claimed webhook_events", "look", "grant", "private", "channel",
    ];

    // Where somebody's time runs out: the calls and claims that only a lapse makes come as often as all others.
    private static readonly string[] LapseKills = ["claiming memberships", "claimed memberships", "revoke", "revoke"];

    private static readonly string[] ChainKills = ["getTransaction", "getSignaturesForAddress"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(45);

    // What failed is tried again within minutes; what waits for an instant of business time is hours away.
    private static readonly TimeSpan Retries = TimeSpan.FromMinutes(40);

    private static int KillsWanted => Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") is null ? 20 : 100;

    protected async Task RunAsync(string provider)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}: HILTBOT_TEST_SEED={seed} repeats it");
        var random = new Random(seed);
        await using var chain = await Localnet.StartAsync("--finalized-lag", "0");
        await using var house = await House.BuildAsync(provider, chain, ("Work:ClaimSeconds", "2"));

        // Both open role 1, so that a lapse of the one leaves what the other opens; the longer one is reminded too.
        (string ProductId, string Slug)[] offers =
        [
            await house.MakeOfferAsync(9_000_000, days: 1, graceDays: 1, roles: ["1"]),
            await house.MakeOfferAsync(9_000_000, days: 3, graceDays: 1, roles: ["1", "2"]),
        ];
        var paid = 0;
        var inFlight = 0;
        for (var kill = 1; kill <= KillsWanted; kill++)
        {
            var (aim, move) = await AimAsync(house, random);
            paid += await PayAsync(house, offers, random, kill);
            var isMoved = await MoveAsync(house, move);
            var hit = await WaitForTheKillAsync(house, aim, paid);
            inFlight += hit == aim ? 1 : 0;
            output.WriteLine($"kill {kill}: {hit}");
            house.Platform.KillAt(null);
            await chain.CallAsync("control_clearFaults", new { });
            await house.PassAsync(isMoved ? TimeSpan.Zero : move);
            await house.StartAsync();
        }

        await ComesToRestAsync(house, paid);

        // Two days more: whoever has bought a day and did not come back runs out, whatever the seed was.
        for (var halfDays = 0; halfDays < 4; halfDays++)
        {
            await house.MoveClockAsync(TimeSpan.FromHours(12));
            await ComesToRestAsync(house, paid);
        }

        Assert.True(inFlight * 2 >= KillsWanted, $"Only {inFlight} of {KillsWanted} kills hit work in flight.");
        await PaymentsAgreeAsync(house, paid);
        var lapses = await new MemberBooks(house.Books, house.Platform, house.Moves).CheckAsync();
        Assert.True(lapses >= KillsWanted / 4, $"Only {lapses} memberships ran out.");
        output.WriteLine(
            $"{KillsWanted} kills, {inFlight} of them in flight, {paid} payments, {lapses} lapses, " +
            $"{house.Platform.Closings.Count} closings asked for, books and ledger agree");
    }

    // Says where the next death waits (at a call of the platform, at a claim, or at an answer of the chain), and how far
    // the clock goes in this round: when a seat can close within a day, it may be just that far.
    private static async Task<(string Aim, TimeSpan Move)> AimAsync(House house, Random random)
    {
        var move = TimeSpan.FromMinutes(random.Next(6 * 60, 14 * 60));
        var closing = Books.Instant((await house.Books.RowsAsync(
            "select min(grace_ends_at) from memberships where status = 'GRACE_PERIOD'")).Single()[0]);
        if (closing is { } at && random.Next(2) == 0)
        {
            var word = LapseKills[random.Next(LapseKills.Length)];
            KillAtCall(house, word, 1);
            var length = at - await house.BusinessNowAsync() + TimeSpan.FromMinutes(1);
            return (word, length > TimeSpan.Zero ? length : TimeSpan.Zero);
        }

        var pick = random.Next(PlatformKills.Length + ChainKills.Length);
        if (pick < PlatformKills.Length)
        {
            KillAtCall(house, PlatformKills[pick], random.Next(1, 3));
            return (PlatformKills[pick], move);
        }

        var method = ChainKills[pick - PlatformKills.Length];
        await house.Chain.CallAsync("control_onApplied", new { method, pid = house.Host.ProcessId, count = 1, after = random.Next(3) });
        return (method, move);
    }

    private static void KillAtCall(House house, string word, int left) => house.Platform.KillAt(
        call => call.StartsWith(word, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0
            ? house.Host.ProcessId
            : null);

    private static async Task<int> PayAsync(
        House house, (string ProductId, string Slug)[] offers, Random random, int round)
    {
        var sessions = new List<SessionFacts>();
        try
        {
            for (var i = 0; i < 2; i++)
            {
                // Some are new buyers, some renew, some come back.
                var account = $"buyer{random.Next(1, (round * 2) + 1)}";
                sessions.Add(await house.OpenCheckoutAsync(offers[random.Next(offers.Length)], account));
            }
        }
        catch (HttpRequestException)
        {
            // The host died before the second buyer had a session; the first one pays.
        }

        foreach (var session in sessions)
        {
            using var payer = new Payer(house.Chain);
            await payer.FundAsync();
            await payer.PayAsync(session);
        }

        await house.TickAsync();
        return sessions.Count;
    }

    /// <returns>False: the host died before, and the time goes by without it.</returns>
    private static async Task<bool> MoveAsync(House house, TimeSpan length)
    {
        var before = await house.OffsetAsync();
        try
        {
            await house.MoveClockAsync(length);
            return true;
        }
        catch (HttpRequestException)
        {
            return await house.OffsetAsync() > before;
        }
    }

    // Either the kill strikes, or the round is done and nothing is left that it could strike at.
    private static async Task<string> WaitForTheKillAsync(House house, string aim, int payments)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!house.Host.HasExited && await LeftAsync(house, payments, Soon) > 0 &&
            TimeProvider.System.GetElapsedTime(begun) < RoundMax)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        if (house.Platform.Kills.TryDequeue(out var where))
        {
            await house.Host.WaitForExitAsync();
            return where.StartsWith(aim, StringComparison.Ordinal) ? aim : where;
        }

        if (house.Host.HasExited)
        {
            return aim;
        }

        await house.Host.KillAsync();
        return "at rest";
    }

    // What is to be done: money that came and is not confirmed, and every row that is claimed or due within that time.
    private static async Task<long> LeftAsync(House house, int payments, TimeSpan within)
    {
        var soon = house.Books.Literal(TimeProvider.System.GetUtcNow() + within);
        var businessNow = house.Books.Literal(await house.BusinessNowAsync());
        return await house.Books.CountAsync(
            $"""
            select {payments} - (select count(*) from payments where status = 'CONFIRMED')
                 + (select count(*) from seats where due_at < {soon} or claim_id is not null)
                 + (select count(*) from notices where due_at < {soon} or claim_id is not null)
                 + (select count(*) from webhook_events where due_at < {soon} or claim_id is not null)
                 + (select count(*) from memberships where due_at <= {businessNow} or claim_id is not null)
            """);
    }

    private static async Task ComesToRestAsync(House house, int payments)
    {
        var looks = 0;
        await Eventually.EqualsAsync(
            0L,
            async () =>
            {
                if (looks++ % 100 == 0)
                {
                    // A quiet account is read once a minute, and calls that a slow machine did not answer in time are made
                    // again after one; both are asked for now.
                    await house.TickAsync();
                    await house.MoveClockAsync(TimeSpan.Zero);
                    await house.HurryRetriesAsync(Retries);
                }

                return await LeftAsync(house, payments, Retries);
            },
            "what is not paid, claimed or due",
            Patience);
    }

    private static async Task PaymentsAgreeAsync(House house, int paid)
    {
        var ledger = await ChainBooks.CreditsAsync(house.Chain, house.MerchantAccount);
        var transfers = await house.Books.RowsAsync(
            $"select signature, amount_minor_units from transfers where account = '{house.MerchantAccount}'");
        Assert.Equal(
            ledger.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
            transfers.Select(row => ((string)row[0]!, Convert.ToInt64(row[1], CultureInfo.InvariantCulture)))
                .OrderBy(pair => pair.Item1, StringComparer.Ordinal));
        foreach (var (what, sql) in (Dictionary<string, string>)new()
        {
            ["receipts"] = "select count(distinct payment_id) from receipts",
            ["all receipts"] = "select count(*) from receipts",
            ["periods"] = "select count(distinct payment_id) from membership_periods",
            ["all periods"] = "select count(*) from membership_periods",
            ["payment.confirmed"] = "select count(*) from webhook_events where event_type = 'payment.confirmed'",
            ["receipt.created"] = "select count(*) from webhook_events where event_type = 'receipt.created'",
            ["membership events"] =
                "select count(*) from webhook_events where event_type in ('membership.activated', 'membership.renewed')",
        })
        {
            var seen = await house.Books.CountAsync(sql);
            Assert.True(paid == seen, $"{what}: {seen} instead of {paid}");
        }
    }
}

/// <summary>The same over each database; two classes, so that they run side by side.</summary>
public sealed class KilledAnywhereOnPostgresTests(ITestOutputHelper output) : KilledAnywhere(output)
{
    [Fact]
    public Task Ledger_and_books_agree_however_often_the_host_dies() => RunAsync(Store.Postgres);
}

public sealed class KilledAnywhereOnSqliteTests(ITestOutputHelper output) : KilledAnywhere(output)
{
    [Fact]
    public Task Ledger_and_books_agree_however_often_the_host_dies() => RunAsync(Store.Sqlite);
}
