using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>Confirmed payments of one asset; amounts in its minor units. Net and fee sum to gross.</summary>
public sealed record AssetTotal(Asset Asset, long Payments, long GrossMinorUnits, long NetMinorUnits, long FeeMinorUnits)
{
    /// <summary>Never adds one asset to another (contract 2.10).</summary>
    internal static async Task<IReadOnlyList<AssetTotal>> ReadAsync(
        IQueryable<Payment> confirmed, CancellationToken cancellationToken)
    {
        var rows = await confirmed.GroupBy(row => new { row.TokenMint, row.AssetSymbol, row.AssetDecimals })
            .Select(group => new
            {
                group.Key,
                Payments = group.LongCount(),
                Gross = group.Sum(row => row.AmountMinorUnits),
                Net = group.Sum(row => row.MerchantAmountMinorUnits),
                Fee = group.Sum(row => row.FeeMinorUnits),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderByDescending(row => row.Payments).ThenBy(row => row.Key.TokenMint, StringComparer.Ordinal)
                .Select(row => new AssetTotal(
                    new Asset(row.Key.TokenMint, row.Key.AssetSymbol, row.Key.AssetDecimals), row.Payments, row.Gross,
                    row.Net, row.Fee)),
        ];
    }

    internal static IQueryable<Payment> Confirmed(HiltDb db, MerchantId merchantId) =>
        db.Payments.Where(row => row.MerchantId == merchantId && row.ConfirmedAt != null &&
            row.Status == PaymentStatus.Confirmed);
}
