using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Renewals;

/// <summary>
/// Two years of one membership that renews by itself, with everything that goes wrong with wallets, nodes and sends, by
/// chance. HILTBOT_TEST_SEED repeats a run.
/// </summary>
public sealed class TwoYearsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(3);
    private static readonly TimeSpan Hold = TimeSpan.FromHours(12);

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Collections_equal_paid_periods_no_period_is_taken_twice_and_nobody_stays_unpaid(string provider)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var asked)
            ? asked
            : Random.Shared.Next();
        output.WriteLine($"HILTBOT_TEST_SEED={seed}");
        var dice = new Random(seed);
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", Circle.Price);
        var days = provider == Store.Postgres || Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") is not null ? 730 : 180;
        var (until, joins) = (store.Now.AddDays(days), 1);
        while (store.Now < until)
        {
            Befall(circle, dice);
            await circle.LiveAsync(TimeSpan.FromHours(circle.Ledger.Broken is null ? dice.Next(6, 200) : dice.Next(1, 30)));
            await NobodyStaysUnpaidAsync(circle, id, store.Now);
            Heal(circle, dice);
            if ((await circle.MemberAsync(id)).Status == MembershipStatus.Expired)
            {
                circle.Ledger.Broken = null;
                circle.Ledger.Wallet(FakeChain.Wallet("ann"), Circle.Usdc, account => account with { IsFrozen = false });
                Assert.Equal(id, await circle.JoinAsync("ann", Circle.Price));
                joins++;
            }
        }

        circle.Ledger.Broken = null;
        circle.Chain.Build(1_000);
        await circle.LiveAsync(TimeSpan.FromHours(3));
        await BooksAgreeAsync(store, circle, joins);
    }

    private static void Befall(Circle circle, Random dice)
    {
        var ann = FakeChain.Wallet("ann");
        switch (dice.Next(9))
        {
            case 0:
                circle.Fill("ann", 0);
                break;
            case 1:
                circle.Ledger.Broken = "Every node is away.";
                break;
            case 2:
                circle.Ledger.Wallet(ann, Circle.Usdc, account => account with { Delegate = null });
                break;
            case 3:
                circle.Ledger.Wallet(ann, Circle.Usdc, account => account with { IsFrozen = true });
                break;
            case 4:
                circle.Ledger.Fates.Enqueue(PullFate.Dropped);
                break;
            case 5:
                circle.Ledger.Fates.Enqueue(PullFate.AnswerLost);
                break;
            case 6:
                circle.Ledger.Fates.Enqueue(PullFate.Refused);
                break;
        }
    }

    private static void Heal(Circle circle, Random dice)
    {
        circle.Ledger.Broken = null;
        circle.Chain.Build(dice.Next(2) * 1_000);
        var ann = FakeChain.Wallet("ann");
        if (dice.Next(3) > 0)
        {
            circle.Fill("ann", Circle.Price);
            circle.Ledger.Wallet(ann, Circle.Usdc, account => account with
            {
                IsFrozen = false,
                DelegatedMinorUnits = long.MaxValue,
                Delegate = circle.Ledger.AddressesOf(circle.Plan.PlanAccount, ann, Circle.Usdc, circle.Plan.TokenProgram).Authority,
            });
        }
    }

    // Beyond the end there is the time to collect and the time of grace, and nothing else.
    private static async Task NobodyStaysUnpaidAsync(Circle circle, MembershipId id, DateTimeOffset now)
    {
        var member = await circle.MemberAsync(id);
        var lastAt = member.Status == MembershipStatus.Active ? member.CurrentPeriodEndAt + Hold : member.CurrentPeriodEndAt + Grace;
        Assert.False(member.GivesAccess && now > lastAt, $"{member.Status} at {now:u}, paid until {member.CurrentPeriodEndAt:u}");
    }

    private async Task BooksAgreeAsync(Store store, Circle circle, int joins)
    {
        var payments = await store.ReadAsync(db => db.Payments.Where(row => row.Status == PaymentStatus.Confirmed).ToListAsync());
        var collected = payments.Where(row => row.Origin == PaymentOrigin.Collected).ToList();
        var periods = (await circle.PeriodsAsync()).Where(row => row.PaymentId is not null).OrderBy(row => row.PeriodStartAt).ToList();
        output.WriteLine($"{joins} joined, {collected.Count} collected, {periods.Count} periods.");
        Assert.True(collected.Count > 0, "Nothing was collected.");
        Assert.Equal(circle.Ledger.Landed.Count, collected.Count);
        Assert.Equal(collected.Count, (await circle.CollectionsAsync()).Count(row => row.Status == CollectionStatus.Collected));
        Assert.Equal(joins + collected.Count, periods.Count);
        Assert.Equal(payments.Count, await store.ReadAsync(db => db.Receipts.CountAsync()));
        Assert.All(periods.Zip(periods.Skip(1)), pair => Assert.True(
            pair.First.PeriodEndAt <= pair.Second.PeriodStartAt, $"{pair.First.PeriodEndAt:u} and {pair.Second.PeriodStartAt:u} overlap."));

        // The same thing is never said twice about one end.
        var said = (await circle.NoticesAsync())
            .Where(row => row.Kind is NoticeKind.Reminder or NoticeKind.GraceStarted or NoticeKind.Ended)
            .Select(row => (row.Kind, row.PeriodEndAt, row.FactsJson)).ToList();
        Assert.Equal(said.Count, said.Distinct().Count());
    }
}
