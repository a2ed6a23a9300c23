using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Checkouts;

public sealed class CheckoutStageTests
{
    private static readonly CheckoutSeat Open = new(Platform.SimServer, "Lounge", true, DeliveryStatus.Sent, null, false);

    [Fact]
    public void It_waits_then_sees_then_misses_some()
    {
        Assert.Equal(new CheckoutStage.Waiting(false), Of(Rows.Payment(PaymentStatus.PendingSignature)));
        Assert.IsType<CheckoutStage.Seen>(Of(Rows.Payment(PaymentStatus.PendingSignature, named: "sig")));
        Assert.IsType<CheckoutStage.Seen>(Of(Rows.Payment(PaymentStatus.PendingConfirmation)));
        var missing = Assert.IsType<CheckoutStage.Short>(
            Of(Rows.Payment(PaymentStatus.PendingSignature, received: 28_709_999)));
        Assert.Equal("0.000001 USDC", missing.Missing.ToString());
    }

    [Fact]
    public void A_session_that_is_over_is_still_looked_for()
    {
        var payment = Rows.Payment(PaymentStatus.PendingSignature);
        Assert.Equal(
            new CheckoutStage.Waiting(true), CheckoutStage.Of(payment, false, [], ManualTime.Start.AddMinutes(30)));
    }

    [Theory]
    [InlineData("session_expired", typeof(CheckoutStage.Ended))]
    [InlineData("payer_mismatch", typeof(CheckoutStage.Failed))]
    public void Running_out_is_no_failure(string reason, Type stage) =>
        Assert.IsType(stage, Of(Rows.Payment(PaymentStatus.Failed, reason: reason)));

    [Fact]
    public void Paid_is_confirmed_then_open_everywhere_or_says_what_it_waits_for()
    {
        var paid = Rows.Payment(PaymentStatus.Confirmed, received: 28_710_000);
        Assert.IsType<CheckoutStage.Confirmed>(Of(paid));
        Assert.IsType<CheckoutStage.Confirmed>(Of(paid, hasMembership: false, Open));
        Assert.IsType<CheckoutStage.AccessGiven>(Of(paid, hasMembership: true, Open));
        var other = Open with { IsOpen = false, DeliveryStatus = null, IsAccountMissing = true, Label = "Group" };
        var waits = Assert.IsType<CheckoutStage.AccessWaits>(Of(paid, hasMembership: true, Open, other));
        Assert.Equal(["Group: say /connect in the chat, and it opens for your account there."], waits.Why);
    }

    private static CheckoutStage Of(Payment payment, bool hasMembership = false, params CheckoutSeat[] seats) =>
        CheckoutStage.Of(payment, hasMembership, seats, ManualTime.Start);
}
