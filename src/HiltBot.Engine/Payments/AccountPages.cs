using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>How far a read of an account came.</summary>
public abstract record ReadProgress
{
    private ReadProgress()
    {
    }

    /// <summary>Read to the end: everything finalized up to this head is recorded.</summary>
    public sealed record Through(ChainHead Head) : ReadProgress;

    /// <summary>There is more before this signature.</summary>
    public sealed record Paused(ChainHead Head, string Before) : ReadProgress;

    /// <summary>The first look: it places the cursor, and the next one reads.</summary>
    public sealed record Placed(long CursorSlot, ChainHead Head) : ReadProgress;

    /// <summary>Nobody's product sells into the account any more.</summary>
    public sealed record Unwatched : ReadProgress;
}

/// <summary>
/// Reads a bounded part of one account, newest first, back to 300 slots before its cursor; what is known by key is passed
/// over, and the end is found by slot, so a signature that is gone stops nothing (design section 4, Settlement).
/// </summary>
public sealed class AccountPages(Work work, IPaymentChain chain, RecordTransfer record, BusinessTime business)
{
    /// <summary>Slots that every read overlaps the one before it.</summary>
    public const int OverlapSlots = 300;

    private const int SightingsMax = 200;
    private const int PagesMax = 10;
    private const int ReadsMax = 50;
    private const int BatchMax = 20;

    /// <summary>So many in one batch are no odd transactions any more: the ledger is down.</summary>
    private const int FailuresMax = 3;

    /// <param name="head">Asked for before this read began.</param>
    /// <exception cref="ChainUnreadableException">Nothing is lost: the read is made again.</exception>
    public async Task<ReadProgress> ReadAsync(
        ReceivingAccount account, ChainHead head, CancellationToken cancellationToken)
    {
        var merchants = await MerchantsAsync(account.Address, cancellationToken);
        if (merchants.Count == 0)
        {
            return new ReadProgress.Unwatched();
        }

        if (account.CursorSlot is not { } cursor)
        {
            return new ReadProgress.Placed(await PlaceAsync(account, head, cancellationToken), head);
        }

        // A read that was paused goes on towards the head that it began with.
        var top = account is { PageTopSlot: { } slot, PageTopAt: { } at } ? new ChainHead(slot, at) : head;
        return await ReadPagesAsync(account, cursor - OverlapSlots, top, merchants, cancellationToken);
    }

    // The newest before the account was watched; however late this first look is, what came since then counts.
    private async Task<long> PlaceAsync(
        ReceivingAccount account, ChainHead head, CancellationToken cancellationToken)
    {
        var (slot, before) = (head.Slot, (string?)null);
        for (var page = 0; page < PagesMax; page++)
        {
            var listed = await chain.ListAsync(account.Address, before, SightingsMax, cancellationToken);
            if (listed.FirstOrDefault(sighting => sighting.BlockTime < account.WatchedFrom) is { } older)
            {
                return older.Slot;
            }

            if (listed.Count > 0)
            {
                (slot, before) = (listed[^1].Slot, listed[^1].Signature);
            }

            if (listed.Count < SightingsMax)
            {
                break;
            }
        }

        return slot;
    }

    private async Task<ReadProgress> ReadPagesAsync(
        ReceivingAccount account, long floor, ChainHead top, IReadOnlySet<MerchantId> merchants,
        CancellationToken cancellationToken)
    {
        var before = account.PageBefore;
        var left = ReadsMax;
        var unreadable = 0;
        for (var page = 0; page < PagesMax; page++)
        {
            var listed = await chain.ListAsync(account.Address, before, SightingsMax, cancellationToken);
            var recent = listed.Where(sighting => sighting.Slot >= floor).ToList();
            var unknown = await UnknownAsync(account.Address, recent, cancellationToken);
            var now = unknown.Take(left).ToList();
            unreadable += await RecordAsync(account, now, merchants, cancellationToken);
            left -= now.Count;
            if (now.Count < unknown.Count)
            {
                return Unless(unreadable, new ReadProgress.Paused(
                    top, now.Count > 0 ? now[^1].Signature : before ?? listed[0].Signature));
            }

            if (recent.Count < listed.Count || listed.Count < SightingsMax)
            {
                return Unless(unreadable, new ReadProgress.Through(top));
            }

            before = listed[^1].Signature;
        }

        return Unless(unreadable, new ReadProgress.Paused(top, before!));
    }

    // What was read is recorded and counts; the account is not read through, and the rest is asked for again.
    private static ReadProgress Unless(int unreadable, ReadProgress progress) => unreadable == 0
        ? progress
        : throw new ChainUnreadableException(
            $"{unreadable} finalized transactions are listed and cannot be read yet.");

    private Task<List<ChainSighting>> UnknownAsync(
        string address, List<ChainSighting> sightings, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var signatures = sightings.ConvertAll(sighting => sighting.Signature);
            var known = await db.Transfers
                .Where(row => row.Account == address && signatures.Contains(row.Signature))
                .Select(row => row.Signature).ToListAsync(cancellationToken);
            var seen = await db.Set<AccountSighting>()
                .Where(row => row.Account == address && signatures.Contains(row.Signature))
                .Select(row => row.Signature).ToListAsync(cancellationToken);
            var all = known.Concat(seen).ToHashSet();
            return sightings.FindAll(sighting => !all.Contains(sighting.Signature));
        },
        cancellationToken);

    // Oldest first, so that of two payments for one session the earlier settles and the later is the duplicate.
    private async Task<int> RecordAsync(
        ReceivingAccount account, List<ChainSighting> sightings, IReadOnlySet<MerchantId> merchants,
        CancellationToken cancellationToken)
    {
        var unreadable = 0;
        foreach (var batch in Enumerable.Reverse(sightings).Chunk(BatchMax))
        {
            var transactions = await ReadAsync([.. batch.Select(sighting => sighting.Signature)], cancellationToken);
            var marks = await work.ReadAsync(
                db => Marks.FindAsync(db, transactions, cancellationToken), cancellationToken);
            foreach (var transaction in transactions)
            {
                await record.HandleAsync(
                    transaction, AccountFacts.Of(account), marks[transaction.Signature], merchants, cancellationToken);
            }

            unreadable += batch.Length - transactions.Count;
        }

        return unreadable;
    }

    // One transaction in a form that nobody here knows must not keep the money around it from being counted.
    private async Task<List<ChainTransaction>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await chain.ReadAsync(signatures, cancellationToken)).OfType<ChainTransaction>()];
        }
        catch (ChainUnreadableException) when (signatures.Count > 1)
        {
            return await ReadOneByOneAsync(signatures, cancellationToken);
        }
        catch (ChainUnreadableException)
        {
            return [];
        }
    }

    private async Task<List<ChainTransaction>> ReadOneByOneAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken)
    {
        var (transactions, failures) = (new List<ChainTransaction>(), 0);
        foreach (var signature in signatures)
        {
            try
            {
                transactions.AddRange((await chain.ReadAsync([signature], cancellationToken)).OfType<ChainTransaction>());
            }
            catch (ChainUnreadableException) when (++failures < FailuresMax)
            {
                // Counted as unreadable by who asked.
            }
        }

        return transactions;
    }

    private Task<HashSet<MerchantId>> MerchantsAsync(string address, CancellationToken cancellationToken)
    {
        var now = business.Now();
        return work.ReadAsync(
            async db => (await db.Watches.IgnoreQueryFilters()
                .Where(watch => watch.Account == address && (watch.Until == null || watch.Until > now))
                .Select(watch => watch.MerchantId).Distinct().ToListAsync(cancellationToken)).ToHashSet(),
            cancellationToken);
    }
}
