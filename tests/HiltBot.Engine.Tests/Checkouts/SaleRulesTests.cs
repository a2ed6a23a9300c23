using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Tests.Checkouts;

public sealed class SaleRulesTests
{
    [Theory]
    [InlineData(ProductStatus.Active, false, null)]
    [InlineData(ProductStatus.Active, true, null)]
    [InlineData(ProductStatus.Paused, false, SaleRefusal.Paused)]
    [InlineData(ProductStatus.Paused, true, SaleRefusal.Paused)]
    [InlineData(ProductStatus.Archived, false, SaleRefusal.Archived)]
    [InlineData(ProductStatus.Archived, true, null)]
    public void Archiving_stops_sales_but_not_renewals_of_present_members(
        ProductStatus status, bool isMember, SaleRefusal? refusal) =>
        Assert.Equal(refusal, SaleRules.Refusal(Facts(Rows.Product(status), isMember: isMember)));

    [Theory]
    [InlineData(false, SaleRefusal.MembershipsClosed)]
    [InlineData(true, null)]
    public void Not_enabled_stops_new_memberships_only(bool isMember, SaleRefusal? refusal) =>
        Assert.Equal(refusal, SaleRules.Refusal(Facts(Rows.Product(isEnabled: false), isMember: isMember)));

    [Fact]
    public void A_sale_that_opens_nothing_needs_no_membership() =>
        Assert.Null(SaleRules.Refusal(Facts(Rows.Product(isEnabled: false), hasTargets: false)));

    [Theory]
    [InlineData(3, 2, null)]
    [InlineData(3, 3, SaleRefusal.SoldOut)]
    [InlineData(null, 1000, null)]
    public void A_cap_counts_places_that_are_held(int? max, int held, SaleRefusal? refusal) =>
        Assert.Equal(refusal, SaleRules.Refusal(Facts(Rows.Product(paymentsMax: max, placesHeld: held))));

    [Fact]
    public void A_blocked_buyer_hears_that_before_anything_else() =>
        Assert.Equal(
            SaleRefusal.BuyerBlocked,
            SaleRules.Refusal(Facts(Rows.Product(ProductStatus.Paused), isBlocked: true, isLost: true)));

    [Fact]
    public void A_lost_community_stops_sales() =>
        Assert.Equal(SaleRefusal.CommunityLost, SaleRules.Refusal(Facts(Rows.Product(), isMember: true, isLost: true)));

    [Fact]
    public void What_renews_by_itself_needs_its_set_up() =>
        Assert.Equal(
            SaleRefusal.NeedsAutomaticSetup,
            SaleRules.Refusal(Facts(Rows.Product(renewal: RenewalMode.Automatic))));

    private static SaleFacts Facts(
        Product product, bool hasTargets = true, bool isLost = false, bool isBlocked = false, bool isMember = false) =>
        new(product, hasTargets, isLost, isBlocked, isMember);
}
