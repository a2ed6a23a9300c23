using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Checkout;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Identity;

/// <summary>
/// A visitor of the hosted checkout proves who they are at the platform itself and returns to the same checkout; nobody
/// types a platform's id.
/// </summary>
public sealed partial class IdentityConnectTests
{
    [Fact]
    public async Task Discord_says_who_the_visitor_is_and_the_checkout_goes_on_for_them()
    {
        await using var discord = await DiscordStandIn.StartAsync();
        await using var site = await OpenAsync(discord);
        var product = await site.SellAsync(IdentityByConfirmTests.Discord());
        var offered = await ConnectOfAsync(site, product);
        Assert.Equal(
            ("discord", "Connect Discord", $"http://localhost:5080/p/{product.Slug}/connect"),
            (offered.GetProperty("provider").GetString(), offered.GetProperty("label").GetString(),
                offered.GetProperty("url").GetString()));
        var (_, page) = await site.GetAsync($"/p/{product.Slug}");
        Assert.Contains($"href=\"/p/{product.Slug}/connect\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"/p/{product.Slug}/open\"", page, StringComparison.Ordinal);

        var (away, cookie) = await AwayAsync(site, product);
        var back = await ReturnAsync(site, discord.Agree(away), cookie);
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.StartsWith($"/p/{product.Slug}?handoff=", back.Headers.Location!.ToString(), StringComparison.Ordinal);
        var (status, named) = await site.GetAsync(back.Headers.Location.ToString());
        Assert.Equal(200, status);
        Assert.Contains("Ana B", named, StringComparison.Ordinal);

        using var opened = await site.SubmitAsync(named, "/open");
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        var payment = await site.ReadAsync(db => db.Payments.SingleAsync());
        Assert.Equal(
            (IdentityType.DiscordUserId, "200000000000000002"), (payment.IdentityType, payment.IdentityValue));
        Assert.Equal(["token", "who"], discord.Asked);
        Assert.Equal(0, await site.ReadAsync(db => db.VisitorStates.CountAsync()));
    }

    [Fact]
    public async Task A_return_counts_once_in_the_browser_that_was_sent_away_and_for_ten_minutes()
    {
        await using var discord = await DiscordStandIn.StartAsync();
        await using var site = await OpenAsync(discord);
        var product = await site.SellAsync(IdentityByConfirmTests.Discord());
        var (away, cookie) = await AwayAsync(site, product);
        var back = discord.Agree(away);
        using var first = await ReturnAsync(site, back, cookie);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        using var again = await ReturnAsync(site, back, cookie);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        var (mine, _) = await AwayAsync(site, product);
        var (_, others) = await AwayAsync(site, product);
        using var stolen = await ReturnAsync(site, discord.Agree(mine), others);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
        using var none = await ReturnAsync(site, discord.Agree(mine), null);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);

        (away, cookie) = await AwayAsync(site, product);
        site.Time.Advance(VisitorState.Lifetime);
        using var late = await ReturnAsync(site, discord.Agree(away), cookie);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        Assert.Equal(["token", "who"], discord.Asked);

        site.Time.Advance(VisitorState.KeepTime);
        await site.InScopeAsync<PruneRows, int>(prune => prune.HandleAsync(CancellationToken.None));
        Assert.Equal(0, await site.ReadAsync(db => db.VisitorStates.CountAsync()));
    }

    [Theory]
    [InlineData(400, 422)]
    [InlineData(401, 422)]
    [InlineData(500, 503)]
    [InlineData(429, 503)]
    public async Task A_platform_that_says_no_has_a_page_of_its_own(int answered, int shown)
    {
        await using var discord = await DiscordStandIn.StartAsync();
        await using var site = await OpenAsync(discord);
        var product = await site.SellAsync(IdentityByConfirmTests.Discord());
        var (away, cookie) = await AwayAsync(site, product);
        discord.Misbehaves = answered;
        using var back = await ReturnAsync(site, discord.Agree(away), cookie);
        Assert.Equal(shown, (int)back.StatusCode);
        Assert.Contains($"/p/{product.Slug}", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        (away, cookie) = await AwayAsync(site, product);
        var declined = discord.Agree(away).Replace("code=", "error=access_denied&none=", StringComparison.Ordinal);
        using var no = await ReturnAsync(site, declined, cookie);
        Assert.Equal(HttpStatusCode.OK, no.StatusCode);
        Assert.Contains("not connected", await no.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_application_the_page_sends_the_visitor_to_the_bot()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(IdentityByConfirmTests.Discord());
        await site.WriteAsync(async db => await db.ProductTargets.AddAsync(new ProductTarget
        {
            ProductId = product.Id,
            MerchantId = site.MerchantId,
            Platform = Platform.Discord,
            TargetId = "100000000000000001/100000000000000002",
            Label = "VIP",
            CommunityId = await db.Communities.Select(row => row.Id).FirstAsync(),
            Position = 0,
        }));
        var offered = await ConnectOfAsync(site, product);
        Assert.Equal("https://discord.com/channels/100000000000000001", offered.GetProperty("url").GetString());
        var wallet = await site.SellAsync(Site.Offer() with { Membership = null });
        Assert.Equal(JsonValueKind.Null, (await ConnectOfAsync(site, wallet)).ValueKind);
        Assert.Equal(409, (await site.GetAsync($"/p/{wallet.Slug}/connect")).Status);
        Assert.Equal(404, (await site.GetAsync("/p/nothing/connect")).Status);
    }

    [Fact]
    public async Task The_simulated_bot_returns_the_visitor_to_the_same_checkout()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var offered = await ConnectOfAsync(site, product);
        Assert.Equal("simulator", offered.GetProperty("provider").GetString());
        var (away, cookie) = await AwayAsync(site, product);
        Assert.Null(cookie);
        var payload = Regex.Match(away, "start=([^&]+)").Groups[1].Value;
        Assert.True(payload.Length <= 64, payload);

        var reply = await SayAsync(site, "1", payload);
        var button = Assert.Single(reply.Buttons, one => one.Url is not null);
        var checkout = new Uri(button.Url!).PathAndQuery;
        Assert.StartsWith($"/p/{product.Slug}?handoff=", checkout, StringComparison.Ordinal);
        var (status, page) = await site.GetAsync(checkout);
        Assert.Equal(200, status);
        Assert.Contains("Ben", page, StringComparison.Ordinal);

        Assert.Contains("used already", (await SayAsync(site, "2", payload)).Text, StringComparison.Ordinal);

        // Not the last letter: of that one only some bits count.
        var other = $"{payload[..^2]}{(payload[^2] == 'A' ? 'B' : 'A')}{payload[^1]}";
        Assert.Contains("anywhere", (await SayAsync(site, "3", other)).Text, StringComparison.Ordinal);
        var (late, _) = await AwayAsync(site, product);
        site.Time.Advance(SendVisitor.CodeLifetime);
        Assert.Contains(
            "15 minutes", (await SayAsync(site, "4", Regex.Match(late, "start=([^&]+)").Groups[1].Value)).Text,
            StringComparison.Ordinal);
    }

    private static Task<Site> OpenAsync(DiscordStandIn discord) => Site.CreateAsync(more: services =>
        services.Configure<DiscordOAuthOptions>(options => (options.ApplicationId, options.ClientSecret, options.RestUrl) =
            (DiscordStandIn.ApplicationId, DiscordStandIn.ClientSecret, discord.RestUrl)));

    private static Task<ChatReply> SayAsync(Site site, string update, string payload) =>
        site.InScopeAsync<Conversation, ChatReply>(talk => talk.HandleAsync(
            new ChatRequest(
                Platform.SimServer, update, null, new ChatPerson("s-ben", "Ben", false),
                new ChatInput.Command("start", new Dictionary<string, string> { ["payload"] = payload })),
            CancellationToken.None));

    private static async Task<JsonElement> ConnectOfAsync(Site site, Product product) =>
        (await new Api(site.Client).GetAsync($"/v1/products/p/{product.Slug}")).Expect(200)
            .GetProperty("checkout_config").GetProperty("identity_connect");

    private static async Task<(string Url, string? Cookie)> AwayAsync(Site site, Product product)
    {
        using var answer = await site.Client.GetAsync($"/p/{product.Slug}/connect");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        if (!answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            return (answer.Headers.Location!.ToString(), null);
        }

        var cookie = Assert.Single(cookies);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        return (answer.Headers.Location!.ToString(), cookie.Split(';')[0]);
    }

    private static async Task<HttpResponseMessage> ReturnAsync(Site site, string path, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await site.Client.SendAsync(request);
    }
}
