using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>
/// How often a product was sold and for how much, in the transaction that confirms a payment, so that a list
/// of products counts nothing. The product's version stays, so that buyers do not get into the merchant's
/// way.
/// </summary>
internal static class ProductCounts
{
    public static Task AddAsync(HiltDb db, Payment payment, CancellationToken cancellationToken) =>
        db.Products.IgnoreQueryFilters().Where(row => row.Id == payment.ProductId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.PaymentCount, row => row.PaymentCount + 1)
                .SetProperty(row => row.VolumeMinorUnits, row => row.VolumeMinorUnits + payment.AmountMinorUnits),
            cancellationToken);
}
