using System.Globalization;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <param name="No">The order in which the database wrote it down.</param>
/// <param name="Node">Who took or ended it.</param>
/// <param name="IsTaken">False: it was ended.</param>
/// <param name="At">The database's clock, as the statement itself read it.</param>
internal sealed record ClaimEntry(
    long No, string Node, string Table, string Row, Guid ClaimId, bool IsTaken, DateTimeOffset At, DateTimeOffset Until);

/// <summary>A claim that its node never ended, with the one that followed on the same row.</summary>
/// <param name="LooksBefore">Looks of the follower that came after the claim's end and did not take the row.</param>
internal sealed record Handover(ClaimEntry Left, ClaimEntry? Taken, int LooksBefore);

/// <summary>
/// PostgreSQL itself keeps, by triggers, who took which row until when, when a claim was ended, and every look at a table
/// whether it found anything or not. Nodes are told apart by the name of their connections.
/// </summary>
internal sealed class ClaimLog(Books books)
{
    private static readonly string[] Tables =
    [
        "seats", "notices", "webhook_events", "webhook_deliveries", "payments", "memberships", "receiving_accounts",
    ];

    public static async Task<ClaimLog> KeepAsync(Books books)
    {
        await books.ChangeAsync(
            """
            create table claim_log (no bigint generated always as identity, node text, tab text, row_id text, claim_id uuid,
                is_taken boolean, at timestamptz, until timestamptz);
            create table look_log (node text, tab text, at timestamptz);
            create function log_claim() returns trigger language plpgsql as $$ begin
                if new.claim_id is distinct from old.claim_id then
                    insert into claim_log (node, tab, row_id, claim_id, is_taken, at, until) values (
                        current_setting('application_name'), tg_table_name,
                        coalesce(to_jsonb(new)->>'id', to_jsonb(new)->>'address'), coalesce(new.claim_id, old.claim_id),
                        new.claim_id is not null, now(), coalesce(new.claimed_until, old.claimed_until));
                end if;
                return null;
            end $$;
            create function log_look() returns trigger language plpgsql as $$ begin
                if current_query() like '%set claim_id = %' and current_query() like '%with taken%' then
                    insert into look_log values (current_setting('application_name'), tg_table_name, now());
                end if;
                return null;
            end $$;
            """);
        foreach (var table in Tables)
        {
            await books.ChangeAsync(
                $"""
                create trigger log_claim after update on {table} for each row execute function log_claim();
                create trigger log_look after update on {table} for each statement execute function log_look();
                """);
        }

        return new ClaimLog(books);
    }

    public async Task<IReadOnlyList<ClaimEntry>> EntriesAsync() =>
    [
        .. from row in await books.RowsAsync(
               "select no, node, tab, row_id, claim_id, is_taken, at, until from claim_log order by no")
           select new ClaimEntry(
               Convert.ToInt64(row[0], CultureInfo.InvariantCulture), (string)row[1]!, (string)row[2]!, (string)row[3]!,
               Books.Id(row[4]), (bool)row[5]!, Books.Instant(row[6])!.Value, Books.Instant(row[7])!.Value),
    ];

    /// <summary>Who holds, or held last, the claim on a row.</summary>
    public async Task<string?> HolderAsync(string table, string row) => (string?)(await books.RowsAsync(
        $"select node from claim_log where tab = '{table}' and row_id = '{row}' and is_taken order by no desc limit 1"))
        .SingleOrDefault()?[0];

    /// <summary>The database's clock.</summary>
    public async Task<DateTimeOffset> NowAsync() =>
        Books.Instant((await books.RowsAsync("select clock_timestamp()")).Single()[0])!.Value;

    /// <summary>What a node that was dead by then had left behind, and who went on with it.</summary>
    public async Task<IReadOnlyList<Handover>> LeftByAsync(string node, DateTimeOffset deadAt)
    {
        var entries = await EntriesAsync();
        var looks = (await books.RowsAsync("select node, tab, at from look_log order by at"))
            .Select(row => (Node: (string)row[0]!, Table: (string)row[1]!, At: Books.Instant(row[2])!.Value)).ToList();
        var ended = entries.Where(entry => !entry.IsTaken).Select(entry => entry.ClaimId).ToHashSet();
        return
        [
            .. from left in entries
               where left.IsTaken && left.Node == node && !ended.Contains(left.ClaimId)
               let taken = entries.FirstOrDefault(entry => entry.IsTaken && entry.No > left.No &&
                   entry.Table == left.Table && entry.Row == left.Row)
               where taken is null || taken.At > deadAt
               select new Handover(
                   left, taken,
                   looks.Count(look => look.Node == taken?.Node && look.Table == left.Table && look.At > left.Until &&
                       look.At < taken.At)),
        ];
    }
}
