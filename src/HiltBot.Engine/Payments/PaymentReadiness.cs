using HiltBot.Engine.Values;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Whether a wallet can pay what was prepared for it, asked before it is opened: the one thing that is missing.
/// </summary>
public abstract record PaymentReadiness
{
    private PaymentReadiness()
    {
    }

    /// <summary>Nothing is missing now; the ledger still decides.</summary>
    public sealed record Ready : PaymentReadiness;

    /// <summary>The wallet never held this token.</summary>
    public sealed record NoTokenAccount(Money Needs) : PaymentReadiness;

    public sealed record TooFewTokens(Money Has, Money Needs) : PaymentReadiness;

    /// <summary>The token's issuer froze the wallet's account.</summary>
    public sealed record Frozen(string Symbol) : PaymentReadiness;

    /// <param name="Needs">The network's fee and the deposit of accounts that are opened; the price too where it is
    /// in SOL.</param>
    public sealed record TooLittleSol(Money Has, Money Needs) : PaymentReadiness;

    /// <summary>The network tried it and says no.</summary>
    public sealed record WouldFail(string Why) : PaymentReadiness;

    /// <summary>Pure: what the accounts of the wallet say. The trial comes after it.</summary>
    /// <param name="source">The wallet's token account; null when there is none.</param>
    /// <param name="costLamports">Fee and deposits.</param>
    public static PaymentReadiness Of(Payment payment, long lamports, TokenAccount? source, long costLamports)
    {
        var needs = new Money(
            checked(PaymentShape.MissingOf(payment) + payment.FeeMinorUnits), payment.Asset);
        if (payment.Asset.IsSol)
        {
            return Sol(lamports, checked(needs.MinorUnits + costLamports));
        }

        if (source is null)
        {
            return new NoTokenAccount(needs);
        }

        if (source.IsFrozen)
        {
            return new Frozen(payment.AssetSymbol);
        }

        return source.Amount < (ulong)needs.MinorUnits
            ? new TooFewTokens(new Money((long)source.Amount, payment.Asset), needs)
            : Sol(lamports, costLamports);
    }

    /// <summary>Pure: what the trial says. An old blockhash is no fault of the wallet.</summary>
    public static PaymentReadiness Of(Simulation simulation) => simulation.Error switch
    {
        null or { Kind: TransactionError.BlockhashNotFound } => new Ready(),
        var error => new WouldFail(SolanaFacts.InWords(error)),
    };

    private static PaymentReadiness Sol(long has, long needs) => has < needs
        ? new TooLittleSol(new Money(has, Asset.Sol), new Money(needs, Asset.Sol))
        : new Ready();
}
