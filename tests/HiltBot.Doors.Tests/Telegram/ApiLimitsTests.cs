using HiltBot.Telegram.Api;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>One queue within Telegram's limits: who goes first, how many leave, and what is told to wait.</summary>
public sealed class ApiLimitsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task No_more_than_thirty_messages_leave_in_any_second()
    {
        await using var scene = new ApiScene();
        await Task.WhenAll(Enumerable.Range(1, 200).Select(
            person => scene.SendAsync(ApiScene.Message($"{person}", CallUrgency.Access))));
        Assert.Equal(200, scene.Calls.Count);
        Assert.Equal(30, MostWithin(scene, _ => true, Second));

        // 30 at once and 30 more each second: nothing is wasted.
        Assert.Equal(TimeSpan.FromSeconds(6), scene.Calls.Max(call => call.At));
    }

    [Fact]
    public async Task A_chat_gets_three_at_once_and_one_a_second_in_the_long_run()
    {
        await using var scene = new ApiScene();
        await Task.WhenAll(Enumerable.Range(1, 12).Select(_ => scene.SendAsync(ApiScene.Message("42"))));
        Assert.Equal(3, MostWithin(scene, _ => true, 3 * Second));
        Assert.Equal(TimeSpan.FromSeconds(9), scene.Calls.Max(call => call.At));
    }

    [Fact]
    public async Task A_group_gets_twenty_a_minute_and_others_do_not_wait_for_it()
    {
        await using var scene = new ApiScene();
        var all = Enumerable.Range(1, 50).Select(_ => scene.SendAsync(ApiScene.Message("-1001")))
            .Append(scene.SendAsync(ApiScene.Message("42"))).ToList();
        await Task.WhenAll(all);
        Assert.Equal(20, MostWithin(scene, call => call.Body!.Contains("-1001"), TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.Zero, scene.Calls.Single(call => call.Body!.Contains("42")).At);
        Assert.InRange(scene.Calls.Max(call => call.At), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.2));
    }

    [Fact]
    public async Task Only_messages_count()
    {
        await using var scene = new ApiScene();
        await Task.WhenAll(Enumerable.Range(1, 300).Select(_ => scene.SendAsync(ApiScene.Look())));
        Assert.All(scene.Calls, call => Assert.Equal(TimeSpan.Zero, call.At));
    }

    [Fact]
    public async Task Answers_go_before_entries_and_those_before_notices()
    {
        await using var scene = new ApiScene(stands: true);
        var sent = new List<Task>();
        for (var person = 1; person <= 90; person++)
        {
            sent.Add(scene.SendAsync(ApiScene.Message($"{1000 + person}", CallUrgency.Notice, "notice")));
        }

        sent.AddRange(Enumerable.Range(1, 20).Select(
            person => scene.SendAsync(ApiScene.Message($"{2000 + person}", CallUrgency.Access, "access"))));
        sent.AddRange(Enumerable.Range(1, 20).Select(
            person => scene.SendAsync(ApiScene.Message($"{3000 + person}", CallUrgency.Answer, "answer"))));
        scene.Time.Run();
        await Task.WhenAll(sent);

        // The first notices were alone; three places of that second are kept for others.
        var order = scene.Calls.OrderBy(call => call.At).GroupBy(call => call.At)
            .Select(second => string.Join(" ", second.GroupBy(Kind).OrderBy(kind => kind.Key)
                .Select(kind => $"{kind.Key} {kind.Count()}"))).ToList();
        Assert.Equal("access 3 notice 27", order[0]);
        Assert.Equal("access 10 answer 20", order[1]);
        Assert.Equal("access 7 notice 20", order[2]);
    }

    [Fact]
    public async Task Within_one_chat_an_answer_overtakes_too_and_equals_keep_their_order()
    {
        await using var scene = new ApiScene(stands: true);
        var sent = Enumerable.Range(1, 6).Select(
            number => scene.SendAsync(ApiScene.Message("42", CallUrgency.Notice, $"notice {number}"))).ToList<Task>();
        sent.Add(scene.SendAsync(ApiScene.Message("42", CallUrgency.Answer, "answer")));
        scene.Time.Run();
        await Task.WhenAll(sent);
        var texts = scene.Calls.OrderBy(call => call.At).Select(call => call.Body!.Split("\"text\":\"")[1].TrimEnd('"', '}'));
        Assert.Equal(["notice 1", "notice 2", "notice 3"], texts.Take(3).Order());
        Assert.Equal(["answer", "notice 4", "notice 5"], texts.Skip(3).Take(3).Order());
    }

    [Fact]
    public async Task What_telegram_asks_to_wait_is_waited_and_others_go_on()
    {
        await using var scene = new ApiScene(call => call.Number == 1 ? ApiScene.TooMany(7) : ApiScene.Ok());
        var first = scene.SendAsync(ApiScene.Message("42"));
        await Task.WhenAll(first, scene.SendAsync(ApiScene.Message("43")));
        Assert.IsType<BotAnswer.Done>(await first);
        var times = scene.Calls.Where(call => call.Body!.Contains("42")).Select(call => call.At).ToList();
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(7)], times);
        Assert.Equal(TimeSpan.Zero, scene.Calls.Single(call => call.Body!.Contains("43")).At);
    }

    [Fact]
    public async Task Whoever_may_not_wait_so_long_is_told_how_long()
    {
        await using var scene = new ApiScene(_ => ApiScene.TooMany(60));
        var hurry = ApiScene.Message("42") with { WaitMax = TimeSpan.FromSeconds(12) };
        Assert.Equal(
            TimeSpan.FromSeconds(60), Assert.IsType<BotAnswer.Limited>(await scene.SendAsync(hurry)).After);

        // The next one is told without asking Telegram.
        Assert.IsType<BotAnswer.Limited>(await scene.SendAsync(hurry));
        Assert.Single(scene.Calls);
    }

    [Fact]
    public async Task Those_in_line_hear_at_once_that_their_turn_cannot_come_in_time()
    {
        await using var scene = new ApiScene(stands: true);
        var hurry = ApiScene.Message("42") with { WaitMax = TimeSpan.FromSeconds(5) };
        var answers = Enumerable.Range(1, 12).Select(_ => scene.SendAsync(hurry)).ToList();
        Assert.All(answers.Skip(6), answer => Assert.True(answer.IsCompleted));
        scene.Time.Run();
        await Task.WhenAll(answers);
        Assert.Equal(6, answers.Count(answer => answer.Result is BotAnswer.Done));
        Assert.Equal(6, answers.Count(answer => answer.Result is BotAnswer.Limited));
    }

    [Fact]
    public async Task Several_chats_refused_at_once_slow_the_bot_as_a_whole()
    {
        await using var scene = new ApiScene(call => call.Number <= 2 ? ApiScene.TooMany(3) : ApiScene.Ok());
        await Task.WhenAll(scene.SendAsync(ApiScene.Message("42")), scene.SendAsync(ApiScene.Message("43")));
        var third = scene.Time.Elapsed;
        Assert.Equal(TimeSpan.FromSeconds(3), third);
        Assert.Equal(4, scene.Calls.Count);
    }

    [Fact]
    public async Task A_storm_of_refusals_ends_with_every_message_sent_once()
    {
        var random = new Random(5);
        var left = 60;
        await using var scene = new ApiScene(_ =>
        {
            lock (random)
            {
                return left > 0 && random.Next(2) == 0 && left-- > 0 ? ApiScene.TooMany(1 + random.Next(3)) : ApiScene.Ok();
            }
        });
        var answers = await Task.WhenAll(
            Enumerable.Range(1, 200).Select(person => scene.SendAsync(ApiScene.Message($"{person}"))));
        Assert.All(answers, answer => Assert.IsType<BotAnswer.Done>(answer));
        Assert.Equal(260, scene.Calls.Count);
    }

    [Fact]
    public async Task The_queue_holds_so_much_and_answers_find_room_when_notices_do_not()
    {
        await using var scene = new ApiScene(stands: true);
        var notices = Enumerable.Range(1, CallLine.WaitingMax).Select(
            person => scene.SendAsync(ApiScene.Message($"{person}"))).ToList();
        Assert.Contains(notices, notice => notice is { IsCompletedSuccessfully: true, Result: BotAnswer.Limited });
        Assert.True(scene.Api.Line.WaitingCount <= CallLine.WaitingMax / 3);
        var answer = scene.SendAsync(ApiScene.Message("77777777", CallUrgency.Answer));
        await answer;
        Assert.IsType<BotAnswer.Done>(await answer);
    }

    [Fact]
    public async Task Chats_that_are_quiet_are_forgotten()
    {
        await using var scene = new ApiScene();
        for (var round = 0; round < 4; round++)
        {
            var first = 1 + (round * 1000);
            await Task.WhenAll(Enumerable.Range(first, 1000).Select(person => scene.SendAsync(ApiScene.Message($"{person}"))));
        }

        Assert.InRange(scene.Api.Line.LaneCount, 1, 2_100);
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_the_line_and_holds_up_nobody()
    {
        await using var scene = new ApiScene(stands: true);
        using var patience = new CancellationTokenSource();
        var sent = Enumerable.Range(1, 3).Select(_ => scene.SendAsync(ApiScene.Message("42"))).ToList();
        var gone = scene.SendAsync(ApiScene.Message("42"), patience.Token);
        var last = scene.SendAsync(ApiScene.Message("42"));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        scene.Time.Run();
        await Task.WhenAll(sent.Append(last));
        Assert.Equal(4, scene.Calls.Count);
        Assert.Equal(0, scene.Api.Line.WaitingCount);
    }

    [Fact]
    public async Task A_long_poll_waits_for_nobody_and_nobody_for_it()
    {
        await using var scene = new ApiScene(call => call.Path.EndsWith("getUpdates", StringComparison.Ordinal) &&
            call.Number == 1 ? ApiScene.TooMany(4) : ApiScene.Ok("[]"));
        var poll = new BotCall("getUpdates") { IsSafeToRepeat = true, WaitMax = TimeSpan.FromMinutes(1) };
        Assert.IsType<BotAnswer.Done>(await scene.SendAsync(poll));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(4)], scene.Calls.Select(call => call.At));
    }

    private static string Kind(MadeUpCall call) =>
        call.Body!.Contains("notice") ? "notice" : call.Body.Contains("access") ? "access" : "answer";

    private static int MostWithin(ApiScene scene, Func<MadeUpCall, bool> isMeant, TimeSpan length)
    {
        var times = scene.Calls.Where(isMeant).Select(call => call.At).Order().ToList();
        return times.Max(from => times.Count(at => at >= from && at < from + length));
    }
}
