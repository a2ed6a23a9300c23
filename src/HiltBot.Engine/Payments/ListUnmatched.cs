using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>Money that counts for no payment, newest first, and what came besides, in sums.</summary>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record UnmatchedPage(
    IReadOnlyList<UnmatchedTransfer> Items, IReadOnlyList<OtherIncome> OtherIncome, TransferId? Next)
{
    /// <summary>
    /// Transactions on the merchant's accounts that nobody here can read, newest first; a few at most.
    /// </summary>
    public IReadOnlyList<UnreadableItem> Unreadable { get; init; } = [];
}

/// <param name="SeenAt">Block time where the ledger says one, else when it was first tried.</param>
/// <param name="HoldsAccount">Nothing of the account ends before it is read, set aside or released.</param>
public sealed record UnreadableItem(
    UnreadableId Id, string Signature, string Account, string Reason, DateTimeOffset SeenAt, bool HoldsAccount);

/// <param name="Asset">Null when nothing is sold in that asset here; the amount is in its base units
/// then.</param>
/// <param name="Concerns">The merchant's own session whose marks it carried.</param>
public sealed record UnmatchedTransfer(
    TransferId Id, string Signature, string Account, string TokenMint, long AmountMinorUnits, Asset? Asset,
    DateTimeOffset? BlockTime, DateTimeOffset RecordedAt, string? PayerWallet, string? Memo, Verdict Verdict,
    PaymentId? Concerns, bool CanBeSettled);

/// <summary>Money without any mark that reached an account, and dust, which is only counted.</summary>
public sealed record OtherIncome(
    string Account, Asset Asset, long Count, long AmountMinorUnits, long DustCount, long DustMinorUnits);

/// <summary>
/// Shows a merchant what did not settle: nothing that arrived is ever dropped (design section 4).
/// </summary>
public sealed class ListUnmatched(Work work, TimeProvider time)
{
    public const int CountMax = 100;

    private const int UnreadableMax = 5;

    /// <summary>A ledger that is a moment behind itself is nobody's business.</summary>
    private static readonly TimeSpan UnreadableTime = TimeSpan.FromMinutes(10);

    /// <param name="before">The <see cref="UnmatchedPage.Next"/> of the page before; null for the
    /// newest.</param>
    public Task<UnmatchedPage> HandleAsync(
        MerchantId merchantId, TransferId? before, int count, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var take = Math.Clamp(count, 1, CountMax);
                var watches = await db.Watches.Where(row => row.MerchantId == merchantId)
                    .ToListAsync(cancellationToken);
                var accounts = watches.Select(row => row.Account).Distinct().ToList();
                var items = await ItemsAsync(db, merchantId, accounts, before, take + 1, cancellationToken);
                var income = await IncomeAsync(db, merchantId, accounts, cancellationToken);
                return new UnmatchedPage(
                    items.Take(take).ToList(), income, items.Count > take ? items[take - 1].Id : null)
                {
                    Unreadable = before is null ? await UnreadableAsync(db, watches, accounts, cancellationToken) : [],
                };
            },
            cancellationToken);

    private static async Task<List<UnmatchedTransfer>> ItemsAsync(
        HiltDb db, MerchantId merchantId, List<string> accounts, TransferId? before, int count,
        CancellationToken cancellationToken)
    {
        var open = db.Transfers.Where(row => row.PaymentId == null && row.Verdict != Verdict.OtherIncome &&
            (accounts.Contains(row.Account) || row.ConcernsMerchantId == merchantId));
        var all = OwnTransfers.Of(db, open, merchantId);
        if (before is { } id && await db.Transfers.SingleOrDefaultAsync(
                row => row.Id == id, cancellationToken) is { } last)
        {
            all = all.Where(row => row.RecordedAt < last.RecordedAt ||
                (row.RecordedAt == last.RecordedAt && row.Slot < last.Slot));
        }

        var found = await all.OrderByDescending(row => row.RecordedAt).ThenByDescending(row => row.Slot).Take(count)
            .ToListAsync(cancellationToken);
        var concerned = found.Select(row => row.ConcernsPaymentId).OfType<PaymentId>().ToList();
        var own = await db.Payments.Where(row => concerned.Contains(row.Id) && row.MerchantId == merchantId)
            .Select(row => row.Id).ToListAsync(cancellationToken);
        var assets = await AssetsAsync(db, found.ConvertAll(row => row.TokenMint), cancellationToken);
        return found.ConvertAll(row => new UnmatchedTransfer(
            row.Id, row.Signature, row.Account, row.TokenMint, row.AmountMinorUnits,
            assets.GetValueOrDefault(row.TokenMint), row.BlockTime, row.RecordedAt, row.PayerWallet, row.Memo,
            row.Verdict,
            row.ConcernsPaymentId is { } one && own.Contains(one) ? one : null,
            row.AmountMinorUnits > 0 && row.Verdict is not (Verdict.WrongRecipient or Verdict.TransactionFailed)));
    }

    private async Task<List<UnreadableItem>> UnreadableAsync(
        HiltDb db, List<Watch> watches, List<string> accounts, CancellationToken cancellationToken)
    {
        var since = time.Now() - UnreadableTime;
        var rows = await db.Unreadable
            .Where(row => accounts.Contains(row.Account) && (row.SetAsideAt != null || row.FirstTriedAt <= since))
            .OrderByDescending(row => row.FirstTriedAt).Take(UnreadableMax).ToListAsync(cancellationToken);
        return rows.FindAll(row => watches.Exists(watch => watch.Covers(row.Account, row.BlockTime ?? row.FirstTriedAt)))
            .ConvertAll(row => new UnreadableItem(
            row.Id, row.Signature, row.Account, row.Reason, row.BlockTime ?? row.FirstTriedAt,
            row.SetAsideAt is null));
    }

    private static async Task<List<OtherIncome>> IncomeAsync(
        HiltDb db, MerchantId merchantId, List<string> accounts, CancellationToken cancellationToken)
    {
        var other = db.Transfers.Where(row => accounts.Contains(row.Account) && row.PaymentId == null &&
            row.Verdict == Verdict.OtherIncome);
        var sums = await OwnTransfers.Of(db, other, merchantId)
            .GroupBy(row => row.Account)
            .Select(group => new
            {
                Account = group.Key,
                Count = group.LongCount(),
                Sum = group.Sum(row => row.AmountMinorUnits),
            })
            .ToDictionaryAsync(group => group.Account, cancellationToken);
        var rows = await db.ReceivingAccounts.Where(row => accounts.Contains(row.Address))
            .OrderBy(row => row.Address).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new OtherIncome(
            row.Address, new Asset(row.TokenMint, row.AssetSymbol, row.AssetDecimals),
            sums.GetValueOrDefault(row.Address)?.Count ?? 0, sums.GetValueOrDefault(row.Address)?.Sum ?? 0,
            row.DustCount, row.DustMinorUnits));
    }

    private static async Task<Dictionary<string, Asset>> AssetsAsync(
        HiltDb db, List<string> mints, CancellationToken cancellationToken)
    {
        var known = await db.ReceivingAccounts.Where(row => mints.Contains(row.TokenMint))
            .Select(row => new { row.TokenMint, row.AssetSymbol, row.AssetDecimals }).Distinct()
            .ToListAsync(cancellationToken);
        return known.GroupBy(row => row.TokenMint).ToDictionary(
            group => group.Key,
            group => new Asset(group.Key, group.First().AssetSymbol, group.First().AssetDecimals));
    }
}
