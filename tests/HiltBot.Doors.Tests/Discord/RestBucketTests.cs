using System.Net.Http.Headers;
using System.Text.Json;
using HiltBot.Discord.Rest;
using HiltBot.TestKit;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>A bucket lets calls go as soon as its window permits, never more, in the order in which they came.</summary>
public sealed class RestBucketTests
{
    private static readonly TimeSpan Far = TimeSpan.FromHours(1);

    private readonly ManualTime time = new();
    private readonly RestClock clock;
    private readonly RateBucket bucket;

    public RestBucketTests()
    {
        clock = new RestClock(time);
        bucket = new RateBucket(clock, startsAlone: true);
    }

    public static TheoryData<string, string, string, string, string> Headers => new()
    {
        { "5", "4", "1.5", "", "5 4 1.5" },
        { "", "", "", "", "  " },
        { "5", "", "1", "", "5  1" },
        { "x", "-1", "soon", "", "  " },
        { "0", "3", "NaN", "", " 3 " },
        { "5", "4", "1e400", "", "5 4 " },
        { "5", "4", "-3", "", "5 4 " },
        { "5", "0", "9999999", "", "5 0 86400" },
        { "5", "4", "", "1772443802", "5 4 2" },
        { "5", "4", "", "1700000000", "5 4 0" },
        { "5", "4", "", "later", "5 4 " },
    };

    [Theory, MemberData(nameof(Headers))]
    public void Headers_count_as_far_as_they_make_sense(
        string limit, string remaining, string resetAfter, string reset, string read)
    {
        using var response = new HttpResponseMessage();
        Add(response.Headers, "X-RateLimit-Limit", limit);
        Add(response.Headers, "X-RateLimit-Remaining", remaining);
        Add(response.Headers, "X-RateLimit-Reset-After", resetAfter);
        Add(response.Headers, "X-RateLimit-Reset", reset);
        var headers = RateHeaders.Of(response.Headers, DateTimeOffset.FromUnixTimeSeconds(1772443800));
        Assert.Equal(read, $"{headers.Limit} {headers.Remaining} {headers.ResetAfter?.TotalSeconds}");
        Assert.Equal(read.Split(' ') is [_, { Length: > 0 }, { Length: > 0 }], headers.SaysWhen);
        var none = RateHeaders.RetryAfter(response.Headers, default, headers with { ResetAfter = null });
        Assert.Null(none);
        Assert.Equal(RateScope.Global, RateHeaders.Scope(response.Headers, default));
        Assert.Equal(RateScope.User, RateHeaders.Scope(response.Headers, JsonSerializer.Deserialize<JsonElement>("{}")));
    }

    [Fact]
    public async Task The_first_goes_ahead_alone_and_then_as_many_as_remain()
    {
        var first = await PassAsync();
        var waiting = Enumerable.Range(0, 6).Select(_ => Enter()).ToList();
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        first.Leave(Said(limit: 5, remaining: 4, resetAfter: 1), clock.Now);
        foreach (var task in waiting.Take(4))
        {
            Assert.NotNull((await task).Gate);
        }

        Assert.All(waiting.Skip(4), task => Assert.False(task.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.All(waiting.Skip(4), task => Assert.False(task.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(3));
        Assert.Null((await Task.WhenAny(waiting[4])).Exception);

        // Four are still under way, and they may count in the new window.
        Assert.NotNull((await waiting[4]).Gate);
        Assert.False(waiting[5].IsCompleted);
    }

    [Fact]
    public async Task They_leave_in_the_order_in_which_they_came()
    {
        (await PassAsync()).Leave(Said(limit: 1, remaining: 0, resetAfter: 1), clock.Now);
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 4).Select(number => InOrderAsync(number)).ToList();
        foreach (var _ in waiting)
        {
            time.Advance(TimeSpan.FromMilliseconds(1003));
            var before = order.Count;
            await Eventually.IsAsync(() => Task.FromResult(order.Count), count => count > before, "the next one left");
        }

        Assert.Equal([0, 1, 2, 3], order);

        async Task InOrderAsync(int number)
        {
            var pass = await Enter();
            pass.Gate!.Leave(Said(limit: 1, remaining: 0, resetAfter: 1), clock.Now);
            order.Add(number);
        }
    }

    [Fact]
    public async Task Who_cannot_leave_in_time_hears_it_at_once()
    {
        var first = await PassAsync();
        var patient = Enter();
        var hasty = bucket.EnterAsync(clock.Now + TimeSpan.FromSeconds(2), isAgain: false, default);
        first.Leave(Said(limit: 1, remaining: 0, resetAfter: 3), clock.Now);
        var answer = await hasty;
        Assert.Null(answer.Gate);
        Assert.InRange(answer.Wait.TotalSeconds, 6, 6.1);
        Assert.False(patient.IsCompleted);

        var late = await bucket.EnterAsync(clock.Now + TimeSpan.FromSeconds(5.5), isAgain: false, default);
        Assert.Null(late.Gate);
        Assert.InRange(late.Wait.TotalSeconds, 6, 6.1);
    }

    [Fact]
    public async Task An_answer_of_the_window_before_changes_nothing()
    {
        var first = await PassAsync();
        first.Leave(Said(limit: 2, remaining: 1, resetAfter: 1, reset: 100), clock.Now);
        var slow = await PassAsync();
        var sentAt = clock.Now;
        time.Advance(TimeSpan.FromSeconds(1.1));
        var next = await PassAsync();
        next.Leave(Said(limit: 2, remaining: 1, resetAfter: 1, reset: 101), clock.Now);
        slow.Leave(Said(limit: 2, remaining: 0, resetAfter: 0.01, reset: 100), sentAt);
        Assert.True(Enter().IsCompleted);
        Assert.False(Enter().IsCompleted);
    }

    [Fact]
    public async Task Answers_that_overtake_each_other_never_let_too_many_out()
    {
        var first = await PassAsync();
        first.Leave(Said(limit: 5, remaining: 4, resetAfter: 1), clock.Now);
        var (one, two) = (await PassAsync(), await PassAsync());
        two.Leave(Said(limit: 5, remaining: 2, resetAfter: 1), clock.Now);
        one.Leave(Said(limit: 5, remaining: 3, resetAfter: 1), clock.Now);
        Assert.True(Enter().IsCompleted);
        Assert.True(Enter().IsCompleted);
        Assert.False(Enter().IsCompleted);
    }

    [Fact]
    public async Task A_call_that_was_lost_counts_and_blocks_nobody_for_ever()
    {
        (await PassAsync()).Leave(Said(limit: 1, remaining: 0, resetAfter: 1), clock.Now);
        time.Advance(TimeSpan.FromSeconds(1.1));
        (await PassAsync()).Leave(new RateNews.Lost(), clock.Now);
        var next = Enter();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.NotNull((await next).Gate);
    }

    [Fact]
    public async Task After_a_429_one_goes_ahead_alone()
    {
        (await PassAsync()).Leave(Said(limit: 5, remaining: 4, resetAfter: 10), clock.Now);
        (await PassAsync()).Leave(new RateNews.TooMany(TimeSpan.FromSeconds(2)), clock.Now);
        var waiting = Enumerable.Range(0, 3).Select(_ => Enter()).ToList();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(5));
        var probe = (await waiting[0]).Gate!;
        Assert.False(waiting[1].IsCompleted);
        probe.Leave(Said(limit: 5, remaining: 4, resetAfter: 10), clock.Now);
        Assert.NotNull((await waiting[1]).Gate);
        Assert.NotNull((await waiting[2]).Gate);
    }

    [Fact]
    public async Task A_429_within_a_window_does_not_open_the_next_one()
    {
        (await PassAsync()).Leave(Said(limit: 5, remaining: 1, resetAfter: 10, reset: 100), clock.Now);
        (await PassAsync()).Leave(new RateNews.TooMany(TimeSpan.FromSeconds(1)), clock.Now);
        time.Advance(TimeSpan.FromSeconds(1.1));
        (await PassAsync()).Leave(Said(limit: 5, remaining: 0, resetAfter: 8.9, reset: 100), clock.Now);
        var next = Enter();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(8.8));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.NotNull((await next).Gate);
    }

    [Fact]
    public async Task Without_headers_what_a_429_let_through_is_the_limit()
    {
        var none = new RateNews.Answered(new RateHeaders(null, null, null, null, null));
        for (var call = 0; call < 4; call++)
        {
            (await PassAsync()).Leave(none, clock.Now);
        }

        (await PassAsync()).Leave(new RateNews.TooMany(TimeSpan.FromSeconds(5)), clock.Now);
        time.Advance(TimeSpan.FromSeconds(5.1));
        for (var call = 0; call < 4; call++)
        {
            (await PassAsync()).Leave(none, clock.Now);
        }

        var fifth = Enter();
        Assert.False(fifth.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.NotNull((await fifth).Gate);
    }

    [Fact]
    public async Task Without_headers_calls_go_side_by_side_more_and_more()
    {
        var first = await PassAsync();
        var waiting = Enumerable.Range(0, 40).Select(_ => Enter()).ToList();
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        first.Leave(new RateNews.Answered(new RateHeaders(null, null, null, null, null)), clock.Now);
        foreach (var expected in new[] { 2, 8, 16, 14 })
        {
            await Eventually.EqualsAsync(
                expected, () => Task.FromResult(waiting.Count(task => task.IsCompleted)), "calls side by side");
            foreach (var task in waiting.Where(task => task.IsCompleted).ToList())
            {
                waiting.Remove(task);
                (await task).Gate!.Leave(new RateNews.Answered(new RateHeaders(null, null, null, null, null)), clock.Now);
            }
        }
    }

    [Fact]
    public async Task Over_all_calls_fifty_leave_and_the_next_ones_a_second_later()
    {
        var global = new GlobalLimit(clock);
        for (var call = 0; call < 50; call++)
        {
            Assert.NotNull((await global.EnterAsync(Far, false, default)).Gate);
        }

        var waiting = Enumerable.Range(0, 60).Select(_ => global.EnterAsync(Far, false, default)).ToList();
        var hasty = await global.EnterAsync(clock.Now + TimeSpan.FromSeconds(1.5), false, default);
        Assert.InRange(hasty.Wait.TotalSeconds, 2, 2.1);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(3));
        await Task.WhenAll(waiting.Take(50));
        Assert.All(waiting.Skip(50), task => Assert.False(task.IsCompleted));
    }

    [Fact]
    public async Task Routes_that_discord_counts_together_share_a_bucket()
    {
        var buckets = new RateBuckets(clock);
        var give = new RestCall(HttpMethod.Put, "/guilds/1/members/{user}/roles/{role}", "/a");
        var take = give with { Method = HttpMethod.Delete };
        var named = Named("h", limit: 2, remaining: 1);
        var first = (await buckets.EnterAsync(give, Far, false, default)).Gate!;
        buckets.Learn(give, first, named, clock.Now);
        first.Leave(new RateNews.Answered(named), clock.Now);

        var second = (await buckets.EnterAsync(take, Far, false, default)).Gate!;
        Assert.NotSame(first, second);
        var waits = buckets.EnterAsync(take, Far, false, default);
        Assert.False(waits.IsCompleted);
        var used = Named("h", limit: 2, remaining: 0);
        buckets.Learn(take, second, used, clock.Now);
        second.Leave(new RateNews.Answered(used), clock.Now);
        Assert.False(waits.IsCompleted);
        Assert.False(buckets.EnterAsync(give, Far, false, default).IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Same(first, (await waits).Gate);

        // Another server has a bucket of its own.
        var elsewhere = give with { Route = "/guilds/2/members/{user}/roles/{role}" };
        Assert.NotSame(first, (await buckets.EnterAsync(elsewhere, Far, false, default)).Gate);
    }

    private static RateHeaders Named(string hash, int limit, int remaining) =>
        new(hash, limit, remaining, TimeSpan.FromSeconds(1), null);

    private static RateNews.Answered Said(int limit, int remaining, double resetAfter, double? reset = null) =>
        new(new RateHeaders(null, limit, remaining, TimeSpan.FromSeconds(resetAfter), reset));

    private static void Add(HttpResponseHeaders headers, string name, string value)
    {
        if (value.Length > 0)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private Task<RatePass> Enter() => bucket.EnterAsync(Far, isAgain: false, default);

    private async Task<IRateGate> PassAsync() => (await Enter()).Gate!;
}
