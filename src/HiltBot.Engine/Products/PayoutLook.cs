using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Products;

/// <summary>
/// What the ledger said about a payout wallet. It is asked before a transaction begins, because a ledger
/// takes its time and a transaction keeps others waiting; what was seen goes into the transaction as this.
/// </summary>
/// <param name="Wallet">Without blanks around it.</param>
public abstract record PayoutLook(string Wallet)
{
    /// <param name="Places">Where it receives, by mint.</param>
    public sealed record Good(string Wallet, IReadOnlyDictionary<string, ReceivingPlace> Places)
        : PayoutLook(Wallet);

    /// <summary>Money may not go there.</summary>
    public sealed record Bad(string Wallet, string Why) : PayoutLook(Wallet)
    {
        /// <summary>The wallet is good; it is the asset that cannot be sold in.</summary>
        public bool IsOfAsset { get; init; }
    }

    /// <summary>The ledger did not answer.</summary>
    public sealed record Unreadable(string Wallet) : PayoutLook(Wallet);
}
