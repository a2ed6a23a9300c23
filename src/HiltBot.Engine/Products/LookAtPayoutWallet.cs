using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>
/// Asks the ledger whether money may go to a wallet, and where it arrives there: for whoever decides about it
/// in a transaction afterwards.
/// </summary>
public sealed class LookAtPayoutWallet(Work work, IPaymentChain chain, Assets assets)
{
    /// <summary>For a workspace that is being made: it will sell in the server's default asset.</summary>
    /// <exception cref="ChainUnreadableException">The ledger did not answer.</exception>
    public Task<PayoutLook> HandleAsync(string wallet, CancellationToken cancellationToken) =>
        PayoutPlace.LookAsync(chain, wallet, [assets.Default.Mint], cancellationToken);

    /// <param name="tokenMints">
    /// What is to be received; null: everything that this workspace sells in.
    /// </param>
    /// <exception cref="ChainUnreadableException">The ledger did not answer.</exception>
    public async Task<PayoutLook> HandleAsync(
        MerchantId merchantId, string wallet, IReadOnlyList<string>? tokenMints,
        CancellationToken cancellationToken)
    {
        var mints = tokenMints ?? await work.ReadAsync(
            async db => (await db.Products.Where(row => row.MerchantId == merchantId)
                .Select(row => row.TokenMint)
                .Distinct().ToListAsync(cancellationToken)).Append(assets.Default.Mint).ToList(),
            cancellationToken);
        return await PayoutPlace.LookAsync(chain, wallet, mints, cancellationToken);
    }
}
