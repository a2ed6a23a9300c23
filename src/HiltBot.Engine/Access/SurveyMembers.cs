using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Access;

/// <summary>
/// Compares whole communities with the books: everybody who is there is read in large pages, then the seats. A
/// seat that seems to differ is looked at once more by itself (<see cref="SeatComparison"/>), so that what
/// changed meanwhile is no difference.
/// </summary>
public sealed partial class SurveyMembers(
    Work work, SeatComparison comparison, SendingLease sending, IEnumerable<IMemberSurvey> surveys, TimeProvider time,
    ILogger<SurveyMembers> logger)
{
    private const int ComparedMax = 100;

    private static readonly TimeSpan AfterBreak = TimeSpan.FromMinutes(5);
    private static readonly IReadOnlySet<Platform> None = new HashSet<Platform>();

    /// <returns>1 when a community was compared: there may be more; 0 when none is due.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var platforms = surveys.Select(survey => survey.Platform).ToList();
        if (platforms.Count == 0 || sending.Elsewhere.Count > 0)
        {
            return 0;
        }

        var now = time.Now();
        var community = await work.ReadAsync(
            db => db.Communities
                .Where(row => row.SurveyDueAt <= now && row.LostAt == null && platforms.Contains(row.Platform))
                .OrderBy(row => row.SurveyDueAt).FirstOrDefaultAsync(cancellationToken),
            cancellationToken);
        if (community is null)
        {
            return 0;
        }

        var survey = surveys.First(known => known.Platform == community.Platform);
        var next = survey.Interval;
        try
        {
            await CompareAsync(survey, community, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever breaks concerns this community: it waits, and the others have their turn.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Broken(logger, community.Platform, community.ExternalId, exception.Message);
            next = AfterBreak < next ? AfterBreak : next;
        }

        await PlanNextAsync(community, now, next, cancellationToken);
        return 1;
    }

    private async Task CompareAsync(
        IMemberSurvey survey, Community community, CancellationToken cancellationToken)
    {
        // Only who has a seat is kept: most members of a server never bought anything.
        var known = (await work.ReadAsync(
            db => db.Seats.Where(seat => seat.CommunityId == community.Id).Select(seat => seat.AccountId).Distinct()
                .ToListAsync(cancellationToken),
            cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var inside = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        await foreach (var page in survey.ReadAsync(community.ExternalId, cancellationToken))
        {
            foreach (var member in page.Where(member => known.Contains(member.AccountId)))
            {
                inside[member.AccountId] = member.TargetIds;
            }
        }

        var suspected = await work.ReadAsync(
            async db =>
            {
                var found = new List<SeatId>();
                var seats = db.Seats.AsNoTracking().Where(seat => seat.CommunityId == community.Id)
                    .AsAsyncEnumerable();
                await foreach (var seat in seats.WithCancellation(cancellationToken))
                {
                    if (Differs(seat, inside))
                    {
                        found.Add(seat.Id);
                    }
                }

                return found;
            },
            cancellationToken);
        var differing = 0;
        foreach (var some in suspected.Chunk(ComparedMax))
        {
            differing += await comparison.RunAsync(some, None, time.GetTimestamp(), cancellationToken);
        }

        Log.Compared(logger, community.Platform, community.ExternalId, inside.Count, differing);
    }

    /// <summary>Whether what the survey showed is not what the books say.</summary>
    internal static bool Differs(Seat seat, IReadOnlyDictionary<string, IReadOnlySet<string>> inside)
    {
        var isInside = inside.TryGetValue(seat.AccountId, out var targets);
        if (SeatComparison.IsAwaited(seat))
        {
            return isInside;
        }

        var isOpen = isInside && targets!.Contains(seat.TargetId);
        return SeatComparison.IsKnown(seat) && isOpen != (seat.Shown == SeatState.Open);
    }

    // News that came meanwhile made it due anew: that stands.
    private Task<int> PlanNextAsync(
        Community community, DateTimeOffset startedAt, TimeSpan after, CancellationToken cancellationToken) =>
        work.RunAsync(
            db =>
            {
                DateTimeOffset? now = time.Now();
                DateTimeOffset? next = now + after;
                return db.Communities.Where(row => row.Id == community.Id && row.SurveyDueAt <= startedAt)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.SurveyDueAt, next)
                            .SetProperty(row => row.RightsDueAt, row => row.RightsDueAt ?? now),
                        cancellationToken);
            },
            cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(6030, LogLevel.Information,
            "{Platform} {Community} was compared with the books: {Members} known members, {Differing} seats differed.")]
        public static partial void Compared(
            ILogger logger, Platform platform, string community, int members, int differing);

        [LoggerMessage(6031, LogLevel.Warning,
            "{Platform} {Community} could not be compared with the books ({Why}); it is tried again in a while.")]
        public static partial void Broken(ILogger logger, Platform platform, string community, string why);
    }
}
