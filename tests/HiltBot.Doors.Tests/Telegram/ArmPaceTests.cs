using System.Collections.Concurrent;
using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.Telegram.Arm;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Five hundred people come in as fast as the limits permit, by the stand-in's own clock.</summary>
public sealed class ArmPaceTests(ITestOutputHelper output)
{
    private const int People = 500;

    [Fact]
    public async Task Five_hundred_entries_take_little_more_than_the_least_time()
    {
        await using var scene = await ArmScene.StartAsync(hasLimits: true);
        var people = scene.Telegram.AddUsers(People);
        foreach (var person in people)
        {
            scene.Telegram.Start(person);
        }

        // Eight at a time, as the engine works: a seat, then the notice with its link.
        var due = new ConcurrentQueue<string>(people);
        var later = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WorkAsync()));
        var times = scene.Telegram.CallsOf("sendMessage").Where(call => call.IsApplied).Select(call => call.At).Order().ToList();
        var took = times[^1] - times[0];
        var least = TimeSpan.FromSeconds((People / scene.Telegram.Limits.OverallMax) - 1);
        output.WriteLine($"{took} against {least}; {scene.Telegram.Limits.Exceeded} refused, {later} times later");
        Assert.Equal(People, times.Count);
        Assert.Equal(0, scene.Telegram.Limits.Exceeded);
        Assert.Equal(1, scene.Telegram.CountCalls("createChatInviteLink"));

        // Three places of each second are kept for people who look at the screen: 27 of 30 are used.
        Assert.True(took <= least * 1.25, $"{took} against {least}");

        async Task WorkAsync()
        {
            while (due.TryDequeue(out var person))
            {
                var link = Assert.IsType<AccessAnswer.WaitsForJoin>(await scene.GrantAsync(person)).InviteUrl!;
                var id = scene.NewNotice();
                while (await scene.TellAsync(person, $"Come in: {link}", id) is NoticeAnswer.TryLater { After: { } after })
                {
                    Interlocked.Increment(ref later);
                    await Task.Delay(after, scene.Time);
                }
            }
        }
    }

    [Fact]
    public async Task A_storm_of_refusals_keeps_nobody_out()
    {
        await using var scene = await ArmScene.StartAsync(hasLimits: true);
        var people = scene.Telegram.AddUsers(40);
        foreach (var person in people)
        {
            await scene.PayAsync(person);
            scene.Telegram.OpenLink(person, await scene.LinkOfAsync(person));
        }

        scene.Telegram.Faults.Storm(60);
        for (var isDone = false; !isDone;)
        {
            try
            {
                await scene.HearAsync();
                isDone = true;
            }
            catch (UpdateNotDoneException)
            {
                // It comes again.
            }
        }

        Assert.All(people, person => Assert.True(scene.Telegram.IsInside(scene.Club, person)));
    }
}
