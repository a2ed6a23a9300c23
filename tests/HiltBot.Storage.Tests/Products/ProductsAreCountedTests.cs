using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.Storage.Tests.Payments;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Products;

/// <summary>What products did is counted the same on both databases, however many count at once.</summary>
public sealed class ProductsAreCountedTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Sales_and_days_add_up(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await shop.PayAsync(await shop.SessionAsync(fee: 100_000));
        }

        await shop.SessionAsync();
        await shop.SettleAsync();
        await RecordAsync(store, shop.Product, 5);
        var product = await store.ReadAsync(db => db.Products.SingleAsync());
        Assert.Equal((3, 3 * Till.Price), (product.PaymentCount, product.VolumeMinorUnits));

        var analytics = await ReadAsync(store, shop.Product);
        var payments = analytics.Payments;
        Assert.Equal((3, 0, 1, 4), (payments.Confirmed, payments.Failed, payments.Pending, payments.All));
        Assert.Equal((3 * Till.Price, 3 * (Till.Price - 100_000), 300_000), (
            payments.GrossMinorUnits, payments.NetMinorUnits, payments.FeeMinorUnits));
        Assert.Equal((1, 1, 2), (analytics.Members.All, analytics.Members.Active, analytics.Renewed30Days));
        Assert.Equal(5, analytics.Opens);
        Assert.Equal(new ProductDayCount(new DateOnly(2026, 3, 2), 5, 4, 3, 0), analytics.Days[^1]);
        Assert.Equal(30, analytics.Days.Count);

        var rows = await store.InScopeAsync<ReadProductPayments, IReadOnlyList<ProductPayment>?>(read =>
            read.HandleAsync(shop.Product.MerchantId, shop.Product.Id, PaymentStatus.Confirmed, 1, 50, default));
        Assert.Equal(2, rows!.Count);
        Assert.All(rows, row => Assert.NotNull(row.Membership));
        var views = await store.InScopeAsync<ReadProducts, IReadOnlyList<ProductView>>(read => read.HandleAsync(
            shop.Product.MerchantId, ProductStatus.Active, ProductType.PaymentLink, 0, 1, default));
        Assert.Equal(shop.Product.Id, Assert.Single(views).Product.Id);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nodes_that_count_at_once_lose_nothing(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(opens => RecordAsync(store, shop.Product, opens)));
        Assert.Equal(36, await store.ReadAsync(db => db.ProductDays.Select(row => row.Opens).SingleAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_eight_who_want_the_last_place_one_gets_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync(Storefront.Vip() with { PaymentsMax = 1 });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            shop.CheckOutAsync(new CheckoutRequest(product.Slug))));
        Assert.Single(outcomes.OfType<CheckoutOutcome.Opened>());
        Assert.Equal(1, await store.ReadAsync(db => db.Payments.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_same_edit_again_changes_nothing(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var edit = new ProductEdit { Title = "Lounge", Status = ProductStatus.Archived };
        var first = Assert.IsType<ProductOutcome.Saved>(await shop.EditAsync(product.Id, edit)).Product;
        store.Time.Advance(TimeSpan.FromMinutes(1));
        var again = Assert.IsType<ProductOutcome.Saved>(await shop.EditAsync(product.Id, edit)).Product;
        Assert.Equal((first.Version, first.UpdatedAt), (again.Version, again.UpdatedAt));
        Assert.Equal(1, await store.ReadAsync(db => db.History.CountAsync(
            row => row.SubjectId == product.Id.Value && row.EventType == "edited")));
    }

    private static Task RecordAsync(Store store, Product product, long opens) => store.InScopeAsync<RecordOpens>(record =>
        record.HandleAsync(
            [new CountedOpens(product.MerchantId, product.Id, new DateOnly(2026, 3, 2), opens)], default));

    private static async Task<ProductAnalytics> ReadAsync(Store store, Product product) =>
        (await store.InScopeAsync<ReadProductAnalytics, ProductAnalytics?>(read =>
            read.HandleAsync(product.MerchantId, product.Id, default)))!;
}
