using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;

namespace HiltBot.Web.Checkout;

/// <summary>
/// One line of the way from waiting to access. State is <c>todo</c>, <c>now</c>, <c>done</c> or <c>bad</c>.
/// </summary>
public sealed record PayStep(string State, string Text, string? Detail);

/// <summary>
/// How far a payment is, in words; the page and its live updates are drawn from the same answer.
/// </summary>
/// <param name="CanPay">Whether the ways to pay are offered.</param>
/// <param name="IsFinal">Nothing more will change here.</param>
public sealed record PayProgress(string Headline, IReadOnlyList<PayStep> Steps, bool CanPay, bool IsFinal)
{
    private const string Todo = "todo";
    private const string Now = "now";
    private const string Done = "done";
    private const string Bad = "bad";

    public static PayProgress Of(CheckoutView view) => view.Stage switch
    {
        CheckoutStage.Waiting { IsOver: true } => Over(view.Payment),
        CheckoutStage.Waiting waiting => Unpaid(
            view, "Waiting for your payment",
            new PayStep(
                Now, $"Waiting for {view.Payment.Price}",
                (waiting.IsAgain ? "Your last transaction did not bring the payment; you may pay again. " : string.Empty) +
                $"Until {PageText.Instant(view.Payment.ExpiresAt)}.")),
        CheckoutStage.Short s => Unpaid(
            view, $"{s.Missing} is missing",
            new PayStep(
                Now, $"{new Money(view.Payment.ReceivedMinorUnits, view.Payment.Asset)} of {view.Payment.Price} arrived",
                $"Send the missing {s.Missing}: it is added to what came.")),
        CheckoutStage.Seen => new PayProgress(
            "Waiting for the ledger",
            [
                new PayStep(Done, "Payment sent", null),
                new PayStep(Now, "Confirmed by the ledger", "Usually less than half a minute. You may leave this page."),
                .. Access(view, Todo, null),
            ],
            CanPay: false, IsFinal: false),
        CheckoutStage.Confirmed => new PayProgress("Paid. Thank you", Paid(view), false, true),
        CheckoutStage.AccessGiven given => new PayProgress(
            "You are in",
            [.. Paid(view), .. Access(view, Done, $"{string.Join(", ", given.Targets)}: open for you.")], false, true),
        CheckoutStage.AccessWaits waits => Waits(view, waits),
        CheckoutStage.Failed failed => Ended(view.Payment, failed.Reason),
        CheckoutStage.Ended => Ended(view.Payment, null),
        _ => throw new InvalidOperationException($"No words for {view.Stage.GetType().Name}."),
    };

    private static PayProgress Unpaid(CheckoutView view, string headline, PayStep first) => new(
        headline, [first, new PayStep(Todo, "Confirmed by the ledger", null), .. Access(view, Todo, null)],
        CanPay: true, IsFinal: false);

    private static PayProgress Waits(CheckoutView view, CheckoutStage.AccessWaits waits)
    {
        var isStuck = view.Seats.Any(seat => seat.DeliveryStatus is
            Engine.Memberships.DeliveryStatus.Failed or Engine.Memberships.DeliveryStatus.ManualReview);
        var isForBuyer = view.Seats.All(seat => seat.IsOpen || seat.IsAccountMissing ||
            seat.DeliveryStatus == Engine.Memberships.DeliveryStatus.Sent);
        var open = view.Seats.Where(seat => seat.IsOpen).Select(seat => seat.Label).ToList();
        return new PayProgress(
            isStuck ? "Paid. Access needs a hand" : isForBuyer ? "Paid. One step is left" : "Paid. Your access is on its way",
            [
                .. Paid(view),
                .. open.Count > 0 ? Access(view, Done, $"{string.Join(", ", open)}: open for you.") : [],
                .. waits.Why.Select(why => new PayStep(isStuck ? Bad : Now, "Access", why)),
            ],
            CanPay: false, IsFinal: false);
    }

    private static PayStep[] Paid(CheckoutView view) =>
    [
        new PayStep(Done, "Payment arrived", null),
        new PayStep(Done, $"Confirmed by the ledger: {view.Payment.Price}", Until(view)),
    ];

    private static string? Until(CheckoutView view) => view.Membership?.CurrentPeriodEndAt is { } end
        ? $"Paid until {PageText.Instant(end)}."
        : null;

    private static PayProgress Ended(Payment payment, string? reason)
    {
        var received = new Money(payment.ReceivedMinorUnits, payment.Asset);
        var detail = received.MinorUnits > 0
            ? $"{received} arrived. The staff was told and settles it with you."
            : "No money arrived. Ask the bot for a new link: /join.";
        return new PayProgress(
            "This checkout has ended",
            [new PayStep(Bad, reason is null ? "Not paid in time" : $"Not paid: {reason.Replace('_', ' ')}", detail)],
            CanPay: false, IsFinal: true);
    }

    // Money that is on its way may still count, so nothing final is said before the ledger was read past the
    // end.
    private static PayProgress Over(Payment payment) => new(
        "The time to pay is over",
        [new PayStep(Now, $"Ended at {PageText.Instant(payment.ExpiresAt)}",
            "Do not pay now. If you have paid already, wait here: what was sent in time still counts.")],
        CanPay: false, IsFinal: false);

    private static PayStep[] Access(CheckoutView view, string state, string? detail) =>
        view.Seats.Count == 0
            ? []
            : [new PayStep(state, state == Done ? "Access given" : "Access", detail)];
}
