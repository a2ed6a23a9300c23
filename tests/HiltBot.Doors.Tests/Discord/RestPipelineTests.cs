using System.Text.Json;
using HiltBot.Discord.Rest;
using static HiltBot.Doors.Tests.Discord.RestScene;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>What the pipeline does with what Discord, or whoever stands before it, answers.</summary>
public sealed class RestPipelineTests
{
    public static TheoryData<string, string, string?> Refusals => new()
    {
        { """{"retry_after":2.5}""", "1", "2.5" },
        { """{"retry_after":"2.5"}""", "1", "2.5" },
        { """{"message":"slow"}""", "3", "3" },
        { """{"message":"slow"}""", "", "1" },
        { """{"retry_after":-5}""", "", "1" },
        { """{"retry_after":"soon"}""", "later", "1" },
    };

    [Fact]
    public async Task A_call_carries_what_discord_demands()
    {
        await using var scene = new RestScene(_ => Ok());
        await scene.SendAsync(Put() with { Reason = "paid until 2 März" });
        await scene.SendAsync(new RestCall(HttpMethod.Post, "/interactions/1/t/callback", "/interactions/1/t/callback")
        {
            IsOfBot = false,
            Body = new { TypeOfIt = 4, Nothing = (string?)null },
        });
        var (first, second) = (scene.Calls[0], scene.Calls[1]);
        Assert.Equal("/api/v10/guilds/1/members/2/roles/3", first.Path);
        Assert.Equal("Bot the-token", first.Headers["Authorization"]);
        Assert.Matches(@"^DiscordBot \(https://bot\.example/, \d+\.\d+\.\d+\)$", first.Headers["User-Agent"]);
        Assert.Equal("paid%20until%202%20M%C3%A4rz", first.Headers["X-Audit-Log-Reason"]);
        Assert.False(second.Headers.ContainsKey("Authorization"));
        Assert.Equal("""{"type_of_it":4}""", second.Body);
    }

    [Fact]
    public void A_reason_is_cut_between_characters()
    {
        Assert.Equal(string.Concat(Enumerable.Repeat("%F0%9F%98%80", 42)), DiscordHttp.ReasonHeader(
            string.Concat(Enumerable.Repeat("😀", 100))));
        Assert.Equal(new string('a', 512), DiscordHttp.ReasonHeader(new string('a', 600)));
        Assert.Equal("a%20b", DiscordHttp.ReasonHeader("a\r\nb"));
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_429_is_waited_out_as_it_says(string body, string header, string? seconds)
    {
        await using var scene = new RestScene(call => call.Number == 1
            ? Answer(429, body, headers: [("Retry-After", header), ("X-RateLimit-Scope", "user")])
            : Ok());
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Post()));
        var waited = (scene.Calls[1].At - scene.Calls[0].At).TotalSeconds;
        var said = double.Parse(seconds!);
        Assert.True(waited >= said && waited < said + 10, $"{waited}");
    }

    [Fact]
    public async Task What_would_have_to_wait_too_long_is_not_sent_at_all()
    {
        await using var scene = new RestScene(call => call.Number == 1 ? TooMany(30) : Ok());
        var first = await scene.SendAsync(Post() with { WaitMax = TimeSpan.FromSeconds(5) });
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<RestAnswer.Limited>(first).After);
        var second = await scene.SendAsync(Post() with { WaitMax = TimeSpan.FromSeconds(5) });
        Assert.InRange(Assert.IsType<RestAnswer.Limited>(second).After.TotalSeconds, 15, 30.1);
        Assert.Single(scene.Calls);
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Post("/channels/2/messages")));
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Post()));
        Assert.True(scene.Calls[2].At >= TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("global")]
    [InlineData("page")]
    public async Task A_limit_over_all_calls_holds_every_route(string kind)
    {
        await using var scene = new RestScene(call => call.Number > 1 ? Ok()
            : kind == "global" ? TooMany(4, "global")
            : Answer(429, "<html>error code: 1015</html>", "text/html", ("Retry-After", "4")));
        var first = scene.SendAsync(Get());
        Assert.IsType<RestAnswer.Done>(await first);
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Get("/guilds/1")));
        Assert.All(scene.Calls.Skip(1), call => Assert.True(call.At >= TimeSpan.FromSeconds(4), $"{call.At}"));
    }

    [Fact]
    public async Task A_storm_of_429s_is_met_by_one_call_at_a_time()
    {
        var end = TimeSpan.FromSeconds(20);
        await using var scene = new RestScene(call => call.At < end ? TooMany(0.5) : Ok());
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => scene.SendAsync(Put())));
        var early = scene.Calls.Count(call => call.At < end);
        Assert.True(early <= 45, $"{early} calls in the storm");
        Assert.True(answers.OfType<RestAnswer.Done>().Count() >= 30);
        Assert.All(answers.Where(answer => answer is not RestAnswer.Done), answer => Assert.IsType<RestAnswer.Limited>(answer));
    }

    [Fact]
    public async Task No_more_than_fifty_calls_leave_in_any_second()
    {
        await using var scene = new RestScene(_ => Ok());
        await Task.WhenAll(Enumerable.Range(0, 180).Select(number => scene.SendAsync(Get($"/guilds/{number}"))));
        var times = scene.Calls.Select(call => call.At).Order().ToList();
        Assert.All(times.Zip(times.Skip(50)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Answers_to_people_are_outside_the_limit_over_all_calls()
    {
        await using var scene = new RestScene(_ => Ok(), stands: true);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => scene.SendAsync(Get($"/guilds/{number}"))));
        var waits = scene.SendAsync(Get("/guilds/50"));
        await Task.WhenAll(Enumerable.Range(0, 120).Select(number => scene.SendAsync(
            new RestCall(HttpMethod.Post, $"/interactions/{number}/t", $"/interactions/{number}/t") { IsOfBot = false })));
        Assert.False(waits.IsCompleted);
        Assert.Equal(170, scene.Calls.Count);
        scene.Time.Run();
        Assert.IsType<RestAnswer.Done>(await waits);
    }

    [Theory]
    [InlineData("put", 4, true, true)]
    [InlineData("get", 4, true, false)]
    [InlineData("post", 1, false, true)]
    public async Task Only_what_is_safe_to_repeat_is_repeated(string method, int tries, bool grows, bool mayBeDone)
    {
        await using var scene = new RestScene(_ => Answer(503, "upstream", "text/plain"));
        var answer = Assert.IsType<RestAnswer.Unreachable>(await scene.SendAsync(CallOf(method)));
        Assert.Equal((tries, mayBeDone), (scene.Calls.Count, answer.MayBeDone));
        Assert.Equal(grows, scene.Calls[^1].At > TimeSpan.FromSeconds(1.3));
    }

    [Theory]
    [InlineData("post", false, 4, false)]
    [InlineData("post", true, 1, true)]
    [InlineData("put", true, 4, true)]
    [InlineData("get", true, 4, false)]
    public async Task A_dropped_connection_may_have_done_it_and_a_refused_one_has_not(
        string method, bool wasSent, int tries, bool mayBeDone)
    {
        await using var scene = new RestScene(_ => throw new HttpRequestException(
            wasSent ? HttpRequestError.ResponseEnded : HttpRequestError.ConnectionError, "gone"));
        var answer = Assert.IsType<RestAnswer.Unreachable>(await scene.SendAsync(CallOf(method)));
        Assert.Equal((tries, mayBeDone), (scene.Calls.Count, answer.MayBeDone));
    }

    [Fact]
    public async Task A_dropped_connection_heals_by_the_next_try()
    {
        await using var scene = new RestScene(call => call.Number == 1
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "gone")
            : Answer(204));
        var done = Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Put()));
        Assert.Equal(JsonValueKind.Undefined, done.Body.ValueKind);
    }

    [Fact]
    public async Task An_outage_is_said_once_and_its_end_once()
    {
        var isDown = true;
        await using var scene = new RestScene(_ => isDown ? Answer(502, "bad gateway", "text/html") : Ok());
        for (var call = 0; call < 5; call++)
        {
            await scene.SendAsync(Post($"/webhooks/1/secret-{call}") with { IsOfBot = false });
        }

        Assert.Equal("Discord's API does not answer.", scene.State.Problem);
        Assert.Equal([11004], scene.Log.Events);
        Assert.DoesNotContain("secret", string.Concat(scene.Log.Texts));
        isDown = false;
        await scene.SendAsync(Get());
        Assert.Null(scene.State.Problem);
        Assert.Equal([11004, 11005], scene.Log.Events);
    }

    [Theory]
    [InlineData(403, "<html>blocked</html>", false)]
    [InlineData(404, "nginx", false)]
    [InlineData(301, "", false)]
    [InlineData(200, "<html>welcome</html>", true)]
    public async Task What_is_not_discords_is_no_answer(int status, string body, bool mayBeDone)
    {
        await using var scene = new RestScene(_ => Answer(status, body, "text/html"));
        var answer = Assert.IsType<RestAnswer.Unreachable>(await scene.SendAsync(Post()));
        Assert.Equal(mayBeDone, answer.MayBeDone);
        Assert.Single(scene.Calls);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var scene = new RestScene(_ => Answer(200, $"\"{new string('x', DiscordHttp.AnswerMax)}\""));
        Assert.Contains("larger", Assert.IsType<RestAnswer.Unreachable>(await scene.SendAsync(Post())).Why);
    }

    [Theory]
    [InlineData("""{"code":50013,"message":"Missing Permissions"}""", 50013, "Missing Permissions")]
    [InlineData("""{"code":"x","message":7}""", 0, "")]
    [InlineData("""[1]""", 0, "")]
    [InlineData("", 0, "")]
    public async Task A_refusal_carries_discords_own_code(string body, int code, string message)
    {
        await using var scene = new RestScene(_ => Answer(403, body));
        Assert.Equal(new RestAnswer.Refused(403, code, message), await scene.SendAsync(Put()));
    }

    [Fact]
    public async Task A_refused_token_stops_the_bots_calls_and_is_said_once()
    {
        var isGood = false;
        await using var scene = new RestScene(call => isGood || !call.Headers.ContainsKey("Authorization")
            ? Ok()
            : Answer(401, """{"message":"401: Unauthorized","code":0}"""));
        for (var call = 0; call < 10; call++)
        {
            Assert.Equal(401, Assert.IsType<RestAnswer.Refused>(await scene.SendAsync(Get())).Status);
        }

        Assert.Single(scene.Calls);
        Assert.Equal([11000], scene.Log.Events);
        Assert.True(scene.State.IsTokenRefused);
        Assert.Contains("developer portal", scene.State.Problem);
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Post("/webhooks/1/t") with { IsOfBot = false }));

        isGood = true;
        await Task.Delay(TimeSpan.FromMinutes(5), scene.Time);
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Get()));
        Assert.Null(scene.State.Problem);
        Assert.Equal([11000, 11001], scene.Log.Events);
    }

    [Fact]
    public async Task Calls_stop_well_below_discords_ban()
    {
        await using var scene = new RestScene(_ => Answer(403, """{"code":50007,"message":"no"}"""));
        var call = Post() with { IsOfBot = false };
        for (var number = 0; number < InvalidRequests.Max; number++)
        {
            await scene.SendAsync(call);
        }

        var limited = Assert.IsType<RestAnswer.Limited>(await scene.SendAsync(Get()));
        Assert.InRange(limited.After, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        Assert.IsType<RestAnswer.Limited>(await scene.SendAsync(Get()));
        Assert.Equal(InvalidRequests.Max, scene.Calls.Count);
        Assert.Equal([11002], scene.Log.Events);
        Assert.NotNull(scene.State.Problem);
        Assert.IsType<RestAnswer.Refused>(await scene.SendAsync(call));

        await Task.Delay(limited.After, scene.Time);
        Assert.IsType<RestAnswer.Refused>(await scene.SendAsync(Get()));
        Assert.Equal([11002, 11003], scene.Log.Events);
        Assert.Null(scene.State.Problem);
    }

    [Fact]
    public async Task Shared_limits_are_not_counted_as_invalid()
    {
        var clock = new RestClock(TimeProvider.System);
        var counted = new InvalidRequests(clock);
        for (var number = 0; number < InvalidRequests.Max - 1; number++)
        {
            counted.Add();
        }

        Assert.Null(counted.StoppedFor(isOfBot: true));
        counted.Add();
        Assert.NotNull(counted.StoppedFor(isOfBot: true));
        Assert.Null(counted.StoppedFor(isOfBot: false));

        await using var scene = new RestScene(call => call.Number <= 5 ? TooMany(0.1, "shared") : Ok());
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Put()));
        Assert.Equal(6, scene.Calls.Count);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_gives_its_place_back()
    {
        await using var scene = new RestScene(call => call.Number == 1 ? TooMany(60) : Ok());
        using var stop = new CancellationTokenSource();
        var waiting = scene.Rest.SendAsync(Post(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.IsType<RestAnswer.Done>(await scene.SendAsync(Post()));
    }

    [Fact]
    public async Task Buckets_that_nobody_uses_are_forgotten()
    {
        await using var scene = new RestScene(_ => Ok());
        for (var number = 0; number < 3000; number++)
        {
            await scene.SendAsync(Post($"/interactions/{number}/callback") with { IsOfBot = false });
            if (number % 200 == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(11), scene.Time);
            }
        }

        Assert.True(scene.Rest.BucketCount <= 800, $"{scene.Rest.BucketCount}");
    }

    private static RestCall CallOf(string method) => method switch
    {
        "put" => Put(),
        "get" => Get(),
        _ => Post(),
    };
}
