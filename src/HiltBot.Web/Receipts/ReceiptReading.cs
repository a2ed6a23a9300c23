using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Web.Receipts;

/// <summary>A receipt with what surrounds it.</summary>
/// <param name="OwnerEmail">For the owner alone.</param>
/// <param name="PeriodStartAt">What the payment bought, where it was a membership.</param>
public sealed record ReceiptView(
    Receipt Receipt, string MerchantName, string? OwnerEmail, string? ProductTitle, string? ProductSlug,
    DateTimeOffset? PeriodStartAt, DateTimeOffset? PeriodEndAt, ReceiptProof Proof);

/// <summary>Reads a receipt and checks it afresh. Who calls as a merchant sees their own ones only.</summary>
internal sealed class ReceiptReading(Work work)
{
    /// <returns>Null when there is no such receipt.</returns>
    public Task<ReceiptView?> HandleAsync(string receiptId, CancellationToken cancellationToken) =>
        Id.TryParse<ReceiptId>(receiptId, out var id)
            ? HandleAsync(id, cancellationToken)
            : Task.FromResult<ReceiptView?>(null);

    /// <returns>Null when there is no such receipt.</returns>
    public async Task<ReceiptView?> HandleAsync(ReceiptId id, CancellationToken cancellationToken)
    {
        var found = await work.ReadAsync(
            db => (from receipt in db.Receipts
                   where receipt.Id == id
                   join merchant in db.Merchants on receipt.MerchantId equals merchant.Id
                   from account in db.Accounts.Where(row => row.MerchantId == receipt.MerchantId).DefaultIfEmpty()
                   from product in db.Products.Where(row => row.Id == receipt.ProductId).DefaultIfEmpty()
                   from period in db.MembershipPeriods
                       .Where(row => receipt.PaymentId != null && row.PaymentId == receipt.PaymentId).DefaultIfEmpty()
                   from key in db.StoredKeys
                       .Where(row => row.Id == receipt.KeyId && row.Purpose == KeyPurpose.Receipt).DefaultIfEmpty()
                   select new
                   {
                       Receipt = receipt,
                       merchant.Name,
                       Email = account == null ? null : account.Email,
                       Title = product == null ? null : product.Title,
                       Slug = product == null ? null : product.Slug,
                       From = period == null ? (DateTimeOffset?)null : period.PeriodStartAt,
                       Until = period == null ? null : period.PeriodEndAt,
                       Key = key == null ? null : key.PublicKey,
                   }).AsNoTracking().SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        return found is null
            ? null
            : new ReceiptView(
                found.Receipt, found.Name, found.Email, found.Title, found.Slug, found.From, found.Until,
                ReceiptProof.Of(found.Receipt, Convert.FromBase64String(found.Key ?? string.Empty)));
    }
}
