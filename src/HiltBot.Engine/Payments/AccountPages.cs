using HiltBot.Engine.Outbox;
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

    /// <summary>
    /// There is more before this signature; null: from the newest on, and what is known is passed over.
    /// </summary>
    public sealed record Paused(ChainHead Head, string? Before) : ReadProgress;

    /// <summary>
    /// Read to the end, but for transactions that cannot be read: nothing is read through past them.
    /// </summary>
    public sealed record Held(string Why) : ReadProgress;

    /// <summary>The first look: it places the cursor, and the next one reads.</summary>
    public sealed record Placed(long CursorSlot, ChainHead Head) : ReadProgress;

    /// <summary>Nobody's product sells into the account any more.</summary>
    public sealed record Unwatched : ReadProgress;
}

/// <summary>
/// Reads a bounded part of one account, newest first, back to 300 slots before its cursor; what is known by
/// key is passed over, and the end is found by slot, so a signature that is gone stops nothing (design
/// section 4, Settlement).
/// </summary>
public sealed class AccountPages(
    Work work, IPaymentChain chain, TransactionReader reader, Unreadables unreadables, RecordTransfer record,
    BusinessTime business, TimeProvider time)
{
    /// <summary>Slots that every read overlaps the one before it.</summary>
    public const int OverlapSlots = 300;

    private const int SightingsMax = 200;
    private const int PagesMax = 10;
    private const int ReadsMax = 50;

    /// <param name="head">Asked for before this read began.</param>
    /// <param name="turn">What does not fit into it is left for the next one.</param>
    /// <exception cref="ChainUnreadableException">Nothing is lost: the read is made again.</exception>
    /// <exception cref="TimeoutException">The same.</exception>
    public async Task<ReadProgress> ReadAsync(
        ReceivingAccount account, ChainHead head, Turn turn, CancellationToken cancellationToken)
    {
        var now = business.Now();
        var merchants = await work.ReadAsync(
            db => Watches.MerchantsAsync(db, account.Address, now, cancellationToken), cancellationToken);
        if (merchants.Count == 0)
        {
            return new ReadProgress.Unwatched();
        }

        if (account.CursorSlot is not { } cursor)
        {
            return new ReadProgress.Placed(await PlaceAsync(account, head, turn, cancellationToken), head);
        }

        // A read that was paused goes on towards the head that it began with.
        var top = account is { PageTopSlot: { } slot, PageTopAt: { } at } ? new ChainHead(slot, at) : head;
        var floor = cursor - OverlapSlots;
        var odd = await unreadables.LoadAsync(account.Address, floor, cancellationToken);
        var pass = new Pass(account, floor, top, merchants, odd, turn);
        return await ReadPagesAsync(pass, cancellationToken);
    }

    // The newest before the account was watched; however late this first look is, what came since then counts.
    private async Task<long> PlaceAsync(
        ReceivingAccount account, ChainHead head, Turn turn, CancellationToken cancellationToken)
    {
        var (slot, before) = (head.Slot, (string?)null);
        for (var page = 0; page < PagesMax; page++)
        {
            var at = before;
            var listed = await turn.AskAsync(
                token => chain.ListAsync(account.Address, at, SightingsMax, token), cancellationToken);
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

    private async Task<ReadProgress> ReadPagesAsync(Pass pass, CancellationToken cancellationToken)
    {
        var (account, turn) = (pass.Account, pass.Turn);
        var before = account.PageBefore;
        var left = ReadsMax;
        for (var page = 0; page < PagesMax; page++)
        {
            var at = before;
            if (page > 0 && turn.IsUsedUp)
            {
                return new ReadProgress.Paused(pass.Top, at);
            }

            var listed = await turn.AskAsync(
                token => chain.ListAsync(account.Address, at, SightingsMax, token), cancellationToken);
            var recent = listed.Where(sighting => sighting.Slot >= pass.Floor).ToList();
            var unknown = await UnknownAsync(account.Address, recent, cancellationToken);
            var due = unknown.FindAll(sighting => pass.IsDue(sighting.Signature, time.Now()));
            pass.Held += unknown.Count(pass.Waits) - due.Count(pass.Waits);
            var now = due.Take(left).ToList();
            if (!await RecordAsync(pass, now, cancellationToken))
            {
                // The newer ones of this page are missing still: it is listed again.
                return new ReadProgress.Paused(pass.Top, at);
            }

            left -= now.Count;
            if (now.Count < due.Count)
            {
                return new ReadProgress.Paused(
                    pass.Top, now.Count > 0 ? now[^1].Signature : before ?? listed[0].Signature);
            }

            if (recent.Count < listed.Count || listed.Count < SightingsMax)
            {
                return await EndAsync(pass, cancellationToken);
            }

            before = listed[^1].Signature;
        }

        return new ReadProgress.Paused(pass.Top, before);
    }

    // A read in several parts remembers by rows what it could not read in an earlier one.
    private async Task<ReadProgress> EndAsync(Pass pass, CancellationToken cancellationToken)
    {
        var isHeld = pass.Held > 0 || (pass.Account.PageTopSlot is not null &&
            await unreadables.IsHeldAsync(pass.Account.Address, cancellationToken));
        return isHeld
            ? new ReadProgress.Held($"A finalized transaction is listed and cannot be read yet. {pass.Why}".TrimEnd())
            : new ReadProgress.Through(pass.Top);
    }

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

    /// <summary>
    /// Oldest first, so that of two payments for one session the earlier settles and the later is the
    /// duplicate.
    /// </summary>
    /// <returns>False when the turn was used up before the end.</returns>
    private async Task<bool> RecordAsync(
        Pass pass, List<ChainSighting> sightings, CancellationToken cancellationToken)
    {
        foreach (var batch in Enumerable.Reverse(sightings).Chunk(TransactionReader.BatchMax))
        {
            if (pass.HasRead && pass.Turn.IsUsedUp)
            {
                return false;
            }

            pass.HasRead = true;
            var read = await reader.ReadAsync(
                [.. batch.Select(sighting => sighting.Signature)], pass.Turn, cancellationToken);
            await KeepAsync(pass, read.Transactions, cancellationToken);
            var bySignature = batch.ToDictionary(sighting => sighting.Signature);
            var failed = read.Failed.Select(one => (bySignature[one.Signature], one.Reason)).ToList();
            var passed = await unreadables.TriedAsync(pass.Account.Address, failed, pass.Turn, cancellationToken);
            pass.Held += failed.Count - passed;
            pass.Why = read.Failed.Count > 0 ? read.Failed[0].Reason : pass.Why;
            if (read.Trouble is { } trouble)
            {
                throw trouble;
            }
        }

        return true;
    }

    private async Task KeepAsync(
        Pass pass, IReadOnlyList<ChainTransaction> transactions, CancellationToken cancellationToken)
    {
        var marks = await work.ReadAsync(
            db => Marks.FindAsync(db, transactions, cancellationToken), cancellationToken);
        foreach (var transaction in transactions)
        {
            await record.HandleAsync(
                transaction, AccountFacts.Of(pass.Account), marks[transaction.Signature], pass.Merchants,
                cancellationToken);
        }

        var solved = transactions.Select(one => one.Signature).Where(pass.Odd.ContainsKey).ToList();
        if (solved.Count > 0)
        {
            await unreadables.ForgetAsync(pass.Account.Address, solved, cancellationToken);
        }
    }

    /// <summary>One read, from its first page to its end or its pause.</summary>
    private sealed record Pass(
        ReceivingAccount Account, long Floor, ChainHead Top, IReadOnlySet<MerchantId> Merchants,
        IReadOnlyDictionary<string, UnreadableTransaction> Odd, Turn Turn)
    {
        /// <summary>Met so far, not to be read, and not set aside.</summary>
        public int Held { get; set; }

        public string? Why { get; set; }

        public bool HasRead { get; set; }

        public bool IsDue(string signature, DateTimeOffset now) => !Odd.TryGetValue(signature, out var row) ||
            (row.SetAsideAt is null && UnreadableRule.NextTryAt(row) <= now);

        public bool Waits(ChainSighting sighting) =>
            Odd.TryGetValue(sighting.Signature, out var row) && row.SetAsideAt is null;
    }
}
