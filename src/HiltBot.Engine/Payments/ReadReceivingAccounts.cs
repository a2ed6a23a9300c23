using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Sweep Settlement (road, step 4): reads the accounts that are due, records every transfer once, and notes
/// through which instant each account is read (rule 12). One account is claimed at a time, and a bounded part
/// of it is read.
/// </summary>
public sealed partial class ReadReceivingAccounts(
    Work work, Claims claims, AccountPages pages, IPaymentChain chain, TimeProvider time, BusinessTime business,
    Network network, IOptions<SolanaOptions> options, ILogger<ReadReceivingAccounts> logger)
{
    private const int AccountsMax = 100;

    /// <summary>
    /// A head may be a little old: what matters is that it was asked for before the account was read.
    /// </summary>
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(2);

    private (DateTimeOffset At, ChainHead Head)? known;

    /// <returns>How many parts were read.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        AccountLoad? load = null;
        for (var done = 0; done < AccountsMax; done++)
        {
            using var turn = claims.StartTurn();
            var taken = await work.RunAsync(
                db => claims.TakeAsync<ReceivingAccount>(db, time.Now(), 1, cancellationToken), cancellationToken);
            if (taken.Count == 0)
            {
                return done;
            }

            load ??= await LoadAsync(cancellationToken);
            await ReadOneAsync(taken[0], load, turn, cancellationToken);
        }

        return AccountsMax;
    }

    private async Task ReadOneAsync(
        ReceivingAccount account, AccountLoad load, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            var head = await turn.AskAsync(HeadAsync, cancellationToken);
            var progress = await pages.ReadAsync(account, head, turn, cancellationToken);
            await NoteAsync(account, row => Progressed(row, progress), load, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is ChainUnreadableException or TimeoutException)
        {
            known = null;
            await NoteAsync(account, row => Failed(row, exception.Message), load, null, cancellationToken);
        }
    }

    private async Task<ChainHead> HeadAsync(CancellationToken cancellationToken)
    {
        if (known is { } last && time.Now() - last.At < HeadTime && !network.IsSandbox)
        {
            return last.Head;
        }

        var at = time.Now();
        var head = await chain.FinalizedHeadAsync(cancellationToken);
        known = (at, head);
        return head;
    }

    private async Task NoteAsync(
        ReceivingAccount claimed, Func<ReceivingAccount, bool> note, AccountLoad load, ReadProgress? progress,
        CancellationToken cancellationToken)
    {
        var changed = await work.RunAsync(
            async db =>
            {
                var row = await db.ReceivingAccounts.SingleAsync(
                    one => one.Address == claimed.Address, cancellationToken);
                if (!Claims.IsMine(row, claimed.ClaimId))
                {
                    Log.ClaimLost(logger, row.Address);
                    return null;
                }

                var wasFailing = row.FailingSince is not null;
                var isThrough = note(row);
                var hasNews = row.Version != claimed.Version;
                Claims.Release(row, await NextAsync(db, row, progress, hasNews, load, cancellationToken));
                if (isThrough)
                {
                    await EndReadAsync(db, row, cancellationToken);
                }

                return (wasFailing, row.FailingSince is not null) switch
                {
                    (false, true) => row.LastError,
                    (true, false) => string.Empty,
                    _ => null,
                };
            },
            cancellationToken);
        switch (changed)
        {
            case "":
                Log.ReadsAgain(logger, claimed.Address);
                break;
            case { } error:
                Log.CannotRead(logger, claimed.Address, error);
                break;
        }
    }

    /// <returns>Whether the account is read through a later instant now.</returns>
    private bool Progressed(ReceivingAccount row, ReadProgress progress)
    {
        row.Attempts = 0;
        if (progress is ReadProgress.Held held)
        {
            // The ledger is well, so it is asked as usual; the next read begins at the newest again.
            (row.LastError, row.FailingSince) = (held.Why, row.FailingSince ?? time.Now());
            (row.PageBefore, row.PageTopSlot, row.PageTopAt) = (null, null, null);
            return false;
        }

        row.LastError = progress is ReadProgress.Paused ? row.LastError : null;
        row.FailingSince = progress is ReadProgress.Paused ? row.FailingSince : null;
        var wasThrough = row.ReadThroughAt;
        switch (progress)
        {
            case ReadProgress.Placed placed:
                row.CursorSlot = placed.CursorSlot;
                break;
            case ReadProgress.Paused paused:
                (row.PageBefore, row.PageTopSlot, row.PageTopAt) =
                    (paused.Before, paused.Head.Slot, paused.Head.BlockTime.Cut());
                break;
            case ReadProgress.Through through:
                row.CursorSlot = Math.Max(row.CursorSlot ?? 0, through.Head.Slot);
                row.ReadThroughAt = Later(row.ReadThroughAt, through.Head.BlockTime.Cut());
                (row.PageBefore, row.PageTopSlot, row.PageTopAt) = (null, null, null);
                break;
        }

        return row.ReadThroughAt != wasThrough;
    }

    private bool Failed(ReceivingAccount row, string error)
    {
        row.Attempts++;
        row.LastError = error;
        row.FailingSince ??= time.Now();
        return false;
    }

    private async Task<DateTimeOffset?> NextAsync(
        HiltDb db, ReceivingAccount row, ReadProgress? progress, bool hasNews, AccountLoad load,
        CancellationToken cancellationToken)
    {
        var now = time.Now();
        if (progress is null)
        {
            return now + ReadIntervals.Backoff(row.Attempts);
        }

        if (hasNews || progress is ReadProgress.Paused or ReadProgress.Placed)
        {
            return now;
        }

        if (progress is ReadProgress.Unwatched)
        {
            return null;
        }

        var isOpen = await db.Payments.IgnoreQueryFilters().AnyAsync(
            payment => payment.DueAt != null && payment.ReceivingAccount == row.Address &&
                (payment.Status == PaymentStatus.PendingSignature ||
                    payment.Status == PaymentStatus.PendingConfirmation),
            cancellationToken);
        return now + ReadIntervals.Next(
            isOpen, load, network.IsSandbox ? null : options.Value.RequestsPerSecond);
    }

    // What waited for this account may end now; sightings that no later read can meet again are dropped.
    private async Task EndReadAsync(HiltDb db, ReceivingAccount row, CancellationToken cancellationToken)
    {
        var floor = row.CursorSlot - AccountPages.OverlapSlots;
        await db.Set<AccountSighting>().Where(one => one.Account == row.Address && one.Slot < floor)
            .ExecuteDeleteAsync(cancellationToken);
        await db.Unreadable.Where(one => one.Account == row.Address && one.SetAsideAt == null)
            .ExecuteDeleteAsync(cancellationToken);
        var now = business.Now();
        if (await db.Memberships.IgnoreQueryFilters().AnyAsync(one => one.DueAt <= now, cancellationToken))
        {
            db.Wake(Sweep.Memberships);
        }

        if (await db.Payments.IgnoreQueryFilters().AnyAsync(one => one.DueAt <= now, cancellationToken))
        {
            db.Wake(Sweep.Checkouts);
        }
    }

    private Task<AccountLoad> LoadAsync(CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var watched = await db.ReceivingAccounts.CountAsync(row => row.DueAt != null, cancellationToken);
            var open = await db.Payments.IgnoreQueryFilters()
                .Where(row => row.DueAt != null && (row.Status == PaymentStatus.PendingSignature ||
                    row.Status == PaymentStatus.PendingConfirmation))
                .Select(row => row.ReceivingAccount).Distinct().CountAsync(cancellationToken);
            return new AccountLoad(open, Math.Max(0, watched - open));
        },
        cancellationToken);

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    private static partial class Log
    {
        [LoggerMessage(4002, LogLevel.Warning, "Account {Account} cannot be read: {Error} Settlement of it waits; nothing ends meanwhile.")]
        public static partial void CannotRead(ILogger logger, string account, string error);

        [LoggerMessage(4003, LogLevel.Information, "Account {Account} can be read again.")]
        public static partial void ReadsAgain(ILogger logger, string account);

        [LoggerMessage(4004, LogLevel.Information, "Account {Account} was taken over by another node while it was read.")]
        public static partial void ClaimLost(ILogger logger, string account);
    }
}
