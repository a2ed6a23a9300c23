using System.Collections.Concurrent;
using HiltBot.Discord.Arm;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Access;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>A thousand roles are given nearly as fast as the limits permit, by the stand-in's own clock.</summary>
public sealed class ArmPaceTests(ITestOutputHelper output)
{
    private const int Members = 1000;

    [Fact]
    public async Task A_thousand_roles_are_given_in_little_more_than_the_least_time()
    {
        await using var scene = await ArmScene.StartAsync(hasLimits: true);
        var members = scene.Discord.AddMembers(scene.Guild, Members);
        var answers = await Task.WhenAll(members.Select(member => scene.Rest.SendAsync(
            Calls.GiveRole(scene.Guild, member, scene.Gold, "paid") with { WaitMax = TimeSpan.FromHours(1) }, default)));
        Assert.All(answers, answer => Assert.IsType<RestAnswer.Done>(answer));
        AssertNearTheLeast(scene);
        Assert.Equal(0, scene.Discord.Limits.Exceeded);
    }

    [Fact]
    public async Task Eight_seats_at_a_time_with_looks_and_read_backs_are_as_fast()
    {
        await using var scene = await ArmScene.StartAsync(hasLimits: true);
        scene.Discord.Limits.Set(DiscordRoutes.GrantRole, 10, TimeSpan.FromSeconds(2));
        var due = new ConcurrentQueue<string>(scene.Discord.AddMembers(scene.Guild, Members));
        var later = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WorkAsync()));
        AssertNearTheLeast(scene);
        Assert.Equal(0, scene.Discord.Limits.Exceeded);
        output.WriteLine($"{later} times later");

        async Task WorkAsync()
        {
            while (due.TryDequeue(out var member))
            {
                await scene.LookAsync(member);
                var answer = await scene.GrantAsync(member);
                if (answer is AccessAnswer.TryLater { After: { } after })
                {
                    Interlocked.Increment(ref later);
                    due.Enqueue(member);
                    await Task.Delay(after, scene.Time);
                }
                else
                {
                    Assert.IsType<AccessAnswer.Open>(answer);
                }
            }
        }
    }

    [Fact]
    public async Task Without_any_header_all_roles_are_given_and_few_calls_are_refused()
    {
        await using var scene = await ArmScene.StartAsync(hasLimits: true);
        scene.Discord.Limits.SendsHeaders = false;
        var members = scene.Discord.AddMembers(scene.Guild, 200);
        var answers = await Task.WhenAll(members.Select(member => scene.Rest.SendAsync(
            Calls.GiveRole(scene.Guild, member, scene.Gold, "paid") with { WaitMax = TimeSpan.FromHours(1) }, default)));
        Assert.All(answers, answer => Assert.IsType<RestAnswer.Done>(answer));
        Assert.Equal(200, scene.Discord.HoldersOf(scene.Guild, scene.Gold).Count);
        output.WriteLine($"{scene.Discord.Limits.Exceeded} refused");
        Assert.True(scene.Discord.Limits.Exceeded <= 40, $"{scene.Discord.Limits.Exceeded} refused");
    }

    private void AssertNearTheLeast(ArmScene scene)
    {
        var times = scene.Discord.AuditLog.Select(entry => entry.At).Order().ToList();
        var took = times[^1] - times[0];
        var least = scene.Discord.Limits.MinimumTimeFor(Members);
        output.WriteLine($"{took} against {least}: {took / least:0.0000}");
        Assert.Equal(Members, times.Count);
        Assert.Equal(Members, scene.Discord.HoldersOf(scene.Guild, scene.Gold).Count);
        Assert.True(took <= least * 1.05, $"{took} against {least}");
    }
}
