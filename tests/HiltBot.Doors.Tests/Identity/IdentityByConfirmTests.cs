using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Identity;

/// <summary>
/// A product that enforces identity hears it when the payment is confirmed at the latest (contract 4.3), and what was
/// paid before is never lost.
/// </summary>
public sealed class IdentityByConfirmTests
{
    [Fact]
    public async Task A_session_may_be_opened_without_an_identity_and_is_not_confirmed_without_one()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var payment = await buyer.OpenAsync(new { payer_wallet = buyer.Address });
        var signature = await buyer.PayAsync(payment);
        Assert.Equal("customer_reference_value", (await buyer.ConfirmAsync(payment, signature)).FieldRefused());
        (await buyer.ConfirmAsync(payment, signature, value: "s-ana")).Expect(200);
        Assert.Equal(
            "customer_reference_value", (await buyer.ConfirmAsync(payment, signature, value: "mallory")).FieldRefused());
        await site.SettleAsync();
        var confirmed = (await buyer.ConfirmAsync(payment, signature)).Expect(200);
        Assert.Equal("CONFIRMED", confirmed.GetProperty("status").GetString());
        Assert.Equal("s-ana", await site.ReadAsync(db => db.Memberships.Select(row => row.IdentityValue).SingleAsync()));
    }

    [Fact]
    public async Task Money_that_came_before_the_name_is_named_by_the_wallet_that_paid_and_by_nobody_else()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(Discord());
        using var buyer = new Handshake(site, product.Slug);
        using var thief = new Handshake(site, product.Slug);
        var payment = await buyer.OpenAsync(new { });
        var signature = await buyer.PayAsync(payment);
        await site.SettleAsync();
        var kept = await site.ReadAsync(db => db.Memberships.SingleAsync());
        Assert.Equal((IdentityType.Wallet, buyer.Address), (kept.IdentityType, kept.IdentityValue));

        Assert.Equal("customer_reference_value", (await buyer.ConfirmAsync(payment, signature)).FieldRefused());
        Assert.Equal(
            "identity_session_id", (await buyer.ConfirmAsync(payment, signature, value: "300")).FieldRefused());
        var stolen = await thief.ProveAsync("300");
        Assert.Equal(
            "identity_session_id",
            (await thief.ConfirmAsync(payment, signature, stolen, payer: thief.Address)).FieldRefused());
        Assert.Equal(
            "identity_session_id",
            (await thief.ConfirmAsync(payment, signature, stolen, payer: buyer.Address)).FieldRefused());

        var proven = await buyer.ProveAsync("200");
        var confirmed = (await buyer.ConfirmAsync(payment, signature, proven)).Expect(200);
        Assert.Equal(kept.Id.Value, confirmed.GetProperty("membership_id").GetGuid());
        (await buyer.ConfirmAsync(payment, signature, proven)).Expect(200);
        var named = await site.ReadAsync(db => db.Memberships.SingleAsync());
        Assert.Equal((IdentityType.DiscordUserId, "200"), (named.IdentityType, named.IdentityValue));
        var account = await site.ReadAsync(db => db.BuyerAccounts.SingleAsync());
        Assert.Equal((Platform.Discord, "200", named.BuyerId), (account.Platform, account.AccountId, account.BuyerId));
        Assert.Equal(1, await site.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Fact]
    public async Task Whoever_knows_only_the_product_and_the_payer_names_nobody()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var payment = await buyer.OpenAsync(new { payer_wallet = buyer.Address });
        var signature = await buyer.PayAsync(payment);
        Assert.Equal("identity_session_id", (await BySlugAsync(null, "mallory")).FieldRefused());
        (await BySlugAsync(await buyer.ProveAsync("s-ana"), null)).Expect(200);
        Assert.Equal("s-ana", await site.ReadAsync(db => db.Payments.Select(row => row.IdentityValue).SingleAsync()));

        Task<ApiAnswer> BySlugAsync(string? session, string? value) => buyer.Api.PostAsync("/v1/pay/confirm", new
        {
            slug = product.Slug,
            tx_signature = signature,
            payer_wallet = buyer.Address,
            identity_session_id = session,
            customer_reference_value = value,
        });
    }

    [Fact]
    public async Task A_member_in_their_own_right_is_not_taken_over()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(Discord());
        using var first = new Handshake(site, product.Slug);
        using var second = new Handshake(site, product.Slug);
        var paid = await first.OpenAsync(new { identity_session_id = await first.ProveAsync("200") });
        await first.PayAsync(paid);
        var payment = await second.OpenAsync(new { });
        var signature = await second.PayAsync(payment);
        await site.SettleAsync();
        (await second.ConfirmAsync(payment, signature, await second.ProveAsync("200"))).Expect(409);
        Assert.Equal(2, await site.ReadAsync(db => db.Memberships.CountAsync()));
        (await second.ConfirmAsync(payment, signature, await second.ProveAsync("201"))).Expect(200);
    }

    [Fact]
    public async Task Where_the_wallet_is_the_identity_nobody_has_to_be_named()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(Site.Offer() with
        {
            Membership = new MembershipTerms { IdentityType = IdentityType.Wallet },
        });
        using var buyer = new Handshake(site, product.Slug);
        var payment = await buyer.OpenAsync(new { });
        var signature = await buyer.PayAsync(payment);
        (await buyer.ConfirmAsync(payment, signature)).Expect(200);
        await site.SettleAsync();
        (await buyer.ConfirmAsync(payment, signature, value: "somebody")).Expect(422);
        Assert.Equal(buyer.Address, await site.ReadAsync(db => db.Memberships.Select(row => row.IdentityValue).SingleAsync()));
    }

    internal static NewProduct Discord() => Site.Offer() with
    {
        Membership = new MembershipTerms
        {
            IdentityType = IdentityType.DiscordUserId,
            IdentityRequired = true,
        },
    };
}
