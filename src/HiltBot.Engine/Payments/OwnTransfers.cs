using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

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

    /// <summary>Whether the merchant decides about this money.</summary>
    public static async Task<bool> IsOwnAsync(
        HiltDb db, MerchantId merchantId, Transfer transfer, CancellationToken cancellationToken) =>
        (await db.Watches.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && row.Account == transfer.Account)
            .ToListAsync(cancellationToken))
            .Exists(watch => watch.Covers(transfer.Account, transfer.BlockTime ?? transfer.RecordedAt)) ||
        (transfer.ConcernsPaymentId is { } concerned && await db.Payments.AnyAsync(
            row => row.Id == concerned && row.MerchantId == merchantId && row.MerchantWallet == transfer.Wallet,
            cancellationToken));
}
