using HiltBot.Engine.Values;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Engine.Payments;

/// <summary>What a getTransaction answer says to settlement (solana.md, section 5). Pure.</summary>
public static class SolanaFacts
{
    /// <summary>No real supply comes near; a scam token that does is not worth an overflow.</summary>
    private const long AmountMax = long.MaxValue / 4;

    public static ChainTransaction Of(TransactionReading reading)
    {
        // The key of a token account names lamports too (its rent); those are nobody's income.
        var tokenAccounts = reading.TokenChanges.Select(change => change.Account).ToHashSet();
        var tokens = reading.TokenChanges.Where(change => change is { IsClosed: false, Owner: not null })
            .Select(change => new BalanceChange(
                change.Account.ToString(), change.Owner.ToString()!, change.Mint.ToString(), Clamp(change.Delta)));
        var closed = reading.TokenChanges.Where(change => change is { IsClosed: true, Owner: not null })
            .Select(change => new BalanceChange(
                change.Account.ToString(), change.Owner.ToString()!, change.Mint.ToString(),
                -Clamp((Int128)change.Before)));
        var lamports = reading.LamportChanges.Where(change => !tokenAccounts.Contains(change.Account))
            .Select(change => new BalanceChange(
                change.Account.ToString(), change.Account.ToString(), Asset.SolMint,
                Clamp(reading.LamportCredit(change.Account))))
            .Where(change => change.ChangeMinorUnits != 0);
        return new ChainTransaction(
            reading.Signature.ToString(), checked((long)reading.Slot), reading.BlockTime?.Cut(), reading.HasFailed,
            reading.Memos, reading.Accounts.Select(account => account.ToString()).ToHashSet(),
            reading.Signers.Select(signer => signer.ToString()).ToHashSet(), [.. tokens, .. closed, .. lamports]);
    }

    /// <summary>Why the network would not take it, for the buyer.</summary>
    public static string InWords(TransactionError error) => error switch
    {
        { Kind: TransactionError.BlockhashNotFound } => "It took too long to sign: ask for a new one.",
        { CustomCode: 1 } => "The wallet does not hold enough for this payment.",
        { Kind: "InsufficientFundsForRent" or "InsufficientFundsForFee" or "AccountNotFound" } =>
            "The wallet does not hold enough SOL for the network's fee.",
        { CustomCode: 0x11 } => "The wallet's token account is frozen.",
        _ => $"The network would refuse it: {error}.",
    };

    /// <summary>Why a token cannot be sold in: what is sent has to arrive. Null for an ordinary one.</summary>
    public static string? WhyNotSoldIn(string symbol, ReadOnlySpan<byte> mint) =>
        MintExtensions.Has(mint, MintExtensions.TransferFee)
            ? $"{symbol} keeps a part of each transfer for its issuer (a transfer fee), so the price would never arrive in " +
              "full. Sell in a token without one."
            : MintExtensions.Has(mint, MintExtensions.NonTransferable)
                ? $"{symbol} cannot be sent from one wallet to another."
                : MintExtensions.Has(mint, MintExtensions.TransferHook)
                    ? $"{symbol} runs a program of its own at each transfer, and ordinary wallets cannot pay in it here."
                    : null;

    private static long Clamp(Int128 amount) => (long)Int128.Clamp(amount, -AmountMax, AmountMax);
}
