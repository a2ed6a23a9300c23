using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>What a buyer signed is sent until it has landed or never can, and never twice.</summary>
public sealed class SignedPaymentsLandTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_same_bytes_are_sent_again_until_the_ledger_has_them(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), store.Services.GetRequiredService<FakeChain>());
        var session = await shop.SessionAsync();
        var taken = new List<string>();
        chain.Executes = bytes =>
        {
            taken.Add(Convert.ToBase64String(bytes));
            return new SendAnswer.Unknown(null);
        };
        var signed = Signed(session, 1);
        var sent = Assert.IsType<SendPaymentOutcome.Sent>(await SendAsync(store, session, signed));
        Assert.False(sent.IsTaken);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, await ResendAsync(store));
            store.Time.Advance(ResendPayments.Interval);
            Assert.Equal(1, await ResendAsync(store));
        }

        Assert.Equal(4, taken.Count);
        Assert.Single(taken.Distinct());
        var row = await store.ReadAsync(db => db.SentPayments.SingleAsync());
        Assert.Equal((SentState.Open, 4), (row.State, row.Sends));

        chain.Hear(row.Signature);
        store.Time.Advance(ResendPayments.Interval);
        await ResendAsync(store);
        Assert.Equal(4, taken.Count);
        chain.Build(1_000);
        chain.Add([], shop.Payer, named: row.Signature);
        store.Time.Advance(TimeSpan.FromSeconds(10));
        await ResendAsync(store);
        row = await store.ReadAsync(db => db.SentPayments.SingleAsync());
        Assert.Equal((SentState.Landed, (DateTimeOffset?)null, 4), (row.State, row.NextAt, taken.Count));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_second_one_is_refused_until_the_first_is_dead_and_then_the_buyer_signs_again(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), store.Services.GetRequiredService<FakeChain>());
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var first = Signed(session, 1);
        chain.Executes = _ => new SendAnswer.Taken(SignatureOf(first));
        Assert.IsType<SendPaymentOutcome.Sent>(await SendAsync(store, session, first));
        Assert.IsType<SendPaymentOutcome.Sent>(await SendAsync(store, session, first));
        var held = Assert.IsType<SendPaymentOutcome.OnItsWay>(await SendAsync(store, session, Signed(session, 2)));
        Assert.InRange(held.Left.TotalSeconds, 5, 90);
        Assert.NotNull(await HoldAsync(store, session));

        chain.Build(180);
        store.Time.Advance(ResendPayments.Interval);
        await ResendAsync(store);
        Assert.NotNull(await HoldAsync(store, session));
        chain.Build(1);
        store.Time.Advance(ResendPayments.Interval);
        await ResendAsync(store);
        Assert.Null(await HoldAsync(store, session));
        store.Time.Advance(TimeSpan.FromSeconds(3));
        await shop.SettleAsync();
        await shop.EndAsync();
        var freed = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.PendingSignature, (string?)null, SignatureOf(first)),
            (freed.Status, freed.NamedSignature, freed.LostSignature));
        chain.Executes = _ => new SendAnswer.Taken(SignatureOf(Signed(session, 2)));
        Assert.IsType<SendPaymentOutcome.Sent>(await SendAsync(store, session, Signed(session, 2)));
        Assert.Equal(2, await store.ReadAsync(db => db.SentPayments.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_two_signed_at_the_same_moment_one_is_sent(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), store.Services.GetRequiredService<FakeChain>());
        var session = await shop.SessionAsync();
        chain.Executes = _ => new SendAnswer.Unknown(null);
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 6).Select(
            of => Task.Run(() => SendAsync(store, session, Signed(session, (byte)of)))));
        Assert.Single(outcomes, one => one is SendPaymentOutcome.Sent);
        Assert.Equal(5, outcomes.Count(one => one is SendPaymentOutcome.OnItsWay));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_the_ledger_refuses_holds_nothing(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), store.Services.GetRequiredService<FakeChain>());
        var session = await shop.SessionAsync();
        chain.Executes = _ => new SendAnswer.Refused("There is not enough USDC in the wallet.");
        Assert.IsType<SendPaymentOutcome.Refused>(await SendAsync(store, session, Signed(session, 1)));
        Assert.Null(await HoldAsync(store, session));
        Assert.Equal(0, await store.ReadAsync(db => db.SentPayments.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Many_of_them_are_asked_about_in_one_question_and_their_bytes_are_not_kept_for_ever(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), store.Services.GetRequiredService<FakeChain>());
        chain.Executes = _ => new SendAnswer.Unknown(null);
        for (byte i = 0; i < 30; i++)
        {
            var session = await shop.SessionAsync();
            await SendAsync(store, session, Signed(session, i));
        }

        store.Time.Advance(ResendPayments.Interval);
        chain.Calls.Clear();
        Assert.Equal(30, await ResendAsync(store));
        Assert.Equal((1, 20), (chain.Calls.Count(call => call == nameof(IOutgoingChain.FindAllAsync)),
            chain.Calls.Count(call => call == nameof(IPaymentChain.SendAsync))));
        store.Time.Advance(SentPayment.KeepTime + TimeSpan.FromMinutes(1));
        await store.InScopeAsync<PruneRows, int>(step => step.HandleAsync(default));
        Assert.Equal(0, await store.ReadAsync(db => db.SentPayments.CountAsync()));
    }

    private static byte[] Signed(Payment session, byte blockhash)
    {
        using var key = KeyPair.FromSeed(SHA256.HashData(Encoding.UTF8.GetBytes("payer")));
        var token = new TokenMint(Address.Parse(session.TokenMint), ProgramIds.Token, 6);
        return PaymentShape.Of(
                session, key.Address, token, Blockhash.From([blockhash, .. new byte[31]])).Build().Sign(key).Serialize();
    }

    private static string SignatureOf(byte[] bytes) =>
        Solana.Transactions.TransactionDecoder.TryDecode(bytes, out var one) ? one.Id.ToString() : string.Empty;

    private static Task<SendPaymentOutcome> SendAsync(Store store, Payment session, byte[] bytes) =>
        store.InScopeAsync<SendPayment, SendPaymentOutcome>(
            step => step.HandleAsync(session.Id, FakeChain.Wallet("payer"), bytes, default));

    private static Task<TimeSpan?> HoldAsync(Store store, Payment session) =>
        store.InScopeAsync<SendPayment, TimeSpan?>(step => step.HoldAsync(session.Id, default));

    private static Task<int> ResendAsync(Store store) =>
        store.InScopeAsync<ResendPayments, int>(step => step.HandleAsync(default));
}
