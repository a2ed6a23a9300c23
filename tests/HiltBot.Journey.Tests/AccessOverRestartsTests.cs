using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// What nobody was awake for costs nobody their access: an old copy of the database under a host that goes on, and a week
/// without any host. Every closing is seen where it is asked for, at the stand-in for the platform.
/// </summary>
public sealed class AccessOverRestartsTests
{
    private const long Price = 9_000_000;
    private const string Role = "100/1";

    // Nobody dies in here, so claims need not run out soon, and a slow machine has time to answer.
    private static readonly (string Name, string Value) Unhurried = ("Work:ClaimSeconds", "20");

    [Fact]
    public async Task An_old_copy_of_the_database_closes_nobody_before_it_has_caught_up()
    {
        await using var chain = await Localnet.StartAsync("--finalized-lag", "0");
        await using var house = await House.BuildAsync(Store.Sqlite, chain, Unhurried);
        var offer = await house.MakeOfferAsync(Price, days: 3, graceDays: 0, roles: ["1"]);

        // Anna's and Carl's three days are over; they were told so just now and stay for the rest of the notice. Bert's end
        // tomorrow, and he has been reminded.
        await JoinAsync(house, offer, "anna", "carl");
        await house.MoveClockAsync(TimeSpan.FromDays(2));
        await JoinAsync(house, offer, "bert");
        await house.MoveClockAsync(TimeSpan.FromHours(49));
        await IsAsync(house, "anna", "EXPIRED");
        await IsAsync(house, "carl", "EXPIRED");
        await IsToldAsync(house, "bert", "REMINDER");

        // The copy is made while Anna and Bert have their checkouts open. They pay after it, and Dora comes after it.
        var (anna, bert) = (await house.OpenCheckoutAsync(offer, "anna"), await house.OpenCheckoutAsync(offer, "bert"));
        var copy = await BackUpAsync(house);
        await PayAsync(house, anna, bert, await house.OpenCheckoutAsync(offer, "dora"));
        await IsAsync(house, "anna", "ACTIVE");
        await IsAsync(house, "dora", "ACTIVE");
        await house.MoveClockAsync(TimeSpan.FromHours(30));
        await AreOpenAsync(house, "anna", "bert", "dora");
        Assert.Equal(["carl"], Closed(house));

        // On a real network time does not go back with an old copy, and the copy's heartbeat is as old as the copy.
        await house.Host.StopAsync();
        foreach (var rest in (string[])["", "-wal", "-shm"])
        {
            File.Delete(Path.Combine(house.Folder, $"hiltbot.db{rest}"));
        }

        File.Copy(copy, Path.Combine(house.Folder, "hiltbot.db"));
        await house.SleepAsync(TimeSpan.FromHours(30));
        await chain.CallAsync(
            "control_fault", new { kind = "503html", method = "getSignaturesForAddress", count = (int?)null });
        await house.StartAsync();
        await house.TickAsync();

        // By the copy two closings are overdue, and Bert's time is up. All of it waits, since nothing can be read.
        await Eventually.EqualsAsync(
            2L, () => house.Books.CountAsync("select count(distinct seat_id) from access_attempts where action = 'HOLD'"),
            "the number of closings that are held");
        await house.HurryHeldClosingsAsync();
        await IsAsync(house, "bert", "ACTIVE");
        Assert.Equal("held", (string?)(await house.HealthAsync())["checks"]!["access"]!["status"]);
        Assert.Equal(["carl"], Closed(house));

        // It can be read again: who paid is a member again, and only who did not is closed (once by each history).
        await chain.CallAsync("control_clearFaults", new { });
        await house.MoveClockAsync(TimeSpan.Zero);
        await IsAsync(house, "anna", "ACTIVE");
        await ClosesAsync(house, 2);
        Assert.Equal(["carl", "carl"], Closed(house));
        await AreOpenAsync(house, "anna", "bert", "dora");
        await IsAsync(house, "bert", "ACTIVE");
        Assert.Equal("CONFIRMED", await house.StatusAsync(anna));
        Assert.Equal("CONFIRMED", await house.StatusAsync(bert));

        // Dora's checkout is in no copy. Her money is: staff are told of it and nothing is taken from her.
        var ledger = await ChainBooks.CreditsAsync(chain, house.MerchantAccount);
        Assert.Equal(
            ledger.Values.Sum(), await house.Books.CountAsync("select sum(amount_minor_units) from transfers"));
        Assert.Equal(1, await house.Books.CountAsync("select count(*) from transfers where verdict = 'UNKNOWN_MARK'"));
        await Eventually.EqualsAsync(
            1L, () => house.Books.CountAsync(
                "select count(*) from notices where kind = 'PAYMENT_UNMATCHED' and state = 'ACCEPTED'"),
            "the number of messages to staff about it");
    }

    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.Postgres)]
    public async Task After_a_week_of_downtime_nobody_who_paid_is_removed_and_nobody_unwarned(string provider)
    {
        await using var chain = await Localnet.StartAsync("--finalized-lag", "0");
        await using var house = await House.BuildAsync(provider, chain, Unhurried);
        var offer = await house.MakeOfferAsync(Price, days: 10, graceDays: 1, roles: ["1"]);

        // Day 0, 1 and 5. On day 8.5 the first three are reminded; Rose's and Olga's time to be reminded comes in the week.
        await JoinAsync(house, offer, "paul", "quinn", "will");
        await house.MoveClockAsync(TimeSpan.FromDays(1));
        await JoinAsync(house, offer, "rose");
        await house.MoveClockAsync(TimeSpan.FromDays(4));
        await JoinAsync(house, offer, "olga");
        await house.MoveClockAsync(TimeSpan.FromDays(3.5));
        foreach (var account in (string[])["paul", "quinn", "will"])
        {
            await IsToldAsync(house, account, "REMINDER");
        }

        // Both have a checkout open when the host stops. Paul pays at once; Quinn four days later, when the end of her
        // period, of her grace and of the checkout have gone by.
        var (paul, quinn) = (await house.OpenCheckoutAsync(offer, "paul"), await house.OpenCheckoutAsync(offer, "quinn"));
        await house.Host.StopAsync();
        await PayAsync(house, paul);
        await house.SleepAsync(TimeSpan.FromDays(4));
        await PayAsync(house, quinn);
        await house.SleepAsync(TimeSpan.FromDays(3));
        await house.StartAsync();

        // Day 15.5. Will was told in time and did not pay: he goes. Rose's end and grace fell into the week, as did Olga's
        // end: both were told of it only now.
        await house.TickAsync();
        await house.MoveClockAsync(TimeSpan.Zero);
        await ClosesAsync(house, 1);
        await IsToldAsync(house, "rose", "ENDED");
        await IsToldAsync(house, "olga", "GRACE_STARTED");
        Assert.Equal(["will"], Closed(house));
        await IsAsync(house, "paul", "ACTIVE");
        await IsAsync(house, "quinn", "ACTIVE");
        Assert.Equal("CONFIRMED", await house.StatusAsync(paul));
        Assert.Equal("FAILED", await house.StatusAsync(quinn));
        Assert.Equal(1, await house.Books.CountAsync("select count(*) from transfers where verdict = 'SETTLED_LATER'"));

        // Half a day later everybody's paid time and grace is over, but nobody has known it for a day.
        await house.MoveClockAsync(TimeSpan.FromHours(13));
        await IsAsync(house, "olga", "EXPIRED");
        await IsToldAsync(house, "olga", "ENDED");
        await AreOpenAsync(house, "olga", "paul", "quinn", "rose");
        await house.MoveClockAsync(TimeSpan.FromHours(12));
        await ClosesAsync(house, 3);
        await AreOpenAsync(house, "paul", "quinn");
        Assert.Equal(["olga", "rose", "will"], Closed(house));
        await Eventually.EqualsAsync(
            0L, () => house.Books.CountAsync(
                """
                select (select count(*) from seats where due_at is not null or claim_id is not null)
                     + (select count(*) from notices where due_at is not null or claim_id is not null)
                     + (select count(*) from webhook_events where due_at is not null or claim_id is not null)
                     + (select count(*) from memberships where claim_id is not null)
                """),
            "what is left to do");
        Assert.Equal(3, await new MemberBooks(house.Books, house.Platform, house.Moves).CheckAsync());
    }

    private static async Task JoinAsync(House house, (string ProductId, string Slug) offer, params string[] accounts)
    {
        foreach (var account in accounts)
        {
            await PayAsync(house, await house.OpenCheckoutAsync(offer, account));
        }

        foreach (var account in accounts)
        {
            await Eventually.IsAsync(
                () => Task.FromResult(house.Platform.Roles.ContainsKey((Role, account))), has => has,
                $"{account} has the role");
        }
    }

    private static async Task PayAsync(House house, params SessionFacts[] sessions)
    {
        foreach (var session in sessions)
        {
            using var payer = new Payer(house.Chain);
            await payer.FundAsync();
            await payer.PayAsync(session);
        }

        await house.TickAsync();
    }

    private static Task IsAsync(House house, string account, string status) => Eventually.EqualsAsync(
        status,
        async () => (string?)(await house.Books.RowsAsync(
            $"select status from memberships where identity_value = '{account}'")).SingleOrDefault()?[0],
        $"{account}'s membership");

    private static Task IsToldAsync(House house, string account, string kind) => Eventually.EqualsAsync(
        1L,
        () => house.Books.CountAsync(
            $"""
            select count(*) from notices join memberships on memberships.id = notices.membership_id
            where identity_value = '{account}' and kind = '{kind}' and state = 'ACCEPTED'
                and notices.period_end_at = memberships.current_period_end_at
            """),
        $"the number of {kind} messages that {account} got");

    private static async Task AreOpenAsync(House house, params string[] accounts) => await Eventually.IsAsync(
        () => Task.FromResult(string.Join(
            ' ', house.Platform.Roles.Keys.Select(key => key.Account).Order(StringComparer.Ordinal))),
        open => open == string.Join(' ', accounts), $"just {string.Join(' ', accounts)} hold the role");

    private static async Task ClosesAsync(House house, int closings)
    {
        var (looks, why) = (0, string.Empty);
        await Eventually.IsAsync(
            async () =>
            {
                if (looks % 100 == 99)
                {
                    // A real ledger goes on by itself, and an account is read to where it is now.
                    await house.TickAsync();
                }

                if (looks++ % 20 == 0)
                {
                    await house.HurryHeldClosingsAsync();
                    why = await WhyAsync(house);
                }

                return (house.Platform.Closings.Count, Why: why);
            },
            seen => seen.Count == closings, $"the number of closings asked for is {closings}");
    }

    // What the books say while nobody is closed: the doubt, how far the ledger was read, and each seat's last word.
    private static async Task<string> WhyAsync(House house)
    {
        var rows = (await house.Books.RowsAsync("select doubt_since, heartbeat_at from installations"))
            .Concat(await house.Books.RowsAsync("select address, read_through_at, due_at, claim_id, last_error from receiving_accounts"))
            .Concat(await house.Books.RowsAsync("select account_id, shown, intent, due_at, last_error from seats"))
            .Concat(await house.Books.RowsAsync("select identity_value, status, notice_accepted_at, due_at from memberships"));
        return string.Join('\n', rows.Select(row => string.Join(" | ", row)));
    }

    private static List<string> Closed(House house) =>
        [.. house.Platform.Closings.Select(closing => closing.Account).Order(StringComparer.Ordinal)];

    private static async Task<string> BackUpAsync(House house) => (await Shell.RunAsync(
        "bash", Path.Combine(Repository.Root, "deploy/backup.sh"), "--data", house.Folder,
        "--to", Path.Combine(house.Folder, "backups"))).Trim();
}
