using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Web.Pages;
using HiltBot.Web.Pdf;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Receipts;

/// <summary>
/// A receipt on paper: who paid whom what for what, where it stands on the ledger, and how to check it. The same
/// receipt gives the same bytes.
/// </summary>
internal sealed class ReceiptPdf(IOptions<ReceiptOptions> options, PublicAddress address, Network network)
{
    public const string MediaType = "application/pdf";

    private const int TransfersMax = 20;

    private readonly Lazy<TrueTypeFont?> wide = new(
        () => options.Value.FontFile is { Length: > 0 } path ? TrueTypeFont.Open(path) : null);

    public static string NameOf(Receipt receipt) => $"receipt-{receipt.Id}.pdf";

    /// <param name="isPrivate">With the merchant's notes for the invoice.</param>
    public byte[] Write(ReceiptView view, bool isPrivate)
    {
        var facts = ReceiptFacts.Of(view);
        var receipt = view.Receipt;
        var paper = new ReceiptPaper(wide.Value);
        paper.Head(view.MerchantName, network.IsLive ? "RECEIPT" : "RECEIPT \u00b7 PLAY MONEY");
        paper.Big(view.ProductTitle ?? "Payment", 22, StandardFont.Bold, 3);
        paper.Big(facts.Amount ?? "Amount unknown", 30, StandardFont.Bold, 1);
        paper.Note(
            view.Proof.IsValid
                ? $"Paid. Final on the ledger{(facts.ConfirmedAt is { } at ? $" on {at}" : string.Empty)}."
                : "NOT VALID: this document was changed after it was signed.",
            view.Proof.IsValid ? ReceiptPaper.Good : ReceiptPaper.Bad);
        AddPayment(paper, view, facts);
        if (isPrivate)
        {
            AddInvoice(paper, receipt);
        }

        AddCheck(paper, receipt, facts);
        var title = $"Receipt: {view.ProductTitle ?? view.MerchantName}";
        return paper.Save(
            new PdfTitle(
                title, view.MerchantName, $"{facts.Amount} \u00b7 {receipt.Id}", receipt.CreatedAt,
                receipt.Id.Value.ToString("N")),
            $"{view.MerchantName} \u00b7 receipt {receipt.Id}");
    }

    private static void AddPayment(ReceiptPaper paper, ReceiptView view, ReceiptFacts facts)
    {
        var (regular, mono) = (StandardFont.Regular, StandardFont.Mono);
        paper.Title("Payment");
        paper.Row("Paid to", (view.MerchantName, regular), (facts.MerchantWallet ?? string.Empty, mono));
        paper.Row("Paid from", (facts.PayerWallet ?? "unknown", facts.PayerWallet is null ? regular : mono));
        if (view.ProductTitle is { } product)
        {
            paper.Row("For", view.PeriodStartAt is { } start
                ? [(product, regular), (PeriodOf(start, view.PeriodEndAt), regular)]
                : [(product, regular)]);
        }

        paper.Row("Asset", (facts.AssetSymbol ?? "unknown", regular), (facts.TokenMint ?? string.Empty, mono));
        if (facts.Received is { } received)
        {
            paper.Row("Received", (received, regular));
        }

        paper.Row("Confirmed", (facts.ConfirmedAt ?? "unknown", regular));
        paper.Row("Transaction", (view.Receipt.TxSig, mono));
        if (facts.Transfers.Count > 1)
        {
            foreach (var transfer in facts.Transfers.Take(TransfersMax))
            {
                paper.Row("Part of it", (transfer.Amount ?? string.Empty, regular), (transfer.TxSig ?? string.Empty, mono));
            }
        }

        paper.Row("Receipt", (view.Receipt.Id.ToString(), mono));
        paper.Row("Issued", (facts.IssuedAt ?? PageText.Instant(view.Receipt.CreatedAt), regular));
    }

    private static string PeriodOf(DateTimeOffset start, DateTimeOffset? end) => end is { } until
        ? $"{PageText.Instant(start)} to {PageText.Instant(until)}"
        : $"from {PageText.Instant(start)}, without end";

    private static void AddInvoice(ReceiptPaper paper, Receipt receipt)
    {
        (string Label, string? Value)[] rows =
        [
            ("Invoice", receipt.InvoiceNumber), ("Customer", receipt.CustomerName), ("E-mail", receipt.CustomerEmail),
            ("Reference", receipt.BillingReference), ("Notes", receipt.Notes),
        ];
        if (rows.All(row => row.Value is null))
        {
            return;
        }

        paper.Title("Invoice details (not part of the signed document)");
        foreach (var (label, value) in rows)
        {
            if (value is not null)
            {
                paper.Row(label, (value, StandardFont.Regular));
            }
        }
    }

    private void AddCheck(ReceiptPaper paper, Receipt receipt, ReceiptFacts facts)
    {
        var page = address.To(ReceiptPages.PathOf(receipt.Id));
        paper.Gap(14);
        paper.Check(page,
        [
            ("Scan the code, or open this page. It checks the receipt afresh:", StandardFont.Regular),
            (page, StandardFont.Bold),
            ("By hand: the SHA-256 of the document on that page is this hash,", StandardFont.Regular),
            (receipt.Hash, StandardFont.Mono),
            ("and this Ed25519 signature is over the 32 bytes of the hash,", StandardFont.Regular),
            (receipt.Ed25519Sig, StandardFont.Mono),
            ($"by this key, listed at {address.To("/.well-known/hiltbot-receipt-keys.json")}:", StandardFont.Regular),
            (facts.PublicKey ?? receipt.KeyId.ToString(), StandardFont.Mono),
        ]);
    }
}
