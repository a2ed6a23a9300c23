using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Payments;

/// <summary>
/// Reads a payment whose transaction was just named, a little later where its outcome is on the way: confirm
/// is as synchronous as the ledger allows (contract 4.3), and far from the 20 s after which callers give up.
/// </summary>
internal sealed class FollowPayment(CheckoutReading reading)
{
    private const int LooksMax = 8;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <returns>Null when there is no such payment.</returns>
    public async Task<CheckoutView?> HandleAsync(PaymentId paymentId, CancellationToken cancellationToken)
    {
        var view = await reading.HandleAsync(paymentId, cancellationToken);
        for (var look = 1; look < LooksMax && view is { Payment.IsOpen: true }; look++)
        {
            // Somebody waits at the other end in real time, whatever the clocks of the business say.
            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
            view = await reading.HandleAsync(paymentId, cancellationToken);
        }

        return view;
    }
}
