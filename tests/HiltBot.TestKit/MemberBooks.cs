using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit;

/// <summary>
/// Reads by plain SQL what became of every membership and seat, and holds it against the platform and against the closings
/// that it was asked for. It knows the promises and none of the product's code.
/// </summary>
public sealed class MemberBooks(Books books, StandInPlatform platform, ClockMoves moves)
{
    // A period that was paid so shortly before a closing may have met it on its way.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LeadMax = TimeSpan.FromHours(24);

    private sealed record Member(
        Guid Id, Guid ProductId, string Account, string Status, DateTimeOffset EndAt, TimeSpan Grace,
        bool IsDueOrClaimed);

    private sealed record Stretch(
        Guid MemberId, DateTimeOffset StartAt, DateTimeOffset EndAt, string Status, DateTimeOffset KnownAt);

    private sealed record Warning(Guid MemberId, DateTimeOffset EndAt, string Kind, DateTimeOffset AcceptedAt);

    /// <summary>Fails with the first thing that is not as promised.</summary>
    /// <returns>How many times a membership ran out.</returns>
    public async Task<int> CheckAsync()
    {
        var (_, now) = moves.At(TimeProvider.System.GetUtcNow());
        var members = await MembersAsync(now);
        var stretches = (await StretchesAsync()).ToLookup(stretch => stretch.MemberId);
        var warnings = (await WarningsAsync()).ToLookup(warning => warning.MemberId);
        var lapses = 0;
        foreach (var member in members)
        {
            CheckStatus(member, [.. stretches[member.Id]], now);
            lapses += await CheckLapsesAsync(member, [.. stretches[member.Id]], [.. warnings[member.Id]]);
        }

        var openers = (await OpenersAsync(members)).ToLookup(pair => pair.Target, pair => pair.Member);
        await CheckSeatsAsync(openers);
        CheckClosings(openers, stretches, warnings);
        await CheckRestAsync(members);
        return lapses;
    }

    /// <summary>Whether what ended last was announced early enough, and nothing that was paid was running.</summary>
    private void CheckClosings(
        ILookup<string, Member> openers, ILookup<Guid, Stretch> stretches, ILookup<Guid, Warning> warnings)
    {
        foreach (var (target, account, at) in platform.Closings)
        {
            var (least, most) = moves.At(at);
            foreach (var member in openers[target].Where(member => member.Account == account))
            {
                var known = stretches[member.Id].Where(stretch => stretch.KnownAt < at - OnItsWay).ToList();
                Assert.DoesNotContain(
                    known, stretch => stretch.StartAt <= least && stretch.EndAt + member.Grace > most);
                if (known.Where(stretch => stretch.EndAt <= most).MaxBy(stretch => stretch.EndAt) is not { } ended)
                {
                    continue;
                }

                var quarter = (ended.EndAt - ended.StartAt) / 4;
                var lead = quarter < LeadMax ? quarter : LeadMax;
                Assert.True(
                    warnings[member.Id].Any(
                        warning => warning.EndAt == ended.EndAt && warning.AcceptedAt + lead <= most),
                    $"{account} was closed at {target} at {most:O}, and not warned {lead} before of {ended.EndAt:O}.");
            }
        }
    }

    private static void CheckStatus(Member member, List<Stretch> stretches, DateTimeOffset now)
    {
        var end = stretches.Max(stretch => stretch.EndAt);
        Assert.Equal(end, member.EndAt);
        var status = end > now ? "ACTIVE" : end + member.Grace > now ? "GRACE_PERIOD" : "EXPIRED";
        Assert.True(
            status == member.Status, $"{member.Account} is {member.Status} and not {status}; end {end:O}, now {now:O}");
        var periods = string.Join(
            ", ", stretches.Select(stretch => $"{stretch.StartAt:s} to {stretch.EndAt:s} {stretch.Status}"));
        var running = stretches.Count(stretch => stretch.EndAt == end && stretch.Status == "active");
        Assert.True(
            running == (status == "EXPIRED" ? 0 : 1),
            $"{member.Account} is {member.Status} with {periods}");
    }

    // Each end that was reached has one entry in the history, one event, one message to the member and one to staff.
    private async Task<int> CheckLapsesAsync(Member member, List<Stretch> stretches, List<Warning> warnings)
    {
        var expired = await EndsAsync(member, "expired", "membership.expired");
        var graces = await EndsAsync(member, "entered_grace", "membership.entered_grace");
        Assert.Equal(member.Status == "EXPIRED", expired.Contains(Wire(member.EndAt)));
        Assert.Empty(expired.Except(graces));
        Assert.Empty(graces.Except(stretches.Select(stretch => Wire(stretch.EndAt))));

        // What was renewed without a gap has not ended.
        Assert.Empty(graces.Intersect(stretches.Select(stretch => Wire(stretch.StartAt))));
        Assert.Equal(expired, Ends(warnings, "ENDED"));
        Assert.Empty(Ends(warnings, "GRACE_STARTED").Except(graces));
        Assert.Equal(expired.Count, await books.CountAsync(
            $"select count(*) from notices where kind = 'MEMBER_LAPSED' and state = 'ACCEPTED' and {OfMember(member)}"));
        return expired.Count;
    }

    private static List<string> Ends(List<Warning> warnings, string kind) => [.. warnings
        .Where(warning => warning.Kind == kind).Select(warning => Wire(warning.EndAt)).Order(StringComparer.Ordinal)];

    private async Task<List<string>> EndsAsync(Member member, string history, string webhook)
    {
        var told = await books.RowsAsync(
            $"select payload_json from history where event_type = '{history}' and {OfMember(member, "subject_id")}");
        var sent = await books.RowsAsync(
            $"select payload from webhook_events where event_type = '{webhook}' and {OfMember(member)}");
        var ends = told.Select(row => (string)JsonNode.Parse((string)row[0]!)!["period_end_at"]!)
            .Order(StringComparer.Ordinal).ToList();
        Assert.Equal(ends.Distinct(), ends);
        Assert.Equal(ends.Count, sent.Count);
        Assert.All(sent, row => Assert.NotNull(row[0]));
        return ends;
    }

    private async Task CheckSeatsAsync(ILookup<string, Member> openers)
    {
        var owed = openers
            .SelectMany(group => group.Where(member => member.Status is "ACTIVE" or "GRACE_PERIOD")
                .Select(member => (group.Key, member.Account)))
            .Distinct().Order().ToList();
        Assert.True(owed.ToHashSet().SetEquals(platform.Roles.Keys), await RoadsAsync(owed));
        var seats = await books.RowsAsync("select target_id, account_id, shown, intent, closed_at, opened_at from seats");
        Assert.Equal(
            openers.SelectMany(group => group.Select(member => (group.Key, member.Account))).Distinct().Order(),
            seats.Select(seat => ((string)seat[0]!, (string)seat[1]!)).Order());
        foreach (var seat in seats)
        {
            var isOwed = owed.Contains(((string)seat[0]!, (string)seat[1]!));

            // What ran out before it could be opened was never closed either.
            var isClosed = seat[4] is not null || (seat[5] is null && !isOwed);
            Assert.True(
                (string?)seat[2] == (isOwed ? "OPEN" : "CLOSED") && seat[3] is null && isClosed == !isOwed,
                $"{seat[1]} at {seat[0]}: shown {seat[2]}, intent {seat[3]}, closed {seat[4]}; owed: {isOwed}");
        }
    }

    /// <summary>What happened to each seat that is not as the books have it, so that a seed need not be repeated to be read.</summary>
    private async Task<string> RoadsAsync(List<(string Target, string Account)> owed)
    {
        var lines = new List<string>();
        foreach (var (target, account) in owed.Except(platform.Roles.Keys).Concat(platform.Roles.Keys.Except(owed)))
        {
            var here = owed.Contains((target, account)) ? "owed and not there" : "there and not owed";
            var calls = platform.Calls
                .Where(call => call.Words.EndsWith($" {target} {account}", StringComparison.Ordinal))
                .Select(call => $"{call.At:HH:mm:ss.fff} {call.Caller} {call.Words}");
            lines.Add($"{account} at {target}: {here}; calls: {string.Join(", ", calls)}");
            var ofSeat = $"target_id = '{target}' and account_id = '{account}'";
            foreach (var row in await books.RowsAsync($"select * from seats where {ofSeat}"))
            {
                lines.Add($"  seat: {string.Join(" | ", row)}");
            }

            foreach (var row in await books.RowsAsync(
                $"""
                select a.at, a.action, a.outcome, a.reason, a.detail from access_attempts a
                where a.seat_id in (select id from seats where {ofSeat}) order by a.id
                """))
            {
                lines.Add($"  attempt: {string.Join(" | ", row)}");
            }

            foreach (var row in await books.RowsAsync(
                $"""
                select m.identity_value, m.status, p.period_start_at, p.period_end_at, p.status
                from memberships m join membership_periods p on p.membership_id = m.id where m.identity_value = '{account}'
                """))
            {
                lines.Add($"  period: {string.Join(" | ", row)}");
            }
        }

        return string.Join('\n', lines);
    }

    private async Task CheckRestAsync(List<Member> members)
    {
        Assert.DoesNotContain(members, member => member.IsDueOrClaimed);
        foreach (var table in (string[])["seats", "notices", "webhook_events"])
        {
            Assert.Equal(0, await books.CountAsync(
                $"select count(*) from {table} where due_at is not null or claim_id is not null"));
        }

        await Eventually.EqualsAsync(
            0L, () => books.CountAsync("select count(*) from receiving_accounts where claim_id is not null"),
            "the accounts in work");
    }

    private async Task<List<Member>> MembersAsync(DateTimeOffset now) =>
    [
        .. from row in await books.RowsAsync(
               """
               select id, product_id, identity_value, status, current_period_end_at, grace_period_days, due_at, claim_id
               from memberships
               """)
           select new Member(
               Books.Id(row[0]), Books.Id(row[1]), (string)row[2]!, (string)row[3]!, Books.Instant(row[4])!.Value,
               TimeSpan.FromDays(Convert.ToInt64(row[5], CultureInfo.InvariantCulture)),
               Books.Instant(row[6]) <= now || row[7] is not null),
    ];

    // A period's id is a version 7 one: it begins with the real time, in milliseconds, at which the books knew of it.
    private async Task<List<Stretch>> StretchesAsync() =>
    [
        .. from row in await books.RowsAsync(
               "select id, membership_id, period_start_at, period_end_at, status from membership_periods")
           select new Stretch(
               Books.Id(row[1]), Books.Instant(row[2])!.Value, Books.Instant(row[3])!.Value, (string)row[4]!,
               DateTimeOffset.FromUnixTimeMilliseconds(
                   Convert.ToInt64(Books.Id(row[0]).ToString("N")[..12], 16))),
    ];

    private async Task<List<Warning>> WarningsAsync() =>
    [
        .. from row in await books.RowsAsync(
               """
               select membership_id, period_end_at, kind, accepted_at from notices
               where period_end_at is not null and state = 'ACCEPTED'
               """)
           select new Warning(
               Books.Id(row[0]), Books.Instant(row[1])!.Value, (string)row[2]!, Books.Instant(row[3])!.Value),
    ];

    private async Task<List<(string Target, Member Member)>> OpenersAsync(List<Member> members) =>
    [
        .. from row in await books.RowsAsync("select product_id, target_id from product_targets")
           from member in members
           where member.ProductId == Books.Id(row[0])
           select ((string)row[1]!, member),
    ];

    // SQLite keeps ids as text, in capitals or not.
    private static string OfMember(Member member, string column = "membership_id") =>
        $"lower(cast({column} as varchar(36))) = '{member.Id}'";

    private static string Wire(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
