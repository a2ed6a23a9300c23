using HiltBot.Engine.Outbox;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Web;

/// <summary>The <c>Idempotency-Key</c> of a write at the door (contract 2.6).</summary>
public sealed class IdempotencyTests
{
    [Fact]
    public async Task Two_calls_at_once_do_the_work_once_and_a_later_one_gets_the_same_answer()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MakeAsync(mia, "Shop", "the same key")));
        var made = answers.Where(answer => answer.Status == 201).ToList();
        Assert.NotEmpty(made);
        Assert.Single(made.Select(answer => answer.Text).Distinct());
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal("idempotency_in_progress", Code(answer, 409)));
        Assert.Equal(1, await site.ReadAsync(db => db.ApiKeys.CountAsync()));
        Assert.Equal(made[0].Text, (await MakeAsync(mia, "Shop", " the same key ".Trim())).Text);
        Assert.Equal("idempotency_conflict", Code(await MakeAsync(mia, "Other", "the same key"), 409));
        Assert.Equal(1, await site.ReadAsync(db => db.ApiKeys.CountAsync()));
    }

    [Fact]
    public async Task A_kept_answer_shows_its_secret_to_its_caller_only()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var eve = await Api.SignUpAsync(site.Client);
        var made = await MakeAsync(mia, "Shop", "the-same-key");
        var raw = made.Expect(201).GetProperty("raw_key").GetString()!;
        var kept = await site.ReadAsync(db => db.IdempotentCalls.SingleAsync());
        Assert.DoesNotContain(raw, System.Text.Encoding.UTF8.GetString(kept.Answer!), StringComparison.Ordinal);
        var hers = await MakeAsync(eve, "Shop", "the-same-key");
        Assert.NotEqual(raw, hers.Expect(201).GetProperty("raw_key").GetString());
        Assert.Equal(raw, (await MakeAsync(mia, "Shop", "the-same-key")).Expect(201).GetProperty("raw_key").GetString());
    }

    [Theory]
    [InlineData("1234567", "idempotency_key_required")]
    [InlineData("with a space", "idempotency_key_invalid")]
    [InlineData("umlaut-\u00fcber", "idempotency_key_invalid")]
    [InlineData(null, "idempotency_key_too_long")]
    public async Task A_key_that_is_none_is_400_and_does_nothing(string? key, string code)
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        Assert.Equal(code, Code(await MakeAsync(mia, "Shop", key ?? new string('x', 256)), 400));
        Assert.Equal(0, await site.ReadAsync(db => db.ApiKeys.CountAsync()));
    }

    [Fact]
    public async Task A_refusal_and_an_empty_answer_are_kept_as_well()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        (await MakeAsync(mia, " ", "a-refused-one")).Expect(422);
        var again = await MakeAsync(mia, " ", "a-refused-one");
        again.Expect(422);
        var id = (await MakeAsync(mia, "Shop", "a-good-one")).Body.GetProperty("key").GetProperty("id").GetString();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var gone = await mia.SendAsync(HttpMethod.Delete, $"/v1/keys/{id}", null, "delete-it-once");
            Assert.Equal((204, string.Empty), (gone.Status, gone.Text));
        }
    }

    [Fact]
    public async Task Work_that_was_done_by_a_node_that_died_is_not_done_again()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        (await MakeAsync(mia, "Shop", "before-it-died")).Expect(201);
        await site.WriteAsync(db => db.IdempotentCalls.ExecuteUpdateAsync(set => set
            .SetProperty(row => row.StatusCode, (int?)null).SetProperty(row => row.Answer, (byte[]?)null)));
        Assert.Equal("idempotency_in_progress", Code(await MakeAsync(mia, "Shop", "before-it-died"), 409));
        site.Time.Advance(IdempotentCalls.RunTime);
        Assert.Equal("idempotency_conflict", Code(await MakeAsync(mia, "Shop", "before-it-died"), 409));
        Assert.Equal(1, await site.ReadAsync(db => db.ApiKeys.CountAsync()));
        site.Time.Advance(IdempotentCalls.KeepTime);
        var token = (await new Api(site.Client).PostAsync(
            "/v1/auth/login", new { email = mia.Email, password = Api.Password })).TextOf("token");
        (await MakeAsync(new Api(site.Client) { Token = token }, "Shop", "before-it-died")).Expect(201);
    }

    private static Task<ApiAnswer> MakeAsync(Api api, string name, string key) =>
        api.PostAsync("/v1/keys", new { name }, key.Replace(' ', key == "with a space" ? ' ' : '-'));

    private static string? Code(ApiAnswer answer, int status) =>
        answer.Expect(status).GetProperty("detail").GetProperty("code").GetString();
}
