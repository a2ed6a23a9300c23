using System.Net;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using Microsoft.AspNetCore.Builder;

namespace HiltBot.Doors.Tests.Web;

/// <summary>Who comes through to the routes of <c>/v1</c>, and who is stopped.</summary>
public sealed class ApiGateTests
{
    private const string Path = "/v1/only-for-merchants";

    private static readonly int PublicLimit = new RateLimitOptions().Public;

    [Theory]
    [InlineData("/v1/only-for-merchants")]
    [InlineData("/V1/only-for-merchants")]
    [InlineData("/V1/Only-For-Merchants/")]
    public async Task However_a_path_is_spelled_nobody_comes_in_without_a_credential(string path)
    {
        await using var site = await Site.CreateAsync(routes: MapMerchantsOnly);
        using var answer = await site.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.True(answer.Headers.Contains("X-RateLimit-Limit"));
    }

    [Fact]
    public async Task A_key_comes_in_however_many_buyers_ask_from_the_same_address()
    {
        await using var site = await Site.CreateAsync(routes: MapMerchantsOnly);
        var key = await KeyAsync(site);
        for (var count = 0; count <= PublicLimit; count++)
        {
            using var buyer = await site.Client.GetAsync("/v1/payments/unknown");
            Assert.Equal(
                count < PublicLimit ? HttpStatusCode.NotFound : HttpStatusCode.TooManyRequests, buyer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, await CallAsync(site, key));
    }

    [Fact]
    public async Task Whoever_guesses_keys_is_stopped_and_may_try_again_in_the_next_minute()
    {
        await using var site = await Site.CreateAsync(routes: MapMerchantsOnly);
        var key = await KeyAsync(site);
        for (var count = 0; count < PublicLimit; count++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(site, ApiKeyText.Make(isSandbox: false)));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await CallAsync(site, key));
        site.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(site, key));
    }

    private static void MapMerchantsOnly(WebApplication app) =>
        app.MapMerchant(Path, "Test").MapGet("/", (CalledBy by) => by.MerchantId.ToString());

    private static async Task<HttpStatusCode> CallAsync(Site site, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("X-Hilt-Key", key);
        using var answer = await site.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<string> KeyAsync(Site site)
    {
        var key = ApiKeyText.Make(isSandbox: false);
        var now = site.Time.GetUtcNow();
        await site.WriteAsync(db =>
        {
            db.Accounts.Add(new Account
            {
                MerchantId = site.MerchantId,
                Tier = Tier.Enterprise,
                Status = AccountStatus.Active,
                SessionsFrom = now,
                CreatedAt = now,
            });
            db.ApiKeys.Add(new ApiKey
            {
                Id = ApiKeyId.New(now),
                MerchantId = site.MerchantId,
                Name = "test",
                KeyPrefix = key[..ApiKeyText.PrefixShown],
                KeyHash = ApiKeyText.HashOf(key)!,
                Permissions = "read",
                IsSandbox = false,
                CreatedAt = now,
            });
            return Task.CompletedTask;
        });
        return key;
    }
}
