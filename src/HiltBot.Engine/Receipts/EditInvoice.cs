using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>One field of an edit: whether it is touched, and what it becomes; empty clears it.</summary>
public readonly record struct InvoiceField(bool IsSent, string? Value)
{
    internal string? Or(string? standing) => !IsSent ? standing : Value is { Length: > 0 } value ? value : null;
}

/// <summary>What a merchant notes for an invoice; untouched fields stay.</summary>
public sealed record InvoiceEdit(
    InvoiceField InvoiceNumber, InvoiceField CustomerName, InvoiceField CustomerEmail, InvoiceField BillingReference,
    InvoiceField Notes);

public abstract record InvoiceOutcome
{
    private InvoiceOutcome()
    {
    }

    public sealed record Saved : InvoiceOutcome;

    public sealed record UnknownReceipt : InvoiceOutcome;

    /// <summary>The customer's e-mail is no address.</summary>
    public sealed record NoAddress : InvoiceOutcome;
}

/// <summary>Notes beside a receipt, outside the signed document: the proof stays what it is.</summary>
public sealed class EditInvoice(Work work, BusinessTime businessTime)
{
    public async Task<InvoiceOutcome> HandleAsync(
        MerchantId merchantId, ReceiptId receiptId, InvoiceEdit edit, Actor actor,
        CancellationToken cancellationToken) =>
        edit.CustomerEmail.Value is { Length: > 0 } email && EmailText.Normal(email) is null
            ? new InvoiceOutcome.NoAddress()
            : await work.RunAsync(
                db => EditAsync(db, merchantId, receiptId, edit, actor, cancellationToken), cancellationToken);

    private async Task<InvoiceOutcome> EditAsync(
        HiltDb db, MerchantId merchantId, ReceiptId receiptId, InvoiceEdit edit, Actor actor,
        CancellationToken cancellationToken)
    {
        // Taken first, so that the text to search is made of what stands: two edits are one after the other.
        await db.Database.ExecuteSqlAsync(
            $"update receipts set notes = notes where id = {receiptId.Value} and merchant_id = {merchantId.Value}",
            cancellationToken);
        var receipt = await db.Receipts.SingleOrDefaultAsync(
            row => row.Id == receiptId && row.MerchantId == merchantId, cancellationToken);
        if (receipt is null)
        {
            return new InvoiceOutcome.UnknownReceipt();
        }

        receipt.InvoiceNumber = edit.InvoiceNumber.Or(receipt.InvoiceNumber);
        receipt.CustomerName = edit.CustomerName.Or(receipt.CustomerName);
        receipt.CustomerEmail = edit.CustomerEmail.Or(receipt.CustomerEmail);
        receipt.BillingReference = edit.BillingReference.Or(receipt.BillingReference);
        receipt.Notes = edit.Notes.Or(receipt.Notes);
        receipt.SearchText = receipt.TextToSearch();

        // Which fields, and never what they say.
        db.Remember(
            merchantId, Subject.Receipt, receiptId.Value, "invoice_edited", actor, businessTime.Now(),
            new { fields = string.Join(' ', NamesOf(edit)) }, receipt.PaymentId);
        return new InvoiceOutcome.Saved();
    }

    private static IEnumerable<string> NamesOf(InvoiceEdit edit)
    {
        (string Name, InvoiceField Field)[] all =
        [
            ("invoice_number", edit.InvoiceNumber), ("customer_name", edit.CustomerName),
            ("customer_email", edit.CustomerEmail), ("billing_reference", edit.BillingReference),
            ("notes", edit.Notes),
        ];
        return all.Where(one => one.Field.IsSent).Select(one => one.Name);
    }
}
