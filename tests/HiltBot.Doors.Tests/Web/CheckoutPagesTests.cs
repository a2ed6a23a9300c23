using System.Net;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Web;

/// <summary>What buyers meet on the hosted checkout, on the way to access and on every way that leads nowhere.</summary>
public sealed class CheckoutPagesTests
{
    [Fact]
    public async Task A_buyer_pays_without_any_script_and_the_page_says_so_to_the_end()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var link = await site.LinkAsync(product);
        var (status, offer) = await site.GetAsync(new Uri(link.Url).PathAndQuery);
        Assert.Equal(200, status);
        Assert.Contains("29.00 USDC", offer, StringComparison.Ordinal);
        Assert.Contains("Ana", offer, StringComparison.Ordinal);
        Assert.Contains("for 30 days", offer, StringComparison.Ordinal);

        using var opened = await site.SubmitAsync(offer, "/open");
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        var path = opened.Headers.Location!.ToString();
        var (_, waiting) = await site.GetAsync(path);
        Assert.Contains("Waiting for your payment", waiting, StringComparison.Ordinal);

        using var paid = await site.SubmitAsync(waiting, "/sandbox");
        Assert.Equal(HttpStatusCode.SeeOther, paid.StatusCode);
        await site.SettleAsync();
        var (_, done) = await site.GetAsync(path);
        Assert.Contains("You are in", done, StringComparison.Ordinal);
        Assert.Contains("/simulator?as=ana", done, StringComparison.Ordinal);

        var payment = await site.ReadAsync(db => db.Payments.SingleAsync());
        Assert.NotNull(payment.TermsAcceptedAt);
        var receipt = await site.ReadAsync(db => db.Receipts.SingleAsync());
        Assert.Contains($"/receipt/{receipt.Id}", done, StringComparison.Ordinal);
        var (_, proof) = await site.GetAsync($"/receipt/{receipt.Id}");
        Assert.Contains("Genuine", proof, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pressing_pay_twice_pays_once()
    {
        await using var site = await Site.CreateAsync();
        var (path, page) = await OpenAsync(site, await site.SellAsync());
        using var first = await site.SubmitAsync(page, "/sandbox");

        // The same form again, before anybody has looked at the ledger, and after.
        using var second = await site.SubmitAsync(page, "/sandbox");
        Assert.Equal(path, second.Headers.Location!.ToString());
        using var part = await site.SubmitAsync(page, "/sandbox", ("amount", "1"));
        Assert.Equal(path, part.Headers.Location!.ToString());
        await site.SettleAsync();
        using var third = await site.SubmitAsync(page, "/sandbox");
        Assert.Equal(path, third.Headers.Location!.ToString());
        Assert.Equal(1, await site.ReadAsync(db => db.PlayTransactions.CountAsync()));
    }

    [Fact]
    public async Task Pressing_agree_twice_opens_one_session_and_a_fresh_page_another()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(Site.Offer() with { PaymentsMax = 2 });
        var path = new Uri((await site.LinkAsync(product)).Url).PathAndQuery;
        var (_, offer) = await site.GetAsync(path);
        using var first = await site.SubmitAsync(offer, "/open");
        using var second = await site.SubmitAsync(offer, "/open");
        Assert.Equal(HttpStatusCode.SeeOther, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(1, await site.ReadAsync(db => db.Payments.CountAsync()));
        Assert.Equal(1, await site.ReadAsync(db => db.Products.Select(row => row.PlacesHeld).SingleAsync()));
        var (_, fresh) = await site.GetAsync(path);
        using var third = await site.SubmitAsync(fresh, "/open");
        Assert.NotEqual(first.Headers.Location, third.Headers.Location);
        Assert.Equal(2, await site.ReadAsync(db => db.Payments.CountAsync()));
    }

    [Fact]
    public async Task Too_little_is_named_and_the_rest_completes_it()
    {
        await using var site = await Site.CreateAsync();
        var (path, page) = await OpenAsync(site, await site.SellAsync());
        using var part = await site.SubmitAsync(page, "/sandbox", ("amount", "28.5"));
        await site.SettleAsync();
        var (_, missing) = await site.GetAsync(path);
        Assert.Contains("0.50 USDC is missing", missing, StringComparison.Ordinal);
        using var again = await site.SubmitAsync(page, "/sandbox", ("amount", "28.5"));
        Assert.Equal(1, await site.ReadAsync(db => db.PlayTransactions.CountAsync()));
        using var rest = await site.SubmitAsync(missing, "/sandbox");
        site.Time.Advance(TimeSpan.FromSeconds(5));
        await site.SettleAsync();
        Assert.Equal(PaymentStatus.Confirmed, (await site.ReadAsync(db => db.Payments.SingleAsync())).Status);
    }

    [Fact]
    public async Task An_unknown_offer_and_an_unknown_checkout_are_not_found()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        await RefusesAsync(site, "/p/nothing-here", 404, "There is no such offer");
        await RefusesAsync(site, $"/p/{product.Slug}/pay/not-an-id", 404, "There is no such checkout");
        await RefusesAsync(site, $"/p/{product.Slug}/pay/{Guid.Empty}", 404, "There is no such checkout");
        await RefusesAsync(site, "/receipt/none", 404, "There is no such receipt");
        await RefusesAsync(site, "/nowhere", 404, "There is nothing here");
        await RefusesAsync(site, "/setup/abc", 404, "There is no such set-up link");
    }

    [Fact]
    public async Task A_forged_link_and_a_link_for_another_offer_are_told_apart()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var other = await site.SellAsync(Site.Offer("Workshop"));
        var link = await site.LinkAsync(product);
        var changed = link.Token[..^3] + (link.Token[^3] == 'A' ? 'B' : 'A') + link.Token[^2..];
        await RefusesAsync(site, $"/p/{product.Slug}?handoff={changed}", 422, "This link is not genuine");
        await RefusesAsync(site, $"/p/{product.Slug}?handoff={new string('A', 5000)}", 422, "This link is not genuine");
        await RefusesAsync(site, $"/p/{other.Slug}?handoff={link.Token}", 422, "This link is for another offer");
    }

    [Fact]
    public async Task An_expired_link_leads_back_to_the_chat()
    {
        await using var site = await Site.CreateAsync();
        var link = await site.LinkAsync(await site.SellAsync());
        site.Time.Advance(TimeSpan.FromMinutes(31));
        var page = await RefusesAsync(site, new Uri(link.Url).PathAndQuery, 410, "This link has run out");
        Assert.Contains("/simulator?as=ana", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProductStatus.Paused, 409, "This offer is paused")]
    [InlineData(ProductStatus.Archived, 404, "This offer has ended")]
    public async Task What_is_not_sold_says_so(ProductStatus status, int code, string title)
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        await site.WriteAsync(async db => (await db.Products.SingleAsync(row => row.Id == product.Id)).Status = status);
        await RefusesAsync(site, $"/p/{product.Slug}", code, title);
    }

    [Fact]
    public async Task The_last_place_is_sold_once()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(Site.Offer() with { PaymentsMax = 1 });
        var link = await site.LinkAsync(product);
        var (_, offer) = await site.GetAsync(new Uri(link.Url).PathAndQuery);
        using var first = await site.SubmitAsync(offer, "/open");
        await RefusesAsync(site, new Uri(link.Url).PathAndQuery, 409, "This offer is sold out", payments: 1);
    }

    [Fact]
    public async Task A_wrong_amount_and_a_form_that_is_not_ours_change_nothing()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var link = await site.LinkAsync(product);
        var (_, offer) = await site.GetAsync(new Uri(link.Url).PathAndQuery);
        using var wrong = await site.SubmitAsync(offer, "/open", ("amount", "1.5"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("The amount is not the price", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var nonsense = await site.SubmitAsync(offer, "/open", ("amount", "a lot"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nonsense.StatusCode);
        using var foreign = await site.Client.PostAsync(
            $"/p/{product.Slug}/open", new FormUrlEncodedContent([KeyValuePair.Create("handoff", link.Token)]));
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal(0, await site.ReadAsync(db => db.Payments.CountAsync()));
    }

    [Fact]
    public async Task A_session_that_ran_out_offers_no_way_to_pay()
    {
        await using var site = await Site.CreateAsync();
        var (path, page) = await OpenAsync(site, await site.SellAsync());
        site.Time.Advance(TimeSpan.FromMinutes(31));
        var (_, over) = await site.GetAsync(path);
        Assert.Contains("The time to pay is over", over, StringComparison.Ordinal);
        using var late = await site.SubmitAsync(page, "/sandbox");
        Assert.Equal(0, await site.ReadAsync(db => db.PlayTransactions.CountAsync()));
        site.Time.Advance(TimeSpan.FromMinutes(5));
        await site.SettleAsync();
        var (_, ended) = await site.GetAsync(path);
        Assert.Contains("This checkout has ended", ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobodys_words_become_markup()
    {
        const string hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync(Site.Offer(hostile) with { Description = hostile, TermsText = hostile });
        var link = await site.LinkAsync(product);
        var (_, offer) = await site.GetAsync(new Uri(link.Url).PathAndQuery);
        var (_, pay) = await OpenAsync(site, product);
        foreach (var page in (string[])[offer, pay])
        {
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pages_let_in_only_our_own_scripts_and_are_not_kept()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var answer = await site.Client.GetAsync($"/p/{product.Slug}");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        foreach (var name in (string[])["site.css", "checkout.css", "simulator.css", "pay.js", "wallets.js", "dom.js", "simulator.js"])
        {
            using var asset = await site.Client.GetAsync($"/assets/{name}");
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.NotEmpty(await asset.Content.ReadAsByteArrayAsync());
        }
    }

    private static async Task<(string Path, string Page)> OpenAsync(Site site, Product product)
    {
        var link = await site.LinkAsync(product);
        var (_, offer) = await site.GetAsync(new Uri(link.Url).PathAndQuery);
        using var opened = await site.SubmitAsync(offer, "/open");
        var path = opened.Headers.Location!.ToString();
        return (path, (await site.GetAsync(path)).Body);
    }

    private static async Task<string> RefusesAsync(Site site, string path, int status, string title, int payments = 0)
    {
        var (code, page) = await site.GetAsync(path);
        Assert.True(status == code, $"{path}: {code} {page}");
        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Equal(payments, await site.ReadAsync(db => db.Payments.CountAsync()));
        return page;
    }
}
