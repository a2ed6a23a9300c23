using HiltBot.Engine.Values;
using HiltBot.TestKit.Discord;

namespace HiltBot.Benchmarks;

/// <summary>
/// From an interaction that Discord delivers to the answer that it gets, through the gateway, with the database in use. The
/// stand-in that asks and counts runs in the same process, on the same cores.
/// </summary>
internal static class Interactions
{
    private const int People = 200;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string provider)
    {
        await using var discord = await StandInDiscord.StartAsync();
        discord.Limits.AreOn = false;
        var guild = discord.AddGuild("Harbor House");
        var lobby = discord.AddChannel(guild, "lobby");
        var people = discord.AddMembers(guild, People);
        await using var host = await BenchHost.StartAsync(provider, discord.Settings);
        await host.BindAsync(Platform.Discord, guild);
        await discord.UntilAsync(() => discord.Commands.Contains("join"), "the commands are registered");
        await discord.Gateway.ReadyAsync();
        await AskAsync(discord, guild, lobby, people, perSecond: 100);
        var calm = await AskAsync(discord, guild, lobby, people, perSecond: 20);
        var busy = await AskAsync(discord, guild, lobby, people, perSecond: 200);
        BenchHost.Print(provider, "interaction to answer", calm, busy);
    }

    /// <summary>So many people a second say <c>/status</c> and <c>/join</c>, whether the ones before were answered or not.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> AskAsync(
        StandInDiscord discord, string guild, string lobby, IReadOnlyList<string> people, int perSecond)
    {
        var before = discord.Answers.Count;
        var asked = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var total = (int)(perSecond * Length.TotalSeconds);
        while (asked < total && await tick.WaitForNextTickAsync())
        {
            await discord.SayAsync(
                people[asked % people.Count], guild, lobby, asked % 2 == 0 ? "status" : "join");
            asked++;
        }

        await discord.UntilAsync(() => discord.Answers.Count >= before + total, "everybody is answered");
        return [.. discord.Answers.Skip(before).Where(answer => answer.Way == "callback").Select(answer => answer.Took).Order()];
    }
}
