using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>
/// What one transaction did to one account, as settlement judges it: by balances, never by instructions.
/// </summary>
/// <param name="AmountMinorUnits">After minus before; zero for a failed transaction.</param>
/// <param name="IsOtherOwner">The account belongs to somebody else since this transaction.</param>
/// <param name="HappenedAt">Block time; null where the ledger knows none.</param>
/// <param name="PayerWallet">Owner of the debited account.</param>
/// <param name="CarriesMemo">Some memo of it has the form of our mark, known or not.</param>
/// <param name="Merchants">Whose products sell into the account; of one found by a reference, whose session
/// it is.</param>
/// <param name="Wallet">Who is known to own the account.</param>
/// <param name="IsWatched">Products of these merchants sell into the account, whoever of their wallets it
/// belongs to.</param>
public sealed record Arrival(
    string Account, string TokenMint, long AmountMinorUnits, bool HasFailed, bool IsOtherOwner,
    DateTimeOffset? HappenedAt, string? PayerWallet, bool CarriesMemo, IReadOnlySet<MerchantId> Merchants,
    string Wallet, bool IsWatched)
{
    public static Arrival Of(
        ChainTransaction transaction, AccountFacts facts, IReadOnlySet<MerchantId> merchants)
    {
        var (account, wallet, tokenMint, isWatched) = facts;
        var changes = transaction.Changes
            .Where(change => change.Account == account && change.TokenMint == tokenMint).ToList();
        return new Arrival(
            account, tokenMint, transaction.HasFailed ? 0 : changes.Sum(change => change.ChangeMinorUnits),
            transaction.HasFailed, changes.Exists(change => change.Wallet != wallet),
            transaction.BlockTime, PayerOf(transaction, account, tokenMint),
            transaction.Memos.Any(memo => Marks.NonceOf(memo) is not null), merchants, wallet, isWatched);
    }

    /// <summary>
    /// The owner of the account that was debited most; others who gave less stand in the ledger only.
    /// </summary>
    public static string? PayerOf(ChainTransaction transaction, string account, string tokenMint) =>
        transaction.Changes
            .Where(change => change.TokenMint == tokenMint && change.ChangeMinorUnits < 0 && change.Account != account)
            .OrderBy(change => change.ChangeMinorUnits).ThenBy(change => change.Account, StringComparer.Ordinal)
            .FirstOrDefault()?.Wallet;
}

/// <summary>A session whose marks a transaction carries, with what settlement has to know of it.</summary>
/// <param name="MerchantAmountMinorUnits">Counts as paid from here on, whether or not the operator's fee
/// came.</param>
/// <param name="IsFeeSeparate">The operator's fee goes to another wallet than the merchant's.</param>
/// <param name="FeeArrivedMinorUnits">What this transaction brought to the fee wallet.</param>
/// <param name="OnlyPayer">The wallet that is the identity itself; nobody else may pay. Null: anybody may,
/// and where the identity is a wallet that nobody fixed, whoever pays is the member: a payer that a client
/// names is a hint (rule 2).
/// </param>
public sealed record MarkedSession(
    PaymentId Id, MerchantId MerchantId, string MerchantWallet, string ReceivingAccount, string TokenMint,
    PaymentStatus Status,
    long MerchantAmountMinorUnits, long FeeMinorUnits, bool IsFeeSeparate, long ReceivedMinorUnits,
    long FeeReceivedMinorUnits, long FeeArrivedMinorUnits, string? OnlyPayer, DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt)
{
    public bool IsOpen => Status is PaymentStatus.PendingSignature or PaymentStatus.PendingConfirmation;

    public long MissingMinorUnits => Math.Max(0, MerchantAmountMinorUnits - ReceivedMinorUnits);

    public static MarkedSession Of(Payment payment, long feeReceivedMinorUnits, long feeArrivedMinorUnits) => new(
        payment.Id, payment.MerchantId, payment.MerchantWallet, payment.ReceivingAccount, payment.TokenMint,
        payment.Status,
        payment.MerchantAmountMinorUnits, payment.FeeMinorUnits, payment.FeeWallet != payment.MerchantWallet,
        payment.ReceivedMinorUnits, feeReceivedMinorUnits, feeArrivedMinorUnits,
        payment.IdentityType == IdentityType.Wallet ? payment.IdentityValue : null,
        payment.CreatedAt, payment.ExpiresAt);
}
