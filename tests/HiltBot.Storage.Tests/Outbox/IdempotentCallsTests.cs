using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Outbox;

/// <summary>A write that its caller named is done once, whichever node is asked and whatever dies (contract 2.6).</summary>
public sealed class IdempotentCallsTests
{
    private static readonly CallKey Key = new(MerchantId.New(ManualTime.Start), "key", "body");

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Of_many_calls_at_once_one_does_the_work(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallAsync(store, Key)));
        Assert.Single(outcomes.OfType<CallOutcome.Begun>());
        Assert.Equal(1, await MerchantsAsync(store));
        Assert.All(
            outcomes.Where(outcome => outcome is not CallOutcome.Begun),
            outcome => Assert.True(outcome is CallOutcome.StillRunning or CallOutcome.Answered, outcome.ToString()));
        var answered = Assert.IsType<CallOutcome.Answered>(await CallAsync(store, Key));
        Assert.Equal((201, "text/plain", "made"), (
            answered.StatusCode, answered.ContentType, System.Text.Encoding.UTF8.GetString(answered.Body)));
        Assert.IsType<CallOutcome.OtherBody>(await CallAsync(store, Key with { Fingerprint = "other" }));
        Assert.IsType<CallOutcome.Begun>(
            await CallAsync(store, Key with { MerchantId = MerchantId.New(ManualTime.Start) }));
        Assert.Equal(2, await MerchantsAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_died_before_its_work_is_taken_over_by_one_and_what_died_after_it_by_nobody(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        Assert.IsType<CallOutcome.Begun>(await CallAsync(store, Key, works: false, answers: false));
        Assert.IsType<CallOutcome.StillRunning>(await CallAsync(store, Key));
        store.Time.Advance(IdempotentCalls.RunTime);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CallAsync(store, Key, answers: false)));
        Assert.Single(outcomes.OfType<CallOutcome.Begun>());
        store.Time.Advance(IdempotentCalls.RunTime);
        Assert.IsType<CallOutcome.AnswerLost>(await CallAsync(store, Key));
        Assert.Equal(1, await MerchantsAsync(store));
        store.Time.Advance(IdempotentCalls.KeepTime);
        Assert.IsType<CallOutcome.Begun>(await CallAsync(store, Key));
        Assert.Equal(2, await MerchantsAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_was_slow_and_was_taken_over_commits_nothing(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await using var slow = store.Services.CreateAsyncScope();
        var begun = await slow.ServiceProvider.GetRequiredService<IdempotentCalls>().BeginAsync(Key, default);
        Assert.IsType<CallOutcome.Begun>(begun);
        store.Time.Advance(IdempotentCalls.RunTime);
        Assert.IsType<CallOutcome.Begun>(await CallAsync(store, Key));
        await Assert.ThrowsAsync<CallTakenOverException>(() => WorkAsync(slow.ServiceProvider));
        Assert.Equal(1, await MerchantsAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_failed_through_our_fault_may_be_tried_again_at_once_unless_it_was_done(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await CallAsync(store, Key, works: false, answers: false, givesUp: true);
        await CallAsync(store, Key, works: true, answers: false, givesUp: true);
        Assert.IsType<CallOutcome.StillRunning>(await CallAsync(store, Key));
        store.Time.Advance(IdempotentCalls.RunTime);
        Assert.IsType<CallOutcome.AnswerLost>(await CallAsync(store, Key));
        Assert.Equal(1, await MerchantsAsync(store));
    }

    private static async Task<CallOutcome> CallAsync(
        Store store, CallKey key, bool works = true, bool answers = true, bool givesUp = false)
    {
        await using var scope = store.Services.CreateAsyncScope();
        var calls = scope.ServiceProvider.GetRequiredService<IdempotentCalls>();
        var outcome = await calls.BeginAsync(key, default);
        if (outcome is not CallOutcome.Begun begun)
        {
            return outcome;
        }

        if (works)
        {
            await WorkAsync(scope.ServiceProvider);
        }

        if (answers)
        {
            await calls.FinishAsync(key, begun.ClaimId, 201, "text/plain", "made"u8.ToArray(), default);
        }

        if (givesUp)
        {
            await calls.GiveUpAsync(key, begun.ClaimId, default);
        }

        return outcome;
    }

    private static Task<MerchantOutcome> WorkAsync(IServiceProvider services) =>
        services.GetRequiredService<MakeMerchant>().HandleAsync(new NewMerchant("Harbor House"), Actor.System, default);

    private static Task<int> MerchantsAsync(Store store) => store.ReadAsync(db => db.Merchants.CountAsync());
}
