using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using QRCoder;

namespace HiltBot.Web.Checkout;

/// <summary>A Solana Pay transfer request as the page shows it: short words, and a code for cameras.</summary>
public static class TransferLink
{
    public static string Of(
        string wallet, Money amount, string reference, string label, string message, string memo) =>
        PaymentLinks.Transfer(wallet, amount, reference, Cut(label), Cut(message), memo);

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
