using System.Data.Common;
using HiltBot.Engine.Access;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Checkouts;

public sealed class ReadingTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_is_read_in_at_most_three_queries_with_its_stage(string provider)
    {
        var queries = new QueryCount();
        await using var store = await Store.CreateAsync(provider, more: services =>
            services.ConfigureDbContext<HiltDb>(options => options.AddInterceptors(queries)));
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var payment = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product)).Payment;
        queries.Count = 0;
        var view = await ReadAsync(store, payment.Id);
        Assert.InRange(queries.Count, 1, 3);
        Assert.Equal((product.Title, "Shop"), (view!.Product.Title, view.MerchantName));
        Assert.Equal(new CheckoutStage.Waiting(false), view.Stage);
        Assert.False(Assert.Single(view.Seats).IsAccountMissing);

        var membership = await shop.MemberAsync(product, payment.BuyerId!.Value, "alice");
        await store.WriteAsync(async db =>
        {
            var row = await db.Payments.SingleAsync();
            (row.Status, row.MembershipId) = (PaymentStatus.Confirmed, membership.Id);
            await Seats.ArmAsync(db, membership, store.Now, default);
        });
        Assert.IsType<CheckoutStage.AccessWaits>((await ReadAsync(store, payment.Id))!.Stage);
        await store.WriteAsync(async db => (await db.Seats.SingleAsync()).Shown = SeatState.Open);
        queries.Count = 0;
        view = await ReadAsync(store, payment.Id);
        Assert.InRange(queries.Count, 1, 3);
        Assert.Equal(["Lounge"], Assert.IsType<CheckoutStage.AccessGiven>(view!.Stage).Targets);
        Assert.Equal(membership.Id, view.Membership!.Id);
        Assert.Null(await ReadAsync(store, PaymentId.New(store.Now)));

        // Months later the page of that payment promises no access that has ended since.
        await store.WriteAsync(async db =>
        {
            (await db.Memberships.SingleAsync()).Status = MembershipStatus.Expired;
            (await db.Seats.SingleAsync()).Shown = SeatState.Closed;
        });
        Assert.IsType<CheckoutStage.Confirmed>((await ReadAsync(store, payment.Id))!.Stage);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_offer_says_what_its_link_is_and_whether_it_is_sold(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync(paymentsMax: 1);
        var token = await shop.TokenAsync(product);
        var offer = await OfferAsync(store, product.Slug, token);
        Assert.IsType<HandoffReading.Genuine>(offer!.Handoff);
        Assert.Equal((null, "Lounge"), (offer.Refusal, Assert.Single(offer.Targets).Label));
        Assert.IsType<HandoffReading.Forged>((await OfferAsync(store, product.Slug, "x"))!.Handoff);
        Assert.Null((await OfferAsync(store, product.Slug, null))!.Handoff);
        Assert.Null(await OfferAsync(store, "nothing", null));
        await shop.CheckOutAsync(product);
        Assert.Equal(SaleRefusal.SoldOut, (await OfferAsync(store, product.Slug, token))!.Refusal);
    }

    private static Task<CheckoutView?> ReadAsync(Store store, PaymentId paymentId) =>
        store.InScopeAsync<CheckoutReading, CheckoutView?>(step => step.HandleAsync(paymentId, default));

    private static Task<OfferView?> OfferAsync(Store store, string slug, string? token) =>
        store.InScopeAsync<OfferReading, OfferView?>(step => step.HandleAsync(slug, token, default));

    private sealed class QueryCount : DbCommandInterceptor
    {
        public int Count { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Count++;
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
