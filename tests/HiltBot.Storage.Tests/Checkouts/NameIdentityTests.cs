using System.Text;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Solana.Keys;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Checkouts;

public sealed class NameIdentityTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Of_eight_who_name_the_buyer_at_the_same_moment_one_is_heard(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var opened = Assert.IsType<CheckoutOutcome.Opened>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { EndsWithConfirm = true }));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            store.InScopeAsync<NameIdentity, NamingOutcome>(step => step.HandleAsync(
                opened.Payment.Id, new IdentityGiven(null, $"buyer-{number}", null, null, null, true), default))));
        Assert.Single(outcomes.OfType<NamingOutcome.Fine>());
        Assert.Equal(7, outcomes.OfType<NamingOutcome.Differs>().Count());
        Assert.Equal(1, await store.ReadAsync(db => db.History.CountAsync(row => row.EventType == "identity_named")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_signature_that_is_sent_eight_times_verifies_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        using var wallet = KeyPair.Generate();
        var address = wallet.Address.ToString();
        var started = Assert.IsType<IdentityStartOutcome.Started>(
            await store.InScopeAsync<StartIdentity, IdentityStartOutcome>(step => step.HandleAsync(
                new IdentityWish(product.Slug, address, null, null, "alice", null), default)));
        var signature = wallet.Sign(Encoding.UTF8.GetBytes(started.Session.Challenge)).ToArray();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            store.InScopeAsync<CompleteIdentity, IdentityCompleteOutcome>(step => step.HandleAsync(
                started.Session.Id.ToString(), address, signature, default))));
        var verified = outcomes.Select(Assert.IsType<IdentityCompleteOutcome.Verified>).ToList();
        Assert.Single(verified.Select(one => (one.Session.VerifiedAt, one.Session.ExpiresAt)).Distinct());
    }
}
