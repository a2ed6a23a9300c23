using System.Diagnostics;
using HiltBot.Telegram.Api;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>What a call is on the wire, what becomes of an answer, and what is tried again.</summary>
public sealed class ApiCallsTests
{
    [Fact]
    public async Task A_call_is_a_post_of_json_to_the_bots_own_path()
    {
        await using var scene = new ApiScene(_ => ApiScene.Ok("""{"message_id":7}"""));
        var done = Assert.IsType<BotAnswer.Done>(await scene.SendAsync(ApiScene.Message("42", text: "Hé <3")));
        Assert.Equal(7, done.Result.GetProperty("message_id").GetInt32());
        var call = Assert.Single(scene.Calls);
        Assert.Equal(HttpMethod.Post, call.Method);
        Assert.Equal($"/bot{ApiScene.Token}/sendMessage", call.Path);
        Assert.Equal("""{"chat_id":42,"text":"Hé <3"}""", call.Body);
    }

    [Fact]
    public async Task A_refusal_is_told_in_telegrams_words_and_with_the_new_id_of_a_group()
    {
        await using var scene = new ApiScene(_ => ApiScene.Refused(
            400, "Bad Request: group chat was upgraded to a supergroup chat",
            ""","parameters":{"migrate_to_chat_id":-1001234567890}"""));
        var refused = Assert.IsType<BotAnswer.Refused>(await scene.SendAsync(ApiScene.Message("-5")));
        Assert.Equal("-1001234567890", refused.MigratedTo);
        Assert.Equal(400, refused.Code);
        Assert.Single(scene.Calls);
    }

    [Fact]
    public async Task What_may_have_been_done_is_not_done_again()
    {
        await using var scene = new ApiScene(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        var answer = Assert.IsType<BotAnswer.Unreachable>(await scene.SendAsync(ApiScene.Message("42")));
        Assert.True(answer.MayBeDone);
        Assert.Single(scene.Calls);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task A_message_is_not_sent_again_after_an_error_of_the_server(int status)
    {
        await using var scene = new ApiScene(_ => ApiScene.Answer(status, "<html>oh</html>", "text/html"));
        Assert.True(Assert.IsType<BotAnswer.Unreachable>(await scene.SendAsync(ApiScene.Message("42"))).MayBeDone);
        Assert.Single(scene.Calls);
    }

    [Fact]
    public async Task What_is_safe_is_tried_four_times_and_what_surely_was_not_sent_too()
    {
        await using var safe = new ApiScene(_ => ApiScene.Answer(502, "<html>oh</html>", "text/html"));
        Assert.False(Assert.IsType<BotAnswer.Unreachable>(await safe.SendAsync(ApiScene.Look())).MayBeDone);
        Assert.Equal(4, safe.Calls.Count);

        await using var unsent = new ApiScene(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        Assert.False(Assert.IsType<BotAnswer.Unreachable>(await unsent.SendAsync(ApiScene.Message("42"))).MayBeDone);
        Assert.Equal(4, unsent.Calls.Count);
    }

    [Fact]
    public async Task A_call_that_gets_through_at_the_second_try_is_done()
    {
        await using var scene = new ApiScene(call => call.Number == 1
            ? ApiScene.Answer(500, """{"ok":false,"error_code":500,"description":"Internal Server Error"}""")
            : ApiScene.Ok());
        Assert.IsType<BotAnswer.Done>(await scene.SendAsync(ApiScene.Look()));
        Assert.Equal(2, scene.Calls.Count);
    }

    [Fact]
    public async Task A_page_that_is_not_telegrams_is_no_answer()
    {
        await using var scene = new ApiScene(_ => ApiScene.Answer(403, "<html>proxy</html>", "text/html"));
        Assert.IsType<BotAnswer.Unreachable>(await scene.SendAsync(ApiScene.Look()));
        await using var empty = new ApiScene(_ => ApiScene.Answer(200, "null"));
        Assert.True(Assert.IsType<BotAnswer.Unreachable>(await empty.SendAsync(ApiScene.Message("42"))).MayBeDone);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_given_up_by_the_clock()
    {
        await using var scene = new ApiScene(_ => ApiScene.Ok());
        using var never = new SilentHandler();
        using var api = new BotApi(never, new() { Token = ApiScene.Token }, new(), scene.Time, new SeenLog());
        var answer = await api.SendAsync(ApiScene.Message("42"), TestContext.Current.CancellationToken);
        Assert.True(Assert.IsType<BotAnswer.Unreachable>(answer).MayBeDone);
        Assert.Equal(TimeSpan.FromSeconds(10), scene.Time.Elapsed);
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(404, "Not Found")]
    public async Task A_refused_token_is_said_once_and_asked_about_again_after_five_minutes(int code, string words)
    {
        var isRefused = true;
        await using var scene = new ApiScene(_ => isRefused ? ApiScene.Refused(code, words) : ApiScene.Ok());
        var me = new BotCall("getMe") { IsSafeToRepeat = true };
        for (var time = 0; time < 3; time++)
        {
            var refused = Assert.IsType<BotAnswer.Refused>(await scene.SendAsync(me));
            Assert.Equal(BotApi.TokenRefused, refused.Description);
        }

        Assert.Single(scene.Calls);
        Assert.Equal([12000], scene.Log.Events);
        Assert.Equal(BotApi.TokenRefused, scene.State.Problem);

        isRefused = false;
        await Task.Delay(TimeSpan.FromMinutes(6), scene.Time, TestContext.Current.CancellationToken);
        Assert.IsType<BotAnswer.Done>(await scene.SendAsync(me));
        Assert.Equal([12000, 12001], scene.Log.Events);
        Assert.Null(scene.State.Problem);
    }

    [Fact]
    public async Task An_outage_is_said_once_and_its_end_too()
    {
        var isOut = true;
        await using var scene = new ApiScene(_ => isOut ? ApiScene.Answer(502, "oh") : ApiScene.Ok());
        for (var time = 0; time < 6; time++)
        {
            await scene.SendAsync(ApiScene.Message($"{time + 1}"));
        }

        Assert.Equal([12002], scene.Log.Events);
        Assert.NotNull(scene.State.Problem);
        isOut = false;
        await scene.SendAsync(ApiScene.Message("9"));
        Assert.Equal([12002, 12003], scene.Log.Events);
        Assert.Null(scene.State.Problem);
    }

    [Fact]
    public async Task The_token_is_in_no_log_line_answer_or_trace()
    {
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.AddRange(span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")),
        };
        ActivitySource.AddActivityListener(listener);
        var log = new SeenLog();
        await using var scene = new ApiScene();
        foreach (var address in new[] { "http://127.0.0.1:1", "http://nowhere.invalid" })
        {
            using var api = new BotApi(
                BotHttp.NewHandler(), new() { Token = ApiScene.Token, ApiUrl = address }, new(), scene.Time, log);
            var answer = Assert.IsType<BotAnswer.Unreachable>(
                await api.SendAsync(ApiScene.Look(), TestContext.Current.CancellationToken));
            Assert.DoesNotContain("secret", answer.ToString());
        }

        Assert.All(log.Texts, text => Assert.DoesNotContain("secret", text));
        Assert.All(spans, tag => Assert.DoesNotContain("secret", tag));
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
