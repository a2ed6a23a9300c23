using System.Globalization;
using HiltBot.Engine.Values;

namespace HiltBot.Simulation;

/// <summary>
/// Holds the books against the ledger and the platform when everything has come to rest. Plain SQL and the world's own
/// memory: what the product thinks of itself is not asked.
/// </summary>
internal sealed class Auditor(World world)
{
    private const string CountsAsOpen = "m.status <> 'EXPIRED' and m.paused_at is null";

    /// <param name="isOver">Every wait is over too: nobody stays who nobody pays for.</param>
    public async Task CheckAsync(bool isOver)
    {
        await CheckAccountsAsync();
        await CheckPaymentsAsync();
        await CheckSessionsAsync();
        await new MembershipAuditor(world).CheckAsync();
        await CheckOwedSeatsAsync();
        await CheckOtherSeatsAsync(isOver);
        await CheckBrakesAsync();
        await CheckNoticesAsync();
        await CheckRestAsync();
    }

    // Road 4: every unit that reached a watched account is accounted for exactly once.
    private async Task CheckAccountsAsync()
    {
        foreach (var account in await world.Books.RowsAsync(
            "select address, token_mint, dust_count, dust_minor_units from receiving_accounts where due_at is not null"))
        {
            var address = (string)account[0]!;
            var rows = (await world.Books.RowsAsync(
                $"select signature, amount_minor_units from transfers where account = '{address}'"))
                .ToLookup(row => (string)row[0]!, row => (long)row[1]!);
            var (dustCount, dust) = (0L, 0L);
            foreach (var transaction in world.Ledger.Transactions.Where(one => !one.HasFailed))
            {
                var arrived = transaction.Changes
                    .Where(change => change.Account == address && change.TokenMint == (string)account[1]!)
                    .Sum(change => change.ChangeMinorUnits);
                var recorded = rows[transaction.Signature].ToList();
                var isMarked = transaction.Memos.Any(memo => memo.StartsWith("HILT:", StringComparison.Ordinal));
                if (arrived > 0 && arrived < 1_000 && !isMarked)
                {
                    (dustCount, dust) = (dustCount + 1, dust + arrived);
                }
                else if (arrived > 0 && (recorded.Count != 1 || recorded[0] != arrived))
                {
                    world.Break(
                        $"Money is not accounted for once: {arrived} by {transaction.Signature[..8]} stands " +
                        $"{recorded.Count} times.");
                }
            }

            if ((dustCount, dust) != ((long)account[2]!, (long)account[3]!))
            {
                world.Break($"Dust is miscounted: {dust} in {dustCount} came, {account[3]} in {account[2]} stands.");
            }
        }
    }

    // Road 4 and 5: one payment, one receipt, one period, one set of events.
    private async Task CheckPaymentsAsync()
    {
        foreach (var row in await world.Books.RowsAsync(
            """
            select p.id, p.status, p.received_minor_units, p.merchant_amount_minor_units, p.membership_id,
                (select count(*) from receipts r where r.payment_id = p.id),
                (select count(*) from membership_periods q where q.payment_id = p.id),
                (select coalesce(sum(t.amount_minor_units), 0) from transfers t where t.payment_id = p.id),
                (select count(*) from webhook_events e where e.event_type = 'payment.confirmed' and e.source_id = lower(p.id)),
                (select count(*) from webhook_events e where e.event_type = 'payment.failed' and e.source_id = lower(p.id))
            from payments p
            """))
        {
            var (status, received, price) = ((string)row[1]!, (long)row[2]!, (long)row[3]!);
            var isConfirmed = status == "CONFIRMED";
            var isFailed = status == "FAILED";
            var counts = string.Join(' ', row.Skip(5).Select(one => Convert.ToString(one, CultureInfo.InvariantCulture)));
            var wanted = (isConfirmed, isFailed) switch
            {
                (true, _) => $"1 {(row[4] is null ? 0 : 1)} {received} 1 0",
                (_, true) => "0 0 0 0 1",
                _ => $"0 0 {received} 0 0",
            };
            if (counts != wanted || (isConfirmed && received < price) || (isFailed && received != 0))
            {
                world.Break(
                    $"A payment of {price} is {status} with {received}: receipts, periods, transfers, events are " +
                    $"{counts} and not {wanted}.");
            }
        }
    }

    // Road 3 and rule 12: who paid enough in time is served, and nobody else; by block time, whenever it was read.
    private async Task CheckSessionsAsync()
    {
        foreach (var session in world.Sessions.Where(session => !session.IsMixedUp))
        {
            var payment = session.Payment;
            var row = (await world.Books.RowsAsync(
                $"select status from payments where lower(id) = '{payment.Id}'")).Single();
            var inTime = session.Paid.Where(paid => world.Ledger.Transactions
                .First(one => one.Signature == paid.Signature).BlockTime <= session.LastInTimeAt).Sum(paid => paid.Amount);
            var isServed = (string)row[0]! == "CONFIRMED";
            if (isServed != inTime >= payment.MerchantAmountMinorUnits)
            {
                world.Break(
                    $"{session.Person.Name} paid {inTime} of {payment.MerchantAmountMinorUnits} in time for " +
                    $"{session.Offer.Title}, and the session is {row[0]}.");
            }
            else if (!isServed && (string)row[0]! != "FAILED" && world.Now > session.LastInTimeAt)
            {
                world.Break($"The session of {session.Person.Name} is over, and stands as {row[0]}.");
            }
        }
    }

    // Road 6: what somebody pays for is open.
    private async Task CheckOwedSeatsAsync()
    {
        foreach (var row in await world.Books.RowsAsync(
            $"""
            select distinct a.account_id, t.target_id, s.id, s.delivery_status, s.last_error
            from memberships m
            join product_targets t on t.product_id = m.product_id
            join buyer_accounts a on a.buyer_id = m.buyer_id and a.platform = t.platform
            left join seats s on s.platform = t.platform and s.target_id = t.target_id and s.account_id = a.account_id
            where {CountsAsOpen}
            """))
        {
            var (account, target) = ((string)row[0]!, (string)row[1]!);
            var person = world.People.Single(one => one.AccountId == account);
            if (row[2] is null)
            {
                world.Break($"{person.Name} pays for {target[^2..]} and has no seat.");
            }
            else if (person.IsInside && !world.Server.Holds(target, account))
            {
                world.Break($"{person.Name} pays for {target[^2..]} and does not hold it ({row[3]}: {row[4]}).");
            }
        }
    }

    // Road 9: nobody stays whom nothing keeps.
    private async Task CheckOtherSeatsAsync(bool isOver)
    {
        foreach (var person in world.People)
        {
            foreach (var target in World.Targets.Where(target => world.Server.Holds(target, person.AccountId)))
            {
                var why = await WhyHeldAsync(person, target, isOver);
                if (why is not null)
                {
                    world.Break($"{person.Name} still holds {target[^2..]}: {why}.");
                }
            }
        }
    }

    /// <returns>Null when something keeps it open.</returns>
    private async Task<string?> WhyHeldAsync(Person person, string target, bool isOver)
    {
        var openers = await world.Books.RowsAsync(
            $"""
            select m.status, m.paused_at, m.end_cause, coalesce(m.grace_ends_at, m.current_period_end_at, m.ended_at)
            from memberships m
            join product_targets t on t.product_id = m.product_id
            join buyer_accounts a on a.buyer_id = m.buyer_id and a.platform = t.platform
            where a.account_id = '{person.AccountId}' and t.target_id = '{target}'
            """);
        if (openers.Any(row => (string)row[0]! != "EXPIRED" && row[1] is null))
        {
            return null;
        }

        var seat = (await world.Books.RowsAsync(
            $"""
            select s.found, s.exception, b.id, b.decision, s.last_error, s.delivery_status
            from seats s left join brakes b on b.id = s.brake_id
            where s.target_id = '{target}' and s.account_id = '{person.AccountId}'
            """)).SingleOrDefault();
        var isByHand = world.GivenByHand.Contains((target, person.AccountId));
        return seat switch
        {
            null => isByHand ? null : "it has no seat and nobody gave it by hand",
            [null, ..] => isByHand ? null : "it was never ours, and nobody gave it by hand",
            ["OPEN", ..] => isByHand ? null : "it counts as found, and nobody gave it by hand",
            [_, "KEPT", ..] => null,
            [_, _, not null, null, ..] => null,
            _ when world.Administrators.Contains(person.AccountId) => null,
            _ when openers.Any(row => MayStillWait(row, isOver)) => null,
            _ => $"nothing keeps it open ({seat[5]}: {seat[4]})",
        };
    }

    // Rule 11: what lapsed waits for its notice; 72 hours at the longest when somebody tries, and a day after it was taken.
    private bool MayStillWait(object?[] opener, bool isOver) =>
        (string?)opener[2] != "REVOKED" && opener[1] is null && opener[3] is long micros &&
        (!isOver || Instants.FromMicroseconds(micros).AddHours(98) > world.Now);

    // Rule 13: what a brake says it holds is what it holds.
    private async Task CheckBrakesAsync()
    {
        foreach (var row in await world.Books.RowsAsync(
            """
            select s.account_id, s.target_id, b.decision from seats s left join brakes b on b.id = s.brake_id
            where s.brake_id is not null
            """))
        {
            var what = $"{row[0]} in {row[1]}";
            if (row[2] is not null)
            {
                world.Break($"A brake that was answered still holds {what}.");
            }
            else if (!world.Server.Holds((string)row[1]!, (string)row[0]!))
            {
                world.Break($"A brake holds {what}, who is not there.");
            }
        }
    }

    // Road 7: at least once, never twice under another name, never lost.
    private async Task CheckNoticesAsync()
    {
        var doubled = await world.Books.RowsAsync(
            """
            select kind, count(*) from notices
            where kind in ('GRACE_STARTED', 'ENDED') group by membership_id, kind, period_end_at having count(*) > 1
            union all select key, count(*) from notices group by merchant_id, key having count(*) > 1
            """);
        foreach (var row in doubled)
        {
            world.Break($"A notice stands twice: {row[0]}.");
        }

        var lost = await world.Books.RowsAsync("select kind, state, last_error from notices where state = 'PENDING'");
        foreach (var row in lost)
        {
            world.Break($"A notice was never sent although everything is well: {row[0]} ({row[2]}).");
        }

        var taken = world.Platform.Told.Where(one => one.IsTaken).Select(one => one.NoticeId.Value).ToHashSet();
        foreach (var row in await world.Books.RowsAsync("select id, kind from notices where state = 'ACCEPTED'"))
        {
            if (!taken.Contains(Guid.Parse((string)row[0]!)))
            {
                world.Break($"A notice counts as accepted, and no channel took it: {row[1]}.");
            }
        }
    }

    // Nothing is due, and nothing is in anybody's hands.
    private async Task CheckRestAsync()
    {
        var (business, real) = (Instants.ToMicroseconds(world.Now), Instants.ToMicroseconds(world.Time.GetUtcNow()));
        foreach (var (table, now) in new[]
        {
            ("memberships", business), ("payments", business), ("brakes", business), ("seats", real), ("notices", real),
            ("webhook_events", real), ("receiving_accounts", real),
        })
        {
            var left = await world.Books.CountAsync(
                $"select count(*) from {table} where due_at < {now} - 2000000 or claimed_until is not null");
            if (left > 0 && table != "receiving_accounts")
            {
                world.Break($"{left} rows of {table} are still due or in somebody's hands.");
            }
        }
    }
}
