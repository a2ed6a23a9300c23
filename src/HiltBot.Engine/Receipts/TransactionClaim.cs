using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Receipts;

/// <summary>What somebody says of a transaction that they want a receipt for (contract section 6, CreateReceipt).</summary>
/// <param name="PayerWallet">The contract's <c>wallet</c>.</param>
/// <param name="MerchantWallet">The contract's <c>counterparty_wallet</c>.</param>
public sealed record TransactionClaim(
    string TxSig, string? PayerWallet = null, string? MerchantWallet = null, string? TokenMint = null,
    long? AmountMinorUnits = null, string? Memo = null);

/// <summary>What a transaction brought to one account.</summary>
public sealed record Credit(
    string Account, string Wallet, string TokenMint, long AmountMinorUnits, string? PayerWallet);

/// <summary>Whether the ledger shows what was claimed. Pure.</summary>
public abstract record CreditFinding
{
    private CreditFinding()
    {
    }

    public sealed record Found(Credit Credit) : CreditFinding;

    /// <summary>Nothing of it reached any of these wallets.</summary>
    public sealed record NotCredited : CreditFinding;

    /// <param name="Field">Contract spelling: the first one that the ledger shows differently.</param>
    public sealed record Differs(string Field) : CreditFinding;

    /// <summary>
    /// Judged by balances, as settlement does. Of several credits the one that agrees with the claim is meant, a
    /// watched account before others, then the largest.
    /// </summary>
    /// <param name="wallets">The merchant's.</param>
    /// <param name="watched">Accounts that the merchant's products sell into.</param>
    public static CreditFinding Of(
        ChainTransaction transaction, TransactionClaim claim, IReadOnlySet<string> wallets,
        IReadOnlySet<string> watched)
    {
        var credits = transaction.HasFailed
            ? []
            : transaction.Changes.Where(change => change.ChangeMinorUnits > 0 && wallets.Contains(change.Wallet))
                .Select(change => new Credit(
                    change.Account, change.Wallet, change.TokenMint, change.ChangeMinorUnits,
                    Arrival.PayerOf(transaction, change.Account, change.TokenMint)))
                .OrderByDescending(credit => watched.Contains(credit.Account))
                .ThenByDescending(credit => credit.AmountMinorUnits)
                .ThenBy(credit => credit.Account, StringComparer.Ordinal).ToList();
        if (credits.Count == 0)
        {
            return new NotCredited();
        }

        if (claim.Memo is { Length: > 0 } memo && memo != TransferRows.MemoOf(transaction))
        {
            return new Differs("memo");
        }

        return credits.Find(credit => DifferenceOf(claim, credit) is null) is { } meant
            ? new Found(meant)
            : new Differs(DifferenceOf(claim, credits[0])!);
    }

    private static string? DifferenceOf(TransactionClaim claim, Credit credit) => claim switch
    {
        { MerchantWallet: { } wallet } when wallet != credit.Wallet => "counterparty_wallet",
        { TokenMint: { } mint } when mint != credit.TokenMint => "token_mint",
        { PayerWallet: { } payer } when payer != credit.PayerWallet => "wallet",
        { AmountMinorUnits: { } amount } when amount != credit.AmountMinorUnits => "amount_raw",
        _ => null,
    };
}
