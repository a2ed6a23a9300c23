using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Payments;
using HiltBot.Web.Api.Products;
using HiltBot.Web.Checkout;

namespace HiltBot.Doors.Tests.Web;

/// <summary>Every way in which a checkout can end has a page for people and an answer for programs.</summary>
public sealed class EveryEndingIsSaidTests
{
    private static readonly Money Price = new(29_000_000, new Asset("mint", "USDC", 6));

    private static readonly HandoffClaim Claim = new(
        Guid.Empty, default, IdentityType.Custom, "s-ana", "Ana", "https://chat.example/", null,
        null, DateTimeOffset.UnixEpoch);

    private static readonly CheckoutOutcome[] Refusals =
    [
        new CheckoutOutcome.UnknownProduct(),
        new CheckoutOutcome.NotForSale(SaleRefusal.Paused),
        new CheckoutOutcome.HandoffExpired(Claim),
        new CheckoutOutcome.HandoffForged(),
        new CheckoutOutcome.HandoffForOtherProduct(),
        new CheckoutOutcome.IdentityDiffers(),
        new CheckoutOutcome.IdentityNotProven(new IdentityUse.Unknown()),
        new CheckoutOutcome.IdentityMissing(IdentityType.DiscordUserId, null),
        new CheckoutOutcome.BadIdentity("why"),
        new CheckoutOutcome.BadPayerWallet(),
        new CheckoutOutcome.AmountMissing(),
        new CheckoutOutcome.AmountDiffers(Price),
        new CheckoutOutcome.AmountTooSmall(Price),
        new CheckoutOutcome.TermsChanged("terms"),
    ];

    [Fact]
    public void Every_refused_checkout_has_a_page_and_an_answer_with_the_same_status()
    {
        var known = Refusals.Select(refusal => refusal.GetType()).Append(typeof(CheckoutOutcome.Opened));
        Assert.Equal(
            typeof(CheckoutOutcome).GetNestedTypes().OrderBy(type => type.Name, StringComparer.Ordinal),
            known.OrderBy(type => type.Name, StringComparer.Ordinal));
        foreach (var refusal in Refusals)
        {
            Assert.Equal(
                PublicProductRoutes.Answer(refusal)!.StatusCode, CheckoutProblems.Of(refusal, "/p/x", null)!.Status);
        }
    }

    [Fact]
    public void Every_reason_not_to_sell_has_its_own_page()
    {
        var pages = Enum.GetValues<SaleRefusal>().Select(why => CheckoutProblems.Of(why, null)).ToList();
        Assert.Equal(pages.Count, pages.Select(page => page.Title).Distinct().Count());
        foreach (var why in Enum.GetValues<SaleRefusal>())
        {
            Assert.Equal(
                PublicProductRoutes.Answer(new CheckoutOutcome.NotForSale(why))!.StatusCode,
                CheckoutProblems.Of(why, null).Status);
        }
    }

    [Fact]
    public void Every_ending_of_a_named_signature_is_answered()
    {
        NameOutcome[] refused =
        [
            new NameOutcome.UnknownPayment(), new NameOutcome.TiedToAnother(), new NameOutcome.SessionExpired(),
            new NameOutcome.NotASignature(), new NameOutcome.NotAWallet(),
        ];
        Assert.Equal(typeof(NameOutcome).GetNestedTypes().Length, refused.Length + 1);
        Assert.All(refused, outcome => Assert.NotNull(PaymentRoutes.Answer(outcome)));
        Assert.Null(PaymentRoutes.Answer(new NameOutcome.Named(PaymentStatus.Confirmed)));
    }
}
