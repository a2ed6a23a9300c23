using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// The ledger as renewals see it: accounts of the subscriptions program, and transactions for wallets and for our collector.
/// A ledger that cannot be read throws <see cref="ChainUnreadableException"/>; nothing was decided.
/// </summary>
public interface IRenewalChain
{
    string ProgramId { get; }

    /// <summary>The collector's key, which plans list as one that may pull.</summary>
    string Puller { get; }

    /// <summary>At most this many authorizations are looked at in one question.</summary>
    int LooksMax { get; }

    /// <summary>Addresses by the program's own rules. Pure.</summary>
    string PlanAccountOf(string ownerWallet, long number);

    RenewalAddresses AddressesOf(string planAccount, string payerWallet, string tokenMint, string tokenProgram);

    /// <summary>Everything about these in one question, at one slot, in the order asked for.</summary>
    Task<IReadOnlyList<RenewalSighting>> LookAsync(
        IReadOnlyList<RenewalAddresses> addresses, CancellationToken cancellationToken);

    /// <summary>Null: no plan stands there.</summary>
    Task<PlanSeen?> FindPlanAsync(string planAccount, CancellationToken cancellationToken);

    /// <summary>The token program that owns a mint; null: it is no mint.</summary>
    Task<string?> TokenProgramOfAsync(string tokenMint, CancellationToken cancellationToken);

    /// <summary>The pull of one period, signed by the collector and not sent.</summary>
    Task<SignedPull> SignPullAsync(PullOrder order, CancellationToken cancellationToken);

    /// <summary>What the merchant's wallet signs to publish a plan.</summary>
    WalletInstruction Publish(RenewalPlan plan);

    /// <summary>What the payer's wallet signs beside the first payment, for the state that the ledger shows.</summary>
    IReadOnlyList<WalletInstruction> SignUp(RenewalPlan plan, string payerWallet, RenewalSighting now);

    /// <summary>Only the approval anew: what mends a revoked one.</summary>
    WalletInstruction Approve(RenewalPlan plan, string payerWallet);

    WalletInstruction Cancel(RenewalPlan plan, string payerWallet);

    /// <param name="expiresAt">The very instant that the subscription shows.</param>
    WalletInstruction Resume(RenewalPlan plan, string payerWallet, DateTimeOffset expiresAt);

    /// <summary>A transaction of these instructions, for this wallet to sign and pay.</summary>
    Task<PreparedPayment> PrepareAsync(
        string wallet, IReadOnlyList<WalletInstruction> instructions, IReadOnlyList<string> inWords,
        CancellationToken cancellationToken);
}

/// <param name="Destination">The merchant's wallet; its token account receives.</param>
public sealed record PullOrder(
    RenewalAddresses Addresses, string PayerWallet, string TokenMint, string TokenProgram, string Destination,
    long AmountMinorUnits);

/// <param name="LastValidHeight">Past this finalized block height it can never land.</param>
public sealed record SignedPull(string Signature, string TransactionBase64, long LastValidHeight);
