using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>Why closings are held although they would be due (rule 13).</summary>
public abstract record Doubt
{
    private Doubt()
    {
    }

    /// <summary>In plain words, for <c>/why</c> and <c>/health</c>.</summary>
    public abstract string Why { get; }

    /// <summary>Nobody was at work for long, or the database is an old copy.</summary>
    public sealed record WasAway(DateTimeOffset Since) : Doubt
    {
        public override string Why => "the bot was away and is still catching up with payments and messages";
    }

    /// <summary>This node and the database disagree about the time.</summary>
    public sealed record ClockIsOff(TimeSpan By) : Doubt
    {
        public override string Why => "this machine's clock and the database's are more than a minute apart";
    }

    /// <summary>Payments of a product have not been read up to now (rule 12).</summary>
    public sealed record SettlementIsBehind(string Account) : Doubt
    {
        public override string Why =>
            "payments have not been read up to now, so a renewal may not be known yet";
    }
}

/// <summary>Finds the doubts that hold closings, and ends them when they are over.</summary>
public sealed class Doubts(IDatabaseClock databaseClock, BusinessTime business, TimeProvider time)
{
    /// <summary>
    /// A heartbeat that is older says that nobody was at work; so far may settlement be behind.
    /// </summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ClockGapMax = TimeSpan.FromSeconds(60);

    public static bool IsOld(DateTimeOffset? heartbeatAt, DateTimeOffset now) =>
        heartbeatAt < now - SilenceMax;

    /// <summary>
    /// Block time up to which an account was read, held against business time; never read is behind.
    /// </summary>
    public static bool IsBehind(DateTimeOffset? readThroughAt, DateTimeOffset businessNow) =>
        readThroughAt is not { } through || through < businessNow - SilenceMax;

    /// <summary>Whether the two clocks are too far apart to end anybody's access by them.</summary>
    public static bool IsOff(DateTimeOffset? databaseNow, DateTimeOffset nodeNow) =>
        databaseNow is { } there && (there - nodeNow).Duration() > ClockGapMax;

    /// <summary>
    /// What holds every closing of the installation. Inside a transaction: doubt begins and ends in it.
    /// Accounts that are behind are asked for per product (<see cref="BehindAsync"/>).
    /// </summary>
    public async Task<IReadOnlyList<Doubt>> AssessAsync(HiltDb db, CancellationToken cancellationToken)
    {
        var doubts = new List<Doubt>();
        var now = time.Now();
        if (await databaseClock.ReadAsync(db, cancellationToken) is { } there && IsOff(there, now))
        {
            doubts.Add(new Doubt.ClockIsOff((there - now).Duration()));
        }

        var installation = await db.Installations
            .SingleOrDefaultAsync(row => row.Id == Installation.OnlyId, cancellationToken);

        // Judged here too, not only where the heart beats: when a machine wakes after hours, a closing may
        // come first.
        var isSilent = installation is not null && IsOld(installation.HeartbeatAt, now);
        if (isSilent)
        {
            installation!.DoubtSince ??= now;
        }

        if (installation?.DoubtSince is { } since)
        {
            if (!isSilent && await HasCaughtUpAsync(db, since, cancellationToken))
            {
                installation.DoubtSince = null;
            }
            else
            {
                doubts.Add(new Doubt.WasAway(since));
            }
        }

        return doubts;
    }

    /// <summary>Products among these with an account that is not read up to now, with that account.</summary>
    public async Task<IReadOnlyDictionary<ProductId, string>> BehindAsync(
        HiltDb db, IReadOnlyCollection<ProductId> products, CancellationToken cancellationToken)
    {
        var now = business.Now();
        var rows = await (
            from watch in db.Watches.AsNoTracking()
            join account in db.ReceivingAccounts.AsNoTracking() on watch.Account equals account.Address
            where products.Contains(watch.ProductId) && (watch.Until == null || watch.Until > now)
            select new { watch.ProductId, account.Address, account.ReadThroughAt }).ToListAsync(cancellationToken);
        return rows.Where(row => IsBehind(row.ReadThroughAt, now)).GroupBy(row => row.ProductId)
            .ToDictionary(group => group.Key, group => group.First().Address);
    }

    private async Task<bool> HasCaughtUpAsync(
        HiltDb db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var businessNow = business.Now();
        var through = since + business.Offset;
        var isUnread = await db.ReceivingAccounts.AnyAsync(
            account => (account.ReadThroughAt == null || account.ReadThroughAt < through) &&
                db.Watches.Any(watch => watch.Account == account.Address &&
                    (watch.Until == null || watch.Until > businessNow)),
            cancellationToken);
        if (isUnread)
        {
            return false;
        }

        var now = time.Now();
        return !await db.Notices.AnyAsync(notice => notice.DueAt <= now, cancellationToken);
    }
}
