using System.Globalization;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;

namespace HiltBot.Engine.Payments;

/// <summary>
/// What a transaction has to do to pay a session, account by account, for whoever holds its bytes against it.
/// Amounts are minor units in decimal text: JavaScript loses digits of large numbers. Pure.
/// </summary>
/// <param name="MerchantAccount">The token account that receives; the wallet itself for SOL.</param>
/// <param name="Amount">What is still to reach the merchant.</param>
/// <param name="Mint">Null for SOL.</param>
/// <param name="TokenProgram">Null for SOL, and where the receiving account is none of the usual ones.</param>
/// <param name="FeeAccount">Null without a fee.</param>
public sealed record PaymentTerms(
    string Merchant, string MerchantAccount, string Amount, string? Mint, string? TokenProgram, int Decimals,
    string Symbol, string? FeeWallet, string? FeeAccount, string Fee, string Memo, string Reference)
{
    /// <summary>What is agreed to for later with the same signature; null: nothing may be.</summary>
    public LaterCharges? Plan { get; init; }

    public static PaymentTerms Of(Payment payment)
    {
        var hasFee = payment.FeeMinorUnits > 0;
        var program = payment.Asset.IsSol ? null : TokenProgramOf(payment);
        var feeAccount = !hasFee ? null
            : program is null ? payment.FeeWallet
            : AssociatedToken.AddressOf(
                Address.Parse(payment.FeeWallet), Address.Parse(payment.TokenMint), program.Value).ToString();
        return new PaymentTerms(
            payment.MerchantWallet, payment.Asset.IsSol ? payment.MerchantWallet : payment.ReceivingAccount,
            Text(PaymentShape.MissingOf(payment)), payment.Asset.IsSol ? null : payment.TokenMint,
            program?.ToString(), payment.AssetDecimals, payment.AssetSymbol,
            hasFee ? payment.FeeWallet : null, feeAccount, Text(payment.FeeMinorUnits),
            Marks.MemoOf(payment.Nonce), payment.Reference);
    }

    /// <summary>
    /// The same wallet and mint have another account under each token program, so the account says which one it is.
    /// </summary>
    public static Address? TokenProgramOf(Payment payment)
    {
        if (!Address.TryParse(payment.MerchantWallet, out var wallet) ||
            !Address.TryParse(payment.TokenMint, out var mint))
        {
            return null;
        }

        foreach (var program in (Address[])[ProgramIds.Token, ProgramIds.Token2022])
        {
            if (AssociatedToken.AddressOf(wallet, mint, program).ToString() == payment.ReceivingAccount)
            {
                return program;
            }
        }

        return null;
    }

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Charges that the buyer agrees to in the same transaction.</summary>
/// <param name="Address">The plan on chain.</param>
/// <param name="Amount">Most that is taken in one period, in minor units.</param>
public sealed record LaterCharges(string Address, string Amount, string PeriodHours)
{
    /// <summary>The price, every so many days: the terms that the session froze.</summary>
    public static LaterCharges Of(Payment payment, string planAccount) => new(
        planAccount, payment.AmountMinorUnits.ToString(CultureInfo.InvariantCulture),
        (payment.BillingCount * HoursPerDay).ToString(CultureInfo.InvariantCulture));

    private const int HoursPerDay = 24;
}
