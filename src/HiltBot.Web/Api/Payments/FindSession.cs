using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Web.Api.Payments;

/// <summary>
/// Finds the session that a confirmation is about: by its id, else the newest of a product and a payer
/// (contract 4.3).
/// </summary>
internal sealed class FindSession(Work work)
{
    public async Task<PaymentId?> HandleAsync(ConfirmRequest request, CancellationToken cancellationToken)
    {
        if (request.PaymentId is not null)
        {
            return Id.TryParse<PaymentId>(request.PaymentId, out var id) ? id : null;
        }

        var (payer, signature) = (request.PayerWallet.Trim(), request.TxSignature.Trim());
        return await work.ReadAsync(
            async db =>
            {
                var product = request.Slug is { } slug
                    ? await db.Products.Where(row => row.Slug == slug).Select(row => new { row.Id, row.MerchantId })
                        .SingleOrDefaultAsync(cancellationToken)
                    : Id.TryParse<ProductId>(request.ProductId, out var named)
                        ? await db.Products.Where(row => row.Id == named).Select(row => new { row.Id, row.MerchantId })
                            .SingleOrDefaultAsync(cancellationToken)
                        : null;
                if (product is null)
                {
                    return null;
                }

                // The same call again must find the same session, also when it has ended meanwhile.
                return await db.Payments
                    .Where(row => row.MerchantId == product.MerchantId && row.ProductId == product.Id &&
                        row.PayerWallet == payer &&
                        (row.NamedSignature == signature || row.TxSignature == signature ||
                            row.Status == PaymentStatus.PendingSignature))
                    .OrderBy(row => row.Status == PaymentStatus.PendingSignature ? 1 : 0)
                    .ThenByDescending(row => row.CreatedAt).Select(row => (PaymentId?)row.Id)
                    .FirstOrDefaultAsync(cancellationToken);
            },
            cancellationToken);
    }
}
