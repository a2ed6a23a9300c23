using HiltBot.Doors.Tests.Web;

namespace HiltBot.Doors.Tests.Products;

/// <summary>Links that fix who gets access (contract 4.2).</summary>
public sealed class HandoffLinkTests
{
    [Fact]
    public async Task A_link_says_what_it_was_made_with_until_it_expires()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var link = await MakeAsync(shop, product, new { identity_value = " s-77 ", identity_type = "custom ", identity_display = "Ana" });
        var resolve = $"/v1/products/p/{Shop.Text(product, "slug")}/resolve-handoff";
        var resolved = (await shop.Buyer.PostAsync(resolve, new { handoff_token = link.TextOf("handoff_token") })).Expect(200);
        Assert.Equal(("CUSTOM", "s-77", "Ana", Shop.Text(product, "id")), (
            Shop.Text(resolved, "identity_type"), Shop.Text(resolved, "identity_value"),
            Shop.Text(resolved, "identity_display"), Shop.Text(resolved, "product_id")));
        Assert.Equal(link.TextOf("expires_at"), Shop.Text(resolved, "expires_at"));
        Assert.Null(resolved.GetProperty("handoff_token").GetString());

        var other = await shop.SellAsync(Shop.Course());
        Assert.Equal("handoff_token", (await shop.Buyer.PostAsync(
            $"/v1/products/p/{Shop.Text(other, "slug")}/resolve-handoff",
            new { handoff_token = link.TextOf("handoff_token") })).FieldRefused());
        Assert.Equal("handoff_token", (await shop.Buyer.PostAsync(resolve, new { handoff_token = "forged" })).FieldRefused());
        Assert.Equal("handoff_token", (await shop.Buyer.PostAsync(resolve, new { handoff_token = "" })).FieldRefused());
        (await shop.Buyer.PostAsync(
            "/v1/products/p/none/resolve-handoff", new { handoff_token = link.TextOf("handoff_token") })).Expect(404);
        shop.Site.Time.Advance(TimeSpan.FromMinutes(31));
        (await shop.Buyer.PostAsync(resolve, new { handoff_token = link.TextOf("handoff_token") })).Expect(410);
    }

    [Fact]
    public async Task Its_identity_is_the_sessions_and_no_other_is_taken()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var token = (await MakeAsync(shop, product, new { identity_value = "ana@example.org" })).TextOf("handoff_token");
        var connect = $"/v1/products/p/{Shop.Text(product, "slug")}/connect";
        (await shop.Buyer.PostAsync(connect, new { handoff_token = token, customer_reference_value = "ana@example.org" }))
            .Expect(200);
        Assert.Equal("customer_reference_value", (await shop.Buyer.PostAsync(
            connect, new { handoff_token = token, customer_reference_value = "ben@example.org" })).FieldRefused());
        Assert.Equal("handoff_token", (await shop.Buyer.PostAsync(
            connect, new { handoff_token = new string('x', 4097) })).FieldRefused());
    }

    [Fact]
    public async Task What_a_link_cannot_say_is_refused_by_its_field()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        (string Field, object? Value)[] refused =
        [
            ("identity_value", ""), ("identity_value", null), ("identity_value", "  "),
            ("identity_value", new string('x', 161)), ("identity_type", "PASSPORT"),
            ("return_url", "javascript:alert(1)"), ("return_url", "shop.example"), ("expires_in_minutes", 0),
            ("expires_in_minutes", 1441), ("expires_in_minutes", null),
        ];
        foreach (var (field, value) in refused)
        {
            var wanted = new Dictionary<string, object?> { ["identity_value"] = "ana", [field] = value };
            Assert.Equal(field, (await MakeAsync(shop, product, wanted)).FieldRefused());
        }

        Assert.Equal("identity_value", (await MakeAsync(
            shop, product, new { identity_value = "no wallet", identity_type = "wallet" })).FieldRefused());
    }

    private static Task<ApiAnswer> MakeAsync(Shop shop, System.Text.Json.JsonElement product, object wanted) =>
        shop.Key.PostAsync($"/v1/products/{Shop.Text(product, "id")}/handoff-link", wanted);
}
