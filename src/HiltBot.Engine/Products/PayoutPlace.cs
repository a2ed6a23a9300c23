using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Products;

/// <summary>
/// Judges a payout wallet on the ledger, outside any transaction (design section 4, Who may do what).
/// </summary>
internal static class PayoutPlace
{
    public const string UsedByAnother =
        "Another workspace is paid into this wallet. Name a wallet of your own, or sell from an account that the wallet " +
        "itself has signed in to.";

    public const string UnknownAsset = "The ledger does not know this asset.";

    /// <returns>
    /// Good or bad; a ledger that cannot be read throws <see cref="ChainUnreadableException"/>.
    /// </returns>
    public static async Task<PayoutLook> LookAsync(
        IPaymentChain chain, string wallet, IEnumerable<string> tokenMints,
        CancellationToken cancellationToken)
    {
        wallet = wallet.Trim();
        if (WalletText.Problem(await chain.LookAtWalletAsync(wallet, cancellationToken)) is { } problem)
        {
            return new PayoutLook.Bad(wallet, problem);
        }

        var places = new Dictionary<string, ReceivingPlace>();
        foreach (var mint in tokenMints.Distinct())
        {
            if (await chain.FindReceivingPlaceAsync(wallet, mint, cancellationToken) is not { } place)
            {
                return new PayoutLook.Bad(wallet, UnknownAsset);
            }

            if (place.Refusal is { } refusal)
            {
                return new PayoutLook.Bad(wallet, refusal);
            }

            places.Add(mint, place);
        }

        return new PayoutLook.Good(wallet, places);
    }
}
