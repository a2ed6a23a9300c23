using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>The same <c>Idempotency-Key</c> at once, over HTTP on both databases: the work is done once (contract 2.6).</summary>
public sealed class SameKeyTests
{
    private const int AtOnce = 8;

    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.Postgres)]
    public async Task Requests_at_once_with_one_key_do_the_work_once(string provider)
    {
        await using var host = await LiveHost.StartAsync(provider);
        var nobody = new Caller(host, new Exchanges());
        var account = (await nobody.CallAsync(
            "POST /v1/auth/register", new { email = "mia@example.org", password = World.Password })).Expect(201);
        var session = nobody.With(token: account.Id("token"));
        var careful = nobody.With(token: session.Token, idempotencyKey: "the-same-key-for-all");
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ =>
            careful.CallAsync("POST /v1/keys", new { name = "Shop" })));
        var made = answers.Where(one => one.Status == 201).ToList();
        Assert.NotEmpty(made);
        Assert.Single(made.Select(one => one.Id("raw_key")).Distinct());
        Assert.All(answers.Where(one => one.Status != 201), one => Assert.Equal(
            "idempotency_in_progress", one.Expect(409)["detail"].GetProperty("code").GetString()));
        Assert.Equal(1, (await session.CallAsync("GET /v1/keys")).Expect(200).Body.GetArrayLength());
        Assert.Equal(
            made[0].Text, (await careful.CallAsync("POST /v1/keys", new { name = "Shop" })).Expect(201).Text);
        Assert.Equal(
            "idempotency_conflict",
            (await careful.CallAsync("POST /v1/keys", new { name = "Other" })).Expect(409)["detail"]
                .GetProperty("code").GetString());
    }
}
