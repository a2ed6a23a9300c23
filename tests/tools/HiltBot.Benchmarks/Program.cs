using System.Diagnostics;
using System.Globalization;
using HiltBot.Benchmarks;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.TestKit;

// Ratios against something comparable in the same run; the times beside them belong to this machine.
foreach (var provider in (string[])[Store.Sqlite, Store.Postgres])
{
    // The first run of all also compiles; it is not counted.
    await LapseAsync(provider, 1_000);
    var few = await LapseAsync(provider, 1_000);
    var many = await LapseAsync(provider, 100_000);
    Print(provider, "1,000 periods end among 100,000 members, against among 1,000", many, few);

    var together = await ClaimAsync(provider, 100);
    var oneByOne = await ClaimAsync(provider, 1);
    Print(provider, "1,000 due rows claimed one by one, against 100 at a time", oneByOne, together);
    await Interactions.RunAsync(provider);
    await TelegramUpdates.RunAsync(provider);
}

return 0;

static async Task<TimeSpan> LapseAsync(string provider, int members)
{
    await using var store = await Store.CreateAsync(provider);
    await Members.FillAsync(store, members, due: 1_000);
    var watch = Stopwatch.StartNew();
    var done = 0;
    int pass;
    while ((pass = await store.InScopeAsync<LapseMemberships, int>(step => step.HandleAsync(CancellationToken.None))) > 0)
    {
        done += pass;
    }

    return done >= 1_000
        ? watch.Elapsed
        : throw new InvalidOperationException($"Only {done} periods ended.");
}

static async Task<TimeSpan> ClaimAsync(string provider, int rowsMax)
{
    await using var store = await Store.CreateAsync(provider);
    await Members.FillAsync(store, 1_000, due: 1_000);
    var watch = Stopwatch.StartNew();
    int taken;
    do
    {
        taken = await store.InScopeAsync<Work, int>(work => work.RunAsync(
            async db =>
            {
                var claims = new Claims(store.Time, Microsoft.Extensions.Options.Options.Create(new WorkOptions()));
                return (await claims.TakeAsync<Membership>(db, store.Now, rowsMax, CancellationToken.None)).Count;
            },
            CancellationToken.None));
    }
    while (taken > 0);

    return watch.Elapsed;
}

static void Print(string provider, string what, TimeSpan time, TimeSpan against) => Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture,
        $"{provider,-9} {time / against,6:0.00} x  {what}  ({time.TotalMilliseconds:0} ms, {against.TotalMilliseconds:0} ms)"));
