using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;

namespace HiltBot.Doors.Tests.Web;

/// <summary>The hosted page says of each kind of offer what is bought and what happens next, and nothing that is not so.</summary>
public sealed class OffersSayWhatIsBoughtTests
{
    [Fact]
    public async Task A_tip_opens_nothing_and_has_no_end()
    {
        await using var site = await Site.CreateAsync();
        var tips = await site.SellAsync(new NewProduct(ProductType.TipJar, "Tips")
        {
            MerchantWallet = SimWallet.Of("the merchant"),
        });
        var (_, page) = await site.GetAsync($"/p/{tips.Slug}");
        Assert.Contains("Agree and pay", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Access for", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Period</dt>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/join", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_place_in_a_chat_no_bot_is_promised()
    {
        await using var site = await Site.CreateAsync();
        var letters = await site.SellAsync(Site.Offer("Letters") with
        {
            Membership = new MembershipTerms
            {
                Billing = new Billing(BillingUnit.Day, 30, "UTC", null),
                IdentityType = IdentityType.Custom,
                IdentityRequired = true,
            },
        });
        var (_, page) = await site.GetAsync($"/p/{letters.Slug}");
        Assert.Contains("there you get a link that names you", page, StringComparison.Ordinal);
        Assert.Contains("If you do nothing, access simply ends", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/join", page, StringComparison.Ordinal);
        Assert.DoesNotContain("the bot", page, StringComparison.Ordinal);

        var (_, circle) = await site.GetAsync(new Uri((await site.LinkAsync(await site.SellAsync())).Url).PathAndQuery);
        Assert.Contains("Before it ends the bot reminds you", circle, StringComparison.Ordinal);
        Assert.Contains("Access for", circle, StringComparison.Ordinal);
    }
}
