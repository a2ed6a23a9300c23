using System.Globalization;
using HiltBot.Engine.Values;

namespace HiltBot.Simulation;

/// <summary>
/// Looks while it happens: at every closing before the platform applies it, and at every status that a membership leaves.
/// It reads plain SQL, the ledger and the platform's own memory, and no code of the product.
/// </summary>
internal sealed class Watchman(World world)
{
    private static readonly TimeSpan Lead = TimeSpan.FromHours(24);
    private static readonly TimeSpan WaitMax = TimeSpan.FromHours(72);

    private long lastHistoryId;

    /// <summary>Rules 9, 11 and 13: nobody is removed early, unannounced, or while it is doubted.</summary>
    public async Task BeforeRevokeAsync(string targetId, string accountId)
    {
        var who = $"{accountId} from {targetId}";
        var rows = await world.Books.RowsAsync(
            $"""
            select m.id, m.status, m.paused_at, m.current_period_end_at, m.end_cause,
                coalesce(m.last_period_start_at, m.current_period_start_at), m.grace_ends_at
            from seats s
            join memberships m on m.buyer_id = s.buyer_id and m.merchant_id = s.merchant_id
            join product_targets t on t.product_id = m.product_id and t.platform = s.platform and t.target_id = s.target_id
            where s.target_id = '{targetId}' and s.account_id = '{accountId}'
            """);
        foreach (var row in rows)
        {
            var (status, isPaused) = ((string)row[1]!, row[2] is not null);
            if (status != "EXPIRED" && !isPaused)
            {
                world.Break($"Removed early: {who}, while a membership is {status}.");
            }
            else if (status == "EXPIRED" && (string?)row[4] != "REVOKED")
            {
                await CheckAnnouncedAsync(who, row);
            }
        }

        if (world.BackSince is { } back && !await HasCaughtUpAsync(back))
        {
            world.Break($"Removed in doubt: {who}, before payments and notices have caught up after a long sleep.");
        }
    }

    /// <summary>Rule 12: settle before you end.</summary>
    public async Task AfterStepAsync()
    {
        if (world.BackSince is { } back && await HasCaughtUpAsync(back))
        {
            world.BackSince = null;
        }

        var news = await world.Books.RowsAsync(
            $"""
            select h.id, h.event_type, m.current_period_end_at, m.grace_ends_at, m.product_id
            from history h join memberships m on m.id = h.subject_id
            where h.id > {lastHistoryId} and h.event_type in ('entered_grace', 'expired') order by h.id
            """);
        foreach (var row in news)
        {
            lastHistoryId = Math.Max(lastHistoryId, (long)row[0]!);
            var leftAt = (string)row[1]! == "expired" ? row[3] ?? row[2] : row[2];
            if (leftAt is long micros)
            {
                await CheckSettledAsync((string)row[1]!, Instants.FromMicroseconds(micros), (string)row[4]!);
            }
        }
    }

    private async Task CheckAnnouncedAsync(string who, object?[] membership)
    {
        if (membership[3] is not long endMicros)
        {
            return;
        }

        var endAt = Instants.FromMicroseconds(endMicros);
        var quarter = (endAt - Instants.FromMicroseconds((long)membership[5]!)) / 4;
        var lead = quarter > TimeSpan.Zero && quarter < Lead ? quarter : Lead;
        var ids = (await world.Books.RowsAsync(
            $"""
            select id from notices
            where membership_id = '{membership[0]}' and audience = 'BUYER' and period_end_at = {endMicros}
            """)).Select(row => Guid.Parse((string)row[0]!)).ToHashSet();
        var told = world.Platform.Told.Where(one => ids.Contains(one.NoticeId.Value) && one.AccountId is not null).ToList();
        var graceEndsAt = membership[6] is long grace ? Instants.FromMicroseconds(grace) : endAt;
        var isAnnounced = told.Exists(one => one.IsTaken && one.At <= world.Now - lead);
        var isUndeliverable = told.Count > 0 && told.TrueForAll(one => one.IsRefused);
        var takenAt = told.Where(one => one.IsTaken).Select(one => one.At);
        var isSilent = world.Now >= graceEndsAt + WaitMax;
        if (!isAnnounced && !isUndeliverable && !isSilent)
        {
            world.Break(string.Create(
                CultureInfo.InvariantCulture,
                $"Removed without notice: {who}; {told.Count} tries, taken at [{string.Join(", ", takenAt)}], lead {lead}."));
        }
    }

    private async Task CheckSettledAsync(string what, DateTimeOffset leftAt, string productId)
    {
        var accounts = await world.Books.RowsAsync(
            $"""
            select account from watches
            where product_id = '{productId}' and (until is null or until > {Instants.ToMicroseconds(leftAt)})
            """);
        foreach (var row in accounts)
        {
            var account = (string)row[0]!;
            var known = (await world.Books.RowsAsync($"select signature from transfers where account = '{account}'"))
                .Select(one => (string)one[0]!).ToHashSet();
            var missed = world.Sessions.SelectMany(session => session.Paid)
                .Select(paid => world.Ledger.Transactions.First(one => one.Signature == paid.Signature))
                .FirstOrDefault(one => one.BlockTime <= leftAt && !known.Contains(one.Signature) &&
                    one.Changes.Any(change => change.Account == account && change.ChangeMinorUnits > 0));
            if (missed is not null)
            {
                world.Break(
                    $"Ended before it was settled: {what} at {leftAt:O}, with {missed.Signature[..8]} of " +
                    $"{missed.BlockTime:O} not counted.");
            }
        }
    }

    private async Task<bool> HasCaughtUpAsync(DateTimeOffset back)
    {
        var (real, business) = (Instants.ToMicroseconds(back), Instants.ToMicroseconds(back + world.Offset));
        return await world.Books.CountAsync(
            $"""
            select (select count(*) from notices where due_at <= {real})
                + (select count(*) from receiving_accounts where due_at is not null and
                    (read_through_at is null or read_through_at < {business} - 1000000))
            """) == 0;
    }
}
