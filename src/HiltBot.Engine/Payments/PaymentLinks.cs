using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Pay;

namespace HiltBot.Engine.Payments;

/// <summary>Solana Pay links of a payment (solana.md section 4). Pure.</summary>
public static class PaymentLinks
{
    /// <summary>The wallet builds the transfer itself; the recipient is a wallet, never a token account.</summary>
    /// <exception cref="FormatException">An address is none.</exception>
    public static string Transfer(
        string wallet, Money amount, string reference, string label, string message, string memo) =>
        new TransferRequest
        {
            Recipient = Address.Parse(wallet),
            Amount = PayAmount.Of(checked((ulong)amount.MinorUnits), checked((byte)amount.Asset.Decimals)),
            SplToken = amount.Asset.IsSol ? null : Address.Parse(amount.Asset.Mint),
            References = [Address.Parse(reference)],
            Label = label,
            Message = message,
            Memo = memo,
        }.ToUrl();

    /// <summary>The wallet asks there for the transaction; null where that is not reached by https.</summary>
    public static string? Request(Uri link) =>
        link.Scheme == Uri.UriSchemeHttps ? new TransactionRequest { Link = link }.ToUrl() : null;
}
