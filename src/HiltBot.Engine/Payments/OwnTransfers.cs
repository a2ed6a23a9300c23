using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Money belongs to the installation, and is shown to whoever watched its account when it arrived, or whose payment it
/// concerns (rule 7). The same as <see cref="Watch.Covers"/>, for the database.
/// </summary>
internal static class OwnTransfers
{
    public static IQueryable<Transfer> Of(HiltDb db, IQueryable<Transfer> rows, MerchantId merchantId) =>
        rows.Where(row => row.ConcernsMerchantId == merchantId || db.Watches.Any(watch =>
            watch.MerchantId == merchantId && watch.Account == row.Account &&
            watch.Since <= (row.BlockTime ?? row.RecordedAt) &&
            (watch.Until == null || watch.Until >= (row.BlockTime ?? row.RecordedAt))));
}
