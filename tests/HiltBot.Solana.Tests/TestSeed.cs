namespace HiltBot.Solana.Tests;

/// <summary>Where randomness begins: HILTBOT_TEST_SEED, else anywhere; printed either way.</summary>
internal static class TestSeed
{
    /// <summary>HILTBOT_TEST_LONG=1 makes it ten times as much.</summary>
    public static int Factor => Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") == "1" ? 10 : 1;

    public static int Take(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"HILTBOT_TEST_SEED={seed}");
        return seed;
    }
}
