using System.Text;
using HiltBot.Engine.Values;
using QRCoder;

namespace HiltBot.Web.Checkout;

/// <summary>
/// A Solana Pay transfer request (solana.md section 4): the wallet builds the transfer itself. Blanks are
/// written <c>%20</c>; the amount is a plain decimal in user units; the recipient is a wallet, never a token
/// account.
/// </summary>
public static class TransferLink
{
    public static string Of(
        string wallet, Money amount, string reference, string label, string message, string memo)
    {
        var link = new StringBuilder($"solana:{wallet}?amount={amount.ToDecimalText()}");
        if (!amount.Asset.IsSol)
        {
            link.Append("&spl-token=").Append(amount.Asset.Mint);
        }

        return link.Append("&reference=").Append(reference)
            .Append("&label=").Append(Uri.EscapeDataString(Cut(label)))
            .Append("&message=").Append(Uri.EscapeDataString(Cut(message)))
            .Append("&memo=").Append(Uri.EscapeDataString(memo)).ToString();
    }

    public static string Qr(string link)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(link, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(4, "#000", "#fff", true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    // Long words would make a code that no camera reads.
    private static string Cut(string text)
    {
        const int lengthMax = 60;
        if (text.Length <= lengthMax)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax;
        return text[..length];
    }
}
