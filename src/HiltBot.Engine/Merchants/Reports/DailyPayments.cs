using System.Globalization;
using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>
/// Counts payments day by day in one statement on both databases: the days stand in it with their instants, and each is
/// an index range of its own.
/// </summary>
internal static class DailyPayments
{
    /// <param name="column">An instant of a payment that has an index with the merchant first.</param>
    /// <param name="and">More about the payment, as SQL.</param>
    public static async Task<IReadOnlyList<Row>> CountAsync(
        HiltDb db, MerchantId merchantId, DayRange range, string column, string and, CancellationToken cancellationToken)
    {
        var parameters = new List<object> { merchantId.Value };
        var days = new StringBuilder();
        foreach (var day in range.Days)
        {
            var one = range with { First = day, Last = day };
            days.Append(days.Length == 0 ? string.Empty : ", ").Append(
                CultureInfo.InvariantCulture, $"({day.DayNumber}, {{{parameters.Count}}}, {{{parameters.Count + 1}}})");
            parameters.Add(db.Dialect.Parameter(one.From));
            parameters.Add(db.Dialect.Parameter(one.Until));
        }

        var statement = $$"""
            with days (day_number, from_at, until_at) as (values {{days}})
            select days.day_number as "DayNumber", payments.token_mint as "TokenMint",
                payments.asset_symbol as "AssetSymbol", payments.asset_decimals as "AssetDecimals",
                count(*) as "Payments", cast(sum(payments.amount_minor_units) as bigint) as "Gross",
                cast(sum(payments.merchant_amount_minor_units) as bigint) as "Net",
                cast(sum(payments.fee_minor_units) as bigint) as "Fee"
            from days join payments on payments.merchant_id = {0} and payments.{{column}} >= days.from_at
                and payments.{{column}} < days.until_at {{and}}
            group by days.day_number, payments.token_mint, payments.asset_symbol, payments.asset_decimals
            order by days.day_number, payments.token_mint
            """;
        return await db.Database.SqlQueryRaw<Row>(statement, [.. parameters]).ToListAsync(cancellationToken);
    }

    internal sealed class Row
    {
        public required int DayNumber { get; init; }

        public required string TokenMint { get; init; }

        public required string AssetSymbol { get; init; }

        public required int AssetDecimals { get; init; }

        public required long Payments { get; init; }

        public required long Gross { get; init; }

        public required long Net { get; init; }

        public required long Fee { get; init; }

        public DateOnly Day() => DateOnly.FromDayNumber(DayNumber);

        public AssetTotal Total() =>
            new(new Asset(TokenMint, AssetSymbol, AssetDecimals), Payments, Gross, Net, Fee);
    }
}
