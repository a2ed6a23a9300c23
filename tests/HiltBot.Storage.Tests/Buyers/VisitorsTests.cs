using System.Web;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Buyers;

public sealed class VisitorsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_visitor_who_returns_eight_times_at_once_is_taken_back_once(string provider)
    {
        var discord = new FakeDiscord();
        await using var store = await Store.CreateAsync(
            provider, more: services => services.AddSingleton<IVisitorProof>(discord));
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync(Storefront.Vip() with
        {
            Membership = new MembershipTerms { IdentityType = IdentityType.DiscordUserId, IdentityRequired = true },
        });
        var away = Assert.IsType<SendOutcome.Away>(await store.InScopeAsync<SendVisitor, SendOutcome>(
            step => step.HandleAsync(product.Slug, default)));
        var state = HttpUtility.ParseQueryString(new Uri(away.Url).Query)["state"]!;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            store.InScopeAsync<ReceiveVisitor, ReceiveOutcome>(step => step.HandleAsync(
                new VisitorReturn(state, away.BrowserKey, "a-code"), default))));
        var known = Assert.Single(outcomes.OfType<ReceiveOutcome.Known>());
        Assert.Equal(("200", Platform.Discord), (known.Handoff.Claim.IdentityValue, known.Handoff.Claim.AskedOn));
        Assert.Equal(7, outcomes.OfType<ReceiveOutcome.NotBegunHere>().Count());
        Assert.Equal(1, discord.Asked);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_that_connects_eight_times_at_once_is_kept_once(string provider)
    {
        var ours = PhantomKey.From(Enumerable.Repeat((byte)9, 32).ToArray());
        await using var store = await Store.CreateAsync(provider, more: services => services.AddSingleton(ours));
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync();
        var opened = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(new CheckoutRequest(product.Slug)));
        byte[] secret = Enumerable.Repeat((byte)4, 32).ToArray(), nonce = new byte[NaclBox.NonceLength];
        var shared = NaclBox.SharedKey(secret, Base58.Decode(ours.PublicKey))!;
        var wallet = FakeChain.Wallet("alice");
        var data = NaclBox.Seal(
            shared, nonce, System.Text.Encoding.UTF8.GetBytes($$"""{"public_key":"{{wallet}}","session":"a token"}"""));
        var answer = new PhantomAnswer(
            Base58.Encode(X25519.PublicKey(secret)), Base58.Encode(nonce), Base58.Encode(data));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            store.InScopeAsync<KeepPhantomWallet, PhantomOutcome>(step =>
                step.HandleAsync(opened.Payment.Id, answer, default))));
        Assert.All(outcomes, outcome => Assert.Equal(
            wallet, Assert.IsType<PhantomOutcome.Connected>(outcome).WalletAddress));
        var kept = await store.ReadAsync(db => db.PhantomSessions.SingleAsync());
        Assert.Equal(wallet, kept.WalletAddress);
        Assert.DoesNotContain(
            "a token", System.Text.Encoding.UTF8.GetString(kept.SealedToken), StringComparison.Ordinal);
    }

    private sealed class FakeDiscord : IVisitorProof
    {
        private int asked;

        public int Asked => asked;

        public Platform Platform => Platform.Discord;

        public bool IsOffered => true;

        public string AuthorizeUrl(string state, string challenge) =>
            $"https://discord.example/authorize?state={state}&challenge={challenge}";

        public Task<VisitorAnswer> AskAsync(string code, string verifier, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult<VisitorAnswer>(new VisitorAnswer.Person("200", "Ana"));
        }
    }
}
