using System.Globalization;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The host dies again and again while buyers pay on the local Solana, which does not die. At the end the ledger and the
/// books are held against each other by plain SQL and RPC.
/// </summary>
public abstract class KilledAnywhere(ITestOutputHelper output)
{
    private static readonly string[] PlatformKills =
        ["claimed seats", "claimed notices", "claimed receiving_accounts", "claimed webhook_events", "look", "grant", "private", "channel"];

    private const string Owed =
        """
        select (select count(*) from seats where due_at is not null or claim_id is not null)
             + (select count(*) from notices where due_at is not null or claim_id is not null)
             + (select count(*) from webhook_events where due_at is not null or claim_id is not null)
        """;

    private static readonly string[] ChainKills = ["getTransaction", "getSignaturesForAddress"];

    private static int KillsWanted => Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") is null ? 20 : 100;

    protected async Task RunAsync(string provider)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}: HILTBOT_TEST_SEED={seed} repeats it");
        var random = new Random(seed);
        await using var chain = await Localnet.StartAsync();
        await using var house = await House.BuildAsync(provider, chain);
        var offer = await house.MakeOfferAsync(9_000_000, roles: ["1", "2"]);
        var paid = new List<SessionFacts>();
        var inFlight = 0;
        for (var kill = 1; kill <= KillsWanted; kill++)
        {
            var aim = await AimAsync(house, random);
            paid.AddRange(await PayAsync(house, offer, random, kill));
            var hit = await WaitForTheKillAsync(house, aim, paid.Count);
            inFlight += hit == aim ? 1 : 0;
            output.WriteLine($"kill {kill}: {hit}");
            house.Platform.KillAt(null);
            await chain.CallAsync("control_clearFaults", new { });
            await house.StartAsync();
        }

        await SettledAsync(house, paid.Count);
        Assert.True(inFlight * 2 >= KillsWanted, $"Only {inFlight} of {KillsWanted} kills hit work in flight.");
        await BooksAgreeAsync(house, paid);
        output.WriteLine($"{KillsWanted} kills, {inFlight} of them in flight, {paid.Count} payments, books and ledger agree");
    }

    // Says where the next death waits: at a call of the platform, at a claim, or at an answer of the chain.
    private static async Task<string> AimAsync(House house, Random random)
    {
        var pick = random.Next(PlatformKills.Length + ChainKills.Length);
        if (pick < PlatformKills.Length)
        {
            var word = PlatformKills[pick];
            var left = random.Next(1, 3);
            house.Platform.KillAt(call => call.StartsWith(word, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0
                ? house.Host.ProcessId
                : null);
            return word;
        }

        var method = ChainKills[pick - PlatformKills.Length];
        await house.Chain.CallAsync("control_onApplied", new { method, pid = house.Host.ProcessId, count = 1, after = random.Next(3) });
        return method;
    }

    private static async Task<List<SessionFacts>> PayAsync(
        House house, (string ProductId, string Slug) offer, Random random, int round)
    {
        var sessions = new List<SessionFacts>();
        try
        {
            for (var i = 0; i < 2; i++)
            {
                // Some are new buyers, some renew.
                var account = $"buyer{random.Next(1, (round * 2) + 1)}";
                sessions.Add(await house.OpenCheckoutAsync(offer, account));
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
        return sessions;
    }

    // Either the kill strikes, or the round is done and nothing is left that it could strike at.
    private static async Task<string> WaitForTheKillAsync(House house, string aim, int payments)
    {
        while (!house.Host.HasExited && await IsAtWorkAsync(house, payments))
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

    private static async Task<bool> IsAtWorkAsync(House house, int payments) =>
        await house.Books.CountAsync("select count(*) from payments where status = 'CONFIRMED'") < payments ||
        await house.Books.CountAsync(Owed) > 0;

    private static async Task SettledAsync(House house, int payments)
    {
        await house.TickAsync();
        await Eventually.EqualsAsync(
            payments, async () => (int)await house.Books.CountAsync("select count(*) from payments where status = 'CONFIRMED'"),
            "the number of confirmed payments");
        await Eventually.EqualsAsync(
            0, async () => (int)await house.Books.CountAsync(
                Owed),
            "what is claimed or due");
    }

    private static async Task BooksAgreeAsync(House house, List<SessionFacts> paid)
    {
        var ledger = await ChainBooks.CreditsAsync(house.Chain, house.MerchantAccount);
        var transfers = await house.Books.RowsAsync(
            $"select signature, amount_minor_units from transfers where account = '{house.MerchantAccount}'");
        Assert.Equal(
            ledger.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
            transfers.Select(row => ((string)row[0]!, Convert.ToInt64(row[1], CultureInfo.InvariantCulture)))
                .OrderBy(pair => pair.Item1, StringComparer.Ordinal));
        var count = paid.Count;
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
            Assert.True(count == await house.Books.CountAsync(sql), $"{what}: {await house.Books.CountAsync(sql)} instead of {count}");
        }

        var members = await house.Books.RowsAsync("select identity_value from memberships where status = 'ACTIVE'");
        var owed = members.SelectMany(row => new[] { ("100/1", (string)row[0]!), ("100/2", (string)row[0]!) });
        Assert.Equal(owed.Order(), house.Platform.Roles.Keys.Order());
        Assert.Equal(0, await house.Books.CountAsync("select count(*) from seats where shown <> 'OPEN' or intent is not null"));
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
