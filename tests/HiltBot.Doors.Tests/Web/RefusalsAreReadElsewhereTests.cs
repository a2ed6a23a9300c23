using HiltBot.Engine.Payments;
using HiltBot.Web.Api.Gate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Web;

/// <summary>
/// A checkout on somebody's own site calls from another origin: without the right headers its browser hides every answer,
/// and a page that has to wait would only see that the network is broken (contract 2.3, 2.5).
/// </summary>
public sealed class RefusalsAreReadElsewhereTests
{
    [Fact]
    public async Task Whoever_asked_too_often_can_read_how_long_to_wait()
    {
        await using var site = await Site.CreateAsync(
            more: services => services.Configure<RateLimitOptions>(limits => limits.Public = 1));
        using var first = await site.Client.GetAsync("/v1/payments/unknown");
        using var second = await site.Client.GetAsync("/v1/payments/unknown");
        Assert.Equal((404, 429), ((int)first.StatusCode, (int)second.StatusCode));
        CanBeRead(second);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_broke_half_way_is_counted_like_every_answer(int status)
    {
        await using var site = await Site.CreateAsync(
            routes: app => app.MapPublic("/v1/broken", "Test").MapGet("/", (HttpContext _) => Break(status)));
        using var answer = await site.Client.GetAsync("/v1/broken");
        Assert.Equal(status, (int)answer.StatusCode);
        CanBeRead(answer);
    }

    private static void CanBeRead(HttpResponseMessage answer)
    {
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.All(
            (string[])["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
            name => Assert.True(answer.Headers.Contains(name), name));
    }

    private static IResult Break(int status) => throw (status switch
    {
        413 => (Exception)new BadHttpRequestException("Request body too large.", status),
        503 => new ChainUnreadableException("The node is gone."),
        _ => new InvalidOperationException("This is broken."),
    });
}
