using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>
/// The ledger as whoever sends something sees it: transfers to be signed by others, and what became of many
/// signatures at once. Beside <see cref="IPaymentChain"/>, which settles.
/// </summary>
public interface IOutgoingChain
{
    /// <summary>Builds a transfer, unsigned; it opens the receiver's account where there is none.</summary>
    /// <exception cref="ChainUnreadableException">The ledger could not be asked.</exception>
    Task<PreparedPayment> PrepareAsync(OutgoingMoney money, CancellationToken cancellationToken);

    /// <summary>What became of these, in one question (256 at most), and how far the ledger is.</summary>
    Task<SignatureFates> FindAllAsync(IReadOnlyList<string> signatures, CancellationToken cancellationToken);
}

/// <summary>Money that a wallet is asked to send.</summary>
public sealed record OutgoingMoney(
    string FromWallet, string ToWallet, Money Amount, string Reference, string Memo)
{
    public static OutgoingMoney Of(Refund refund) => new(
        refund.FromWallet, refund.ToWallet!, refund.Amount, refund.Reference, refund.Memo);
}

public enum SentFate
{
    /// <summary>The ledger does not know it.</summary>
    Unknown,

    /// <summary>It has landed, and can be taken back still.</summary>
    Landed,

    Final,
}

/// <param name="Fates">In the order asked.</param>
/// <param name="Height">Blocks so far.</param>
/// <param name="FinalHeight">Blocks that cannot be undone; counted before the signatures were asked for.</param>
public sealed record SignatureFates(IReadOnlyList<SentFate> Fates, long Height, long FinalHeight);
