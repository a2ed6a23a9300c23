using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Keeps count of transactions that cannot be read, and lets reading go on past them in the end: money behind
/// them is not lost by that, and without it nothing of their account could ever end (rule 12).
/// </summary>
public sealed class Unreadables(Work work, TransactionReader reader, BusinessTime business, TimeProvider time)
{
    /// <summary>So many transactions of each kind that could be read before are asked for again.</summary>
    private const int OthersMax = 4;

    /// <summary>
    /// What is known of an account's unreadable transactions from this slot on, by signature.
    /// </summary>
    public Task<Dictionary<string, UnreadableTransaction>> LoadAsync(
        string account, long floor, CancellationToken cancellationToken) => work.ReadAsync(
        db => db.Unreadable.Where(row => row.Account == account && row.Slot >= floor)
            .ToDictionaryAsync(row => row.Signature, cancellationToken),
        cancellationToken);

    /// <summary>Whether anything still holds the account.</summary>
    public Task<bool> IsHeldAsync(string account, CancellationToken cancellationToken) => work.ReadAsync(
        db => db.Unreadable.AnyAsync(row => row.Account == account && row.SetAsideAt == null, cancellationToken),
        cancellationToken);

    /// <summary>They could be read after all, and are recorded.</summary>
    public Task ForgetAsync(
        string account, IReadOnlyCollection<string> signatures, CancellationToken cancellationToken) => work.RunAsync(
        db => db.Unreadable.Where(row => row.Account == account && signatures.Contains(row.Signature))
            .ExecuteDeleteAsync(cancellationToken),
        cancellationToken);

    /// <summary>Counts a try of each, and sets aside what was tried often and long enough.</summary>
    /// <returns>How many of them do not hold the account any more.</returns>
    public async Task<int> TriedAsync(
        string account, IReadOnlyList<(ChainSighting Sighting, string Reason)> failed, Turn turn,
        CancellationToken cancellationToken)
    {
        if (failed.Count == 0)
        {
            return 0;
        }

        var ripe = await work.RunAsync(db => CountAsync(db, account, failed, cancellationToken), cancellationToken);
        return ripe.Count > 0 && await DoesReadOthersAsync(account, turn, cancellationToken)
            ? await work.RunAsync(db => SetAsideAsync(db, ripe, cancellationToken), cancellationToken)
            : 0;
    }

    /// <summary>Reading goes on past it from now on; it is looked at again later.</summary>
    internal void SetAside(UnreadableTransaction row)
    {
        row.SetAsideAt = time.Now();
        row.DueAt = UnreadableRule.NextLookAt(0, time.Now());
    }

    private async Task<List<UnreadableId>> CountAsync(
        HiltDb db, string account, IReadOnlyList<(ChainSighting Sighting, string Reason)> failed,
        CancellationToken cancellationToken)
    {
        var now = time.Now();
        foreach (var (sighting, reason) in failed)
        {
            var at = sighting.BlockTime is { } blockTime ? db.Dialect.Parameter(blockTime.Cut()) : null;
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into unreadable_transactions (id, account, signature, slot, block_time, reason, first_tried_at,
                    last_tried_at, tries, attempts, version)
                values ({UnreadableId.New(now).Value}, {account}, {sighting.Signature}, {sighting.Slot}, {at}, {reason},
                    {db.Dialect.Parameter(now)}, {db.Dialect.Parameter(now)}, 1, 0, 0)
                on conflict (account, signature) do update set tries = unreadable_transactions.tries + 1,
                    last_tried_at = excluded.last_tried_at, reason = excluded.reason,
                    version = unreadable_transactions.version + 1
                """,
                cancellationToken);
        }

        var signatures = failed.Select(one => one.Sighting.Signature).ToList();
        var rows = await db.Unreadable.AsNoTracking()
            .Where(row => row.Account == account && signatures.Contains(row.Signature)).ToListAsync(cancellationToken);
        return rows.FindAll(row => UnreadableRule.IsRipe(row, now)).ConvertAll(row => row.Id);
    }

    // A ledger that gives out nothing at all is to be mended, not to be passed over: of what it gave out before
    // something must be there. One alone proves nothing: it may be the next that cannot be read.
    private async Task<bool> DoesReadOthersAsync(string account, Turn turn, CancellationToken cancellationToken)
    {
        var others = await work.ReadAsync(
            async db =>
            {
                var transfers = await db.Transfers.Where(row => row.Account == account)
                    .OrderByDescending(row => row.Slot).Take(OthersMax).Select(row => row.Signature)
                    .ToListAsync(cancellationToken);
                var sightings = await db.Set<AccountSighting>().Where(row => row.Account == account)
                    .OrderByDescending(row => row.Slot).Take(OthersMax).Select(row => row.Signature)
                    .ToListAsync(cancellationToken);
                return transfers.Concat(sightings).Distinct().ToList();
            },
            cancellationToken);
        return others.Count == 0 || (await reader.ReadAsync(others, turn, cancellationToken)).Transactions.Count > 0;
    }

    private async Task<int> SetAsideAsync(
        HiltDb db, List<UnreadableId> ripe, CancellationToken cancellationToken)
    {
        var rows = await db.Unreadable.Where(row => ripe.Contains(row.Id) && row.SetAsideAt == null)
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            SetAside(row);
            await TellAsync(db, row, cancellationToken);
        }

        return rows.Count;
    }

    private async Task TellAsync(HiltDb db, UnreadableTransaction row, CancellationToken cancellationToken)
    {
        var now = business.Now();
        var facts = new NoticeFacts
        {
            Amount = "A transaction that cannot be read",
            Problem = $"Transaction {row.Signature} names your account {row.Account}: {row.Reason}",
            Mend = "Look it up in a block explorer. Reading has gone on past it; I look at it again now and then, and " +
                "money in it is settled when it can be read.",
        };
        foreach (var merchant in await Watches.MerchantsAsync(db, row.Account, now, cancellationToken))
        {
            db.Remember(
                merchant, Subject.Merchant, merchant.Value, "transaction_unreadable", Actor.System, now,
                new { signature = row.Signature, account = row.Account, reason = row.Reason });
            var channel = await db.Communities.IgnoreQueryFilters()
                .Where(place => place.MerchantId == merchant && place.AlertChannelId != null && place.LostAt == null)
                .OrderBy(place => place.Id).Select(place => (CommunityId?)place.Id)
                .FirstOrDefaultAsync(cancellationToken);
            var notice = new NewNotice(
                $"unreadable:{row.Id}", channel is null ? NoticeAudience.Owners : NoticeAudience.AlertChannel,
                NoticeKind.PaymentUnmatched, facts)
            { CommunityId = channel };
            await db.OweAsync(merchant, notice, now, time.Now(), cancellationToken);
        }
    }
}
