using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Notices;

namespace HiltBot.Web.Receipts;

/// <summary>The letter that brings a receipt to a customer: plain text, with the public PDF.</summary>
internal sealed class ProofMail(ReceiptPdf pdf, PublicAddress address)
{
    private const int SubjectTitleMax = 80;

    /// <param name="note">The merchant's own words, above everything else.</param>
    public Letter Write(ReceiptView view, string to, string? note)
    {
        var facts = ReceiptFacts.Of(view);
        var what = OneLine(view.ProductTitle ?? "your payment");
        var text = string.Join("\n\n", new[]
        {
            note?.ReplaceLineEndings("\n").Trim() is { Length: > 0 } words ? $"{words}\n--" : null,
            $"{view.MerchantName} sends you the receipt for {view.ProductTitle ?? "your payment"}.",
            $"Amount:      {facts.Amount ?? "unknown"}\nConfirmed:   {facts.ConfirmedAt ?? "unknown"}\n" +
            $"Transaction: {view.Receipt.TxSig}\nReceipt:     {view.Receipt.Id}",
            $"See and check it here:\n{address.To(ReceiptPages.PathOf(view.Receipt.Id))}",
            "The receipt is attached as PDF. It is signed; the page says how anybody can check the signature.",
        }.OfType<string>()) + "\n";
        return new Letter(
            to, $"Receipt: {what}", text, OneLine(view.MerchantName), view.OwnerEmail,
            [new LetterFile(ReceiptPdf.NameOf(view.Receipt), ReceiptPdf.MediaType, pdf.Write(view, isPrivate: false))]);
    }

    // A line of a letter's head is one line, whatever a title holds.
    private static string OneLine(string text)
    {
        var line = string.Concat(text.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)));
        return line.Length <= SubjectTitleMax
            ? line
            : $"{line[..(SubjectTitleMax - (char.IsHighSurrogate(line[SubjectTitleMax - 1]) ? 1 : 0))]}...";
    }
}
