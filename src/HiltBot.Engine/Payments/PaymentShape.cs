using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;

namespace HiltBot.Engine.Payments;

/// <summary>
/// The transaction that pays a session, in our order (solana.md section 3), and what it does in words. Pure.
/// </summary>
public static class PaymentShape
{
    /// <param name="token">Null pays in SOL.</param>
    public static PaymentTransaction Of(
        Payment payment, Address buyer, TokenMint? token, Blockhash blockhash, bool createsMerchantAccount = false,
        bool createsFeeAccount = false) => new()
        {
            Blockhash = blockhash,
            Buyer = buyer,
            Token = token,
            Merchant = new PaymentShare(
            Address.Parse(payment.MerchantWallet), checked((ulong)MissingOf(payment)),
            createsMerchantAccount),
            Fee = payment.FeeMinorUnits == 0
            ? null
            : new PaymentShare(
                Address.Parse(payment.FeeWallet), checked((ulong)payment.FeeMinorUnits), createsFeeAccount),
            References = [Address.Parse(payment.Reference)],
            Memo = Marks.MemoOf(payment.Nonce),
        };

    // Part of the price may have come already; the fee comes with what we build.
    public static long MissingOf(Payment payment) =>
        Math.Max(0, payment.MerchantAmountMinorUnits - payment.ReceivedMinorUnits);

    /// <summary>Line by line, for the buyer to read before signing.</summary>
    public static IReadOnlyList<string> InWords(Payment payment, PaymentTransaction transaction)
    {
        var lines = new List<string>();
        if (transaction.Merchant.CreatesTokenAccount || transaction.Fee is { CreatesTokenAccount: true })
        {
            lines.Add($"Opens the {payment.AssetSymbol} account that receives it; you pay its small deposit in SOL.");
        }

        lines.Add(
            $"Sends {new Money(MissingOf(payment), payment.Asset)} to the merchant, {payment.MerchantWallet}.");
        if (transaction.Fee is not null)
        {
            lines.Add(
                $"Sends {new Money(payment.FeeMinorUnits, payment.Asset)} to the operator, {payment.FeeWallet}.");
        }

        lines.Add($"Carries the note {Marks.MemoOf(payment.Nonce)}, which says what is being paid.");
        lines.Add(transaction.Beside.Count == 0
            ? "Nothing else: no approval, no later charge."
            : "Agrees that the renewals are collected by themselves, by the plan that the page shows.");
        return lines;
    }
}
