using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>
/// The ledger as settlement sees it: finalized facts only (rule 2). The Solana client stands behind one
/// adapter of this, the play ledger behind the other. A ledger that cannot be read throws <see
/// cref="ChainUnreadableException"/>; state stays as it is and the look is made again later.
/// </summary>
public interface IPaymentChain
{
    Task<string> GenesisHashAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The newest finalized slot and its block time. Asked before an account is read to its end (rule 12).
    /// </summary>
    Task<ChainHead> FinalizedHeadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Finalized transactions that name <paramref name="address"/> (an account or a reference key), newest
    /// first, older than <paramref name="before"/> when given; fewer than <paramref name="countMax"/> (at
    /// most 1,000) means the end.
    /// </summary>
    Task<IReadOnlyList<ChainSighting>> ListAsync(
        string address, string? before, int countMax, CancellationToken cancellationToken);

    /// <summary>
    /// Finalized transactions by signature, in the order asked; null where there is none yet.
    /// </summary>
    Task<IReadOnlyList<ChainTransaction?>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken);

    /// <summary>What became of a transaction that somebody named, and how far the ledger is.</summary>
    Task<SignatureFate> FindAsync(string signature, CancellationToken cancellationToken);

    /// <summary>
    /// What money may be sent to: used before a wallet is believed (design section 4, Who may do what).
    /// </summary>
    Task<WalletKind> LookAtWalletAsync(string address, CancellationToken cancellationToken);

    /// <summary>Decimals, symbol and the account that receives this asset for this wallet.</summary>
    Task<ReceivingPlace?> FindReceivingPlaceAsync(
        string wallet, string tokenMint, CancellationToken cancellationToken);

    /// <summary>Builds the transaction that pays this session from this wallet, unsigned.</summary>
    /// <param name="beside">Instructions that the same signature agrees to, such as a subscription; none usually.</param>
    Task<PreparedPayment> PrepareAsync(
        Payment payment, string payerWallet, IReadOnlyList<WalletInstruction> beside,
        CancellationToken cancellationToken);

    /// <summary>Whether that wallet can pay what was prepared for it: the one thing that is missing.</summary>
    Task<PaymentReadiness> LookAtPayerAsync(
        Payment payment, string payerWallet, PreparedPayment prepared, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a signed transaction once; the answer says whether the ledger took it, never that it is paid.
    /// </summary>
    Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken);
}

public sealed record ChainHead(long Slot, DateTimeOffset BlockTime);

public sealed record ChainSighting(string Signature, long Slot, DateTimeOffset? BlockTime, bool HasFailed);

/// <summary>What a finalized transaction did, judged by balances (solana.md section 5).</summary>
/// <param name="Keys">Every key the transaction names, loaded ones included: references are found
/// here.</param>
public sealed record ChainTransaction(
    string Signature, long Slot, DateTimeOffset? BlockTime, bool HasFailed, IReadOnlyList<string> Memos,
    IReadOnlySet<string> Keys, IReadOnlySet<string> Signers, IReadOnlyList<BalanceChange> Changes);

/// <param name="Account">Token account, or the wallet itself for SOL.</param>
/// <param name="Wallet">Owner of the token account after the transaction.</param>
/// <param name="ChangeMinorUnits">After minus before; for SOL the network's fee is added back to its
/// payer.</param>
public sealed record BalanceChange(string Account, string Wallet, string TokenMint, long ChangeMinorUnits);

/// <param name="IsKnown">The ledger has it, whether or not it is final.</param>
/// <param name="Height">Blocks so far, the newest included.</param>
/// <param name="FinalHeight">Blocks that cannot be undone; counted before the transaction was asked
/// for.</param>
public sealed record SignatureFate(bool IsKnown, bool IsFinal, long Height, long FinalHeight);

public sealed record ReceivingPlace(string Account, Asset Asset, bool DoesExist)
{
    /// <summary>Why this asset cannot be sold in, in words; null when it can.</summary>
    public string? Refusal { get; init; }
}

public enum WalletKind
{
    /// <summary>An ordinary key that may hold money.</summary>
    Wallet,

    /// <summary>Not 32 bytes of base58.</summary>
    NotAnAddress,

    /// <summary>Off the curve: nobody can hold its key.</summary>
    OffCurve,

    /// <summary>A token account: the wallet that owns it is wanted instead.</summary>
    TokenAccount,

    /// <summary>A program or an account that a program owns.</summary>
    Program,
}

/// <param name="TransactionBase64">Wire form with empty signatures.</param>
/// <param name="LastValidBlockHeight">Past this finalized height it can never land.</param>
/// <param name="InWords">What it does, line by line, for the buyer to read before signing.</param>
public sealed record PreparedPayment(
    string TransactionBase64, long LastValidBlockHeight, IReadOnlyList<string> InWords);

public abstract record SendAnswer
{
    private SendAnswer()
    {
    }

    public sealed record Taken(string Signature) : SendAnswer;

    /// <summary>The ledger said no, and why in words a buyer understands.</summary>
    public sealed record Refused(string Why) : SendAnswer;

    /// <summary>Nobody knows: the same bytes may be sent again, never others.</summary>
    public sealed record Unknown(string? Signature) : SendAnswer;
}

/// <summary>The ledger could not be read. The message says what failed; nothing was decided.</summary>
public sealed class ChainUnreadableException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>
    /// The transaction that has a form nobody here can read; null when the ledger itself is the trouble.
    /// </summary>
    public string? Signature { get; init; }
}
