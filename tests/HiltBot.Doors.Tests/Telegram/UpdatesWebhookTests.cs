using System.Net;
using System.Text;
using HiltBot.Telegram;
using HiltBot.Telegram.Updates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Posted updates: only Telegram's, answered when they are acted on.</summary>
public sealed class UpdatesWebhookTests
{
    [Fact]
    public async Task The_bot_sets_its_own_webhook_and_conversations_go_by_it()
    {
        await using var scene = await TelegramScene.OpenAsync(TelegramReceive.Webhook);
        Assert.Equal(scene.WebhookUrl, scene.Telegram.Updates.WebhookUrl);
        Assert.Equal(scene.Secret, scene.Telegram.Updates.WebhookSecret);
        Assert.Contains("callback_query", scene.Telegram.Updates.Allowed!);
        await scene.MakeOfferAsync();
        Assert.Contains("Gold", (await scene.SayAsync(scene.Ana, "/join")).Text, StringComparison.Ordinal);
        Assert.Equal(0, scene.Telegram.Updates.FailedPosts);
        Assert.DoesNotContain(scene.Log.Lines, line => line.Text.Contains(scene.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_without_the_secret_is_heard()
    {
        await using var scene = await TelegramScene.OpenAsync(TelegramReceive.Webhook);
        var body = """{"update_id":5,"message":{"message_id":1,"text":"/help","chat":{"id":1,"type":"private"},"from":{"id":1}}}""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(scene, body, null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(scene, body, "")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(scene, body, scene.Secret + "x")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(scene, body, scene.Secret[..^1])).Status);
        Assert.DoesNotContain(scene.Telegram.CallsOf("sendMessage"), call => call.ToString()!.Contains("\"chat_id\":1,", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(scene, body, scene.Secret)).Status);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"update_id":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"update_id":1.5,"message":{}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"update_id":7}""", HttpStatusCode.OK)]
    [InlineData("""{"update_id":7,"no_such_kind":{}}""", HttpStatusCode.OK)]
    [InlineData("""{"update_id":7,"message":{"chat":[],"from":{"id":"x"}}}""", HttpStatusCode.OK)]
    public async Task Rubbish_is_refused_and_odd_updates_are_passed_over(string body, HttpStatusCode expected)
    {
        await using var scene = await TelegramScene.OpenAsync(TelegramReceive.Webhook, isBound: false);
        var (status, words) = await PostAsync(scene, body, scene.Secret);
        Assert.Equal(expected, status);
        Assert.True(status == HttpStatusCode.OK || words == "That is no update.", words);
    }

    [Fact]
    public async Task A_body_longer_than_any_update_is_refused()
    {
        await using var scene = await TelegramScene.OpenAsync(TelegramReceive.Webhook, isBound: false);
        var body = $$"""{"update_id":7,"x":"{{new string('x', 1024 * 1024)}}"}""";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(scene, body, scene.Secret)).Status);
    }

    [Fact]
    public async Task While_polling_there_is_no_endpoint()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Services.Configure<TelegramOptions>(options => options.Token = "1:x");
        Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseUrls(builder.WebHost, "http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapTelegramUpdates();
        await app.StartAsync();
        using var http = new HttpClient();
        using var content = new StringContent("{}");
        using var response = await http.PostAsync(app.Urls.Single() + WebhookEndpoint.Path, content);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task What_is_posted_twice_has_one_effect()
    {
        await using var scene = await TelegramScene.OpenAsync(TelegramReceive.Webhook);
        scene.Telegram.Updates.DuplicateNext(10);
        await scene.AskForHelpAsync(scene.Ana);
        await scene.SayAsync(scene.Ana, "The link");
        await scene.SayAsync(scene.Ana, "It does not open");
        await scene.QuietAsync();
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.Tickets.CountAsync()));
        Assert.Equal(3, scene.Telegram.MessagesTo(scene.Ana).Count(
            message => !message.Text.StartsWith("I understand commands", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_webhook_that_somebody_changed_is_set_again_and_what_telegram_reports_is_said_once()
    {
        await using var scene = await TelegramScene.OpenAsync(TelegramReceive.Webhook, isBound: false);
        using var http = new HttpClient();
        using var content = new StringContent("""{"url":"http://127.0.0.1:9/other"}""", Encoding.UTF8, "application/json");
        using var set = await http.PostAsync($"{scene.Telegram.ApiUrl}/bot{scene.Telegram.Token}/setWebhook", content);
        scene.Telegram.Say(scene.Ana, "/help");
        await scene.UntilAsync(() => scene.Telegram.Updates.WebhookUrl == scene.WebhookUrl, "it is set again");
        Assert.Single(scene.Log.Lines, line => line.Id == 12233);
        await scene.NextAsync(scene.Ana, "/join");
    }

    [Fact]
    public async Task An_address_that_telegram_does_not_take_is_explained_once()
    {
        var opening = TelegramScene.OpenAsync(
            TelegramReceive.Webhook, isBound: false, options: new() { TakesHttpWebhooks = false }, isRefused: true);
        await using var scene = await opening;
        await scene.UntilAsync(() => scene.Telegram.CountCalls("setWebhook") > 3, "it is tried again");
        Assert.Single(scene.Log.Lines, line => line.Id == 12231);
        Assert.Equal(UpdateWords.WebhookRefused, scene.State.Problem);
    }

    private static async Task<(HttpStatusCode Status, string Words)> PostAsync(TelegramScene scene, string body, string? secret)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.WebhookUrl)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation(WebhookSecret.Header, secret);
        }

        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
