using System.Globalization;

namespace HiltBot.Simulation;

/// <summary>
/// Short lives of a community, told by seeds: people buy, leave and come back, nodes die, chain and platform fail, clocks
/// jump. At the end of each everything is healed, and the promises of the road are held against the books, the ledger and
/// the platform.
/// </summary>
/// <remarks>
/// <c>HILTBOT_TEST_SEED=7</c> tells one story again, with its trace; <c>HILTBOT_TEST_LONG=1</c> tells far more of them, from a
/// seed that is different every time and is printed.
/// </remarks>
public sealed class PromisesHoldTests(ITestOutputHelper output)
{
    private const int ShortStories = 12;
    private const int LongStories = 3_000;
    private const int FailuresShown = 3;

    [Fact]
    public async Task Whatever_happens_the_promises_of_the_road_hold()
    {
        var seeds = Seeds();
        var failed = new List<string>();
        var (actions, crashes, interludes, mishaps, told) = (0, 0, 0, 0, 0);
        var gate = new Lock();
        await Parallel.ForEachAsync(
            seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (seed, stop) =>
            {
                lock (gate)
                {
                    if (failed.Count >= FailuresShown)
                    {
                        return;
                    }
                }

                await using var world = await Story.TellAsync(seed, ActionsOf(seed));
                lock (gate)
                {
                    (told, actions, crashes) = (told + 1, actions + world.Actions, crashes + world.Crashes);
                    (interludes, mishaps) = (interludes + world.Interludes, mishaps + world.Platform.Mishaps);
                    if (world.Broken.Count > 0)
                    {
                        failed.Add(Report(seed, world, told));
                    }
                    else if (seeds.Count == 1)
                    {
                        output.WriteLine(string.Join('\n', world.Trace));
                    }
                }
            });
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{told} stories, {actions} actions, {crashes} crashes, {interludes} nodes overtaken, {mishaps} calls gone wrong."));
        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
    }

    private static int ActionsOf(int seed) => 60 + (seed % 5 * 20);

    private static string Report(int seed, World world, int told) =>
        $"Seed {seed} (story {told}) broke {world.Broken.Count} promises:\n" +
        string.Join('\n', world.Broken.Select(line => $"  - {line}")) +
        $"\nReplay: HILTBOT_TEST_SEED={seed} dotnet test tests/HiltBot.Simulation\n" +
        string.Join('\n', world.Trace.TakeLast(400));

    private IReadOnlyList<int> Seeds()
    {
        if (Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED") is { Length: > 0 } one)
        {
            var parts = one.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
            return [.. Enumerable.Range(parts[0], parts[^1] - parts[0] + 1)];
        }

        if (Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") != "1")
        {
            return [.. Enumerable.Range(1, ShortStories)];
        }

        var first = Random.Shared.Next(1_000, int.MaxValue / 2);
        output.WriteLine($"The seeds begin with {first}.");
        return [.. Enumerable.Range(first, LongStories)];
    }
}
