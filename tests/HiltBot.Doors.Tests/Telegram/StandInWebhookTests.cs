using System.Collections.Concurrent;
using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Updates that are posted, as the bot's server sees them.</summary>
public sealed class StandInWebhookTests
{
    [Fact]
    public async Task Updates_are_posted_in_order_with_the_secret_and_again_until_they_are_taken()
    {
        await using var telegram = await StandInTelegram.StartAsync();
        await using var site = await Site.StartAsync();
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        telegram.Say(ana, "before");
        site.RefuseNext = 2;
        await bot.DoAsync("setWebhook", new
        {
            url = site.Url,
            secret_token = "s3cret_-",
            max_connections = 5,
            allowed_updates = new[] { "message" },
        });
        telegram.Say(ana, "after");
        telegram.Block(ana);
        await telegram.UntilAsync(() => telegram.Updates is { Posted: 2, Pending: 0 }, "both are taken");
        Assert.Equal(["before", "before", "before", "after"], site.Texts);
        Assert.Equal(["s3cret_-"], site.Secrets.Distinct());

        var info = await bot.DoAsync("getWebhookInfo");
        Assert.Equal((site.Url, 0, 5, "Wrong response from the webhook: 500 Internal Server Error"), ((string)info["url"]!,
            (int)info["pending_update_count"]!, (int)info["max_connections"]!, (string)info["last_error_message"]!));
        Assert.Equal("message", (string)info["allowed_updates"]![0]!);

        Assert.Equal(200, await telegram.Updates.PostAsync(site.Url, new() { ["update_id"] = 1 }, "wrong"));
        Assert.Equal("wrong", site.Secrets.Last());
        await bot.DoAsync("deleteWebhook", new { drop_pending_updates = true });
        Assert.Equal("", (string)(await bot.DoAsync("getWebhookInfo"))["url"]!);
    }

    [Fact]
    public async Task A_bad_address_or_secret_is_refused()
    {
        await using var telegram = await StandInTelegram.StartAsync(new ManualTime(), new() { TakesHttpWebhooks = false });
        using var bot = new StandInBot(telegram);
        Assert.Equal("Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
            await bot.RefusedAsync("setWebhook", new { url = "http://example.org/" }));
        Assert.Equal("Bad Request: secret token contains unallowed characters",
            await bot.RefusedAsync("setWebhook", new { url = "https://example.org/", secret_token = "no spaces" }));
        Assert.Null(telegram.Updates.WebhookUrl);
    }

    private sealed class Site(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Text, string Secret)> posts = new();

        public string Url => app.Urls.Single() + "/hook";

        public int RefuseNext { get; set; }

        public IEnumerable<string> Texts => posts.Select(post => post.Text);

        public IEnumerable<string> Secrets => posts.Select(post => post.Secret);

        public static async Task<Site> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var site = new Site(app);
            app.Run(site.TakeAsync);
            await app.StartAsync();
            return site;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            var body = await System.Text.Json.Nodes.JsonNode.ParseAsync(context.Request.Body);
            posts.Enqueue(((string?)body?["message"]?["text"] ?? string.Empty,
                context.Request.Headers["X-Telegram-Bot-Api-Secret-Token"].ToString()));
            context.Response.StatusCode = RefuseNext-- > 0 ? 500 : 200;
        }
    }
}
