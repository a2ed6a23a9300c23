using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Products;

/// <summary>
/// Judges a payout wallet on the ledger, outside any transaction (design section 4, Who may do what).
/// </summary>
internal static class PayoutPlace
{
    public const string UsedByAnother =
        "Another workspace is paid into this wallet. Name a wallet of your own; one wallet belongs to one workspace here.";

    /// <returns>Either where the money arrives, or why it may not go there.</returns>
    public static async Task<(ReceivingPlace? Place, string? Problem)> LookAsync(
        IPaymentChain chain, string wallet, string tokenMint, CancellationToken cancellationToken)
    {
        if (WalletText.Problem(await chain.LookAtWalletAsync(wallet, cancellationToken)) is { } problem)
        {
            return (null, problem);
        }

        var place = await chain.FindReceivingPlaceAsync(wallet, tokenMint, cancellationToken);
        return place is null ? (null, "The ledger does not know this asset.") : (place, null);
    }
}
