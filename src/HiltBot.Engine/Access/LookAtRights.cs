using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Looks whether the bot may do its work in communities where something changed, for what is sold there, and passes on
/// what came out (<see cref="CommunityNews"/>): staff hear once when something breaks and once when it heals.
/// </summary>
public sealed class LookAtRights(
    Work work, CommunityNews news, SendingLease sending, IEnumerable<ICommunityViewer> viewers, TimeProvider time)
{
    private const int PageMax = 20;

    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    /// <summary>Where the bot was thrown out, nobody but a look may see it invited again.</summary>
    private static readonly TimeSpan WhileGone = TimeSpan.FromMinutes(15);

    /// <returns>How many communities were due; a full page says that there is more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        if (sending.Elsewhere.Count > 0)
        {
            return 0;
        }

        var (due, again) = await work.RunAsync(db => TakeAsync(db, cancellationToken), cancellationToken);
        foreach (var community in due)
        {
            await LookAsync(community, again, cancellationToken);
        }

        return due.Count;
    }

    // They stay due until they were looked at: in a minute again, if this node should die meanwhile.
    private async Task<(IReadOnlyList<Community> Due, DateTimeOffset Again)> TakeAsync(
        HiltDb db, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var due = await db.Communities.AsNoTracking().Where(row => row.RightsDueAt <= now)
            .OrderBy(row => row.RightsDueAt).Take(PageMax).ToListAsync(cancellationToken);
        var ids = due.ConvertAll(row => row.Id);
        DateTimeOffset? again = now + Later;
        await db.Communities.Where(row => ids.Contains(row.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RightsDueAt, again), cancellationToken);
        return (due, again.Value);
    }

    private async Task LookAsync(Community community, DateTimeOffset again, CancellationToken cancellationToken)
    {
        var viewer = viewers.FirstOrDefault(known => known.Platform == community.Platform);
        if (viewer is null)
        {
            await PlanAsync(community, again, null, cancellationToken);
            return;
        }

        var place = community.ExternalId;
        if (await AskAsync(stop => viewer.LookAsync(place, stop), cancellationToken) is { } view)
        {
            await TellAsync(community, view, cancellationToken);
            await PlanAsync(community, again, null, cancellationToken);
        }
        else if (await AskAsync(stop => viewer.IsGoneAsync(place, stop), cancellationToken))
        {
            await news.HandleAsync(
                community.Platform, community.ExternalId, new CommunityChange.Lost(), cancellationToken);
            await PlanAsync(community, again, time.Now() + WhileGone, cancellationToken);
        }
    }

    private async Task TellAsync(Community community, CommunityView view, CancellationToken cancellationToken)
    {
        if (community.LostAt is not null)
        {
            await news.HandleAsync(
                community.Platform, community.ExternalId, new CommunityChange.Back(), cancellationToken);
        }

        var sold = await work.ReadAsync(
            db => db.ProductTargets.Where(row => row.CommunityId == community.Id).Select(row => row.TargetId)
                .Distinct().ToListAsync(cancellationToken),
            cancellationToken);
        if (ProblemOf(view, sold) is { } mend)
        {
            await news.HandleAsync(
                community.Platform, community.ExternalId, new CommunityChange.RightsLost(mend), cancellationToken);
        }
        else if (!await IsForSeatsToSayAsync(community, cancellationToken))
        {
            await news.HandleAsync(
                community.Platform, community.ExternalId, new CommunityChange.RightsBack(), cancellationToken);
        }
    }

    // What a seat ran into may be nothing that a look can see: then one seat tries, and its success is the news.
    private Task<bool> IsForSeatsToSayAsync(Community community, CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            var waiting = db.Seats.Where(seat => seat.CommunityId == community.Id && seat.LastError != null &&
                db.Communities.Any(row => row.Id == community.Id && row.RightsProblem == seat.LastError));
            if (!await waiting.AnyAsync(cancellationToken))
            {
                return false;
            }

            var now = time.Now();
            var one = await waiting.Where(seat => seat.DueAt == null && seat.ClaimId == null)
                .OrderBy(seat => seat.AuditedAt).FirstOrDefaultAsync(cancellationToken);
            if (one is not null)
            {
                one.DueAt = now;
                one.AuditedAt = now;
            }

            return true;
        },
        cancellationToken);

    // What changed while it was looked at made it due anew: that stands.
    private Task<int> PlanAsync(
        Community community, DateTimeOffset again, DateTimeOffset? next, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => db.Communities.Where(row => row.Id == community.Id && row.RightsDueAt == again)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.RightsDueAt, next), cancellationToken),
            cancellationToken);

    /// <returns>The default when no answer came: it could not be looked at now.</returns>
    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(LookTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
#pragma warning disable CA1031 // Whatever breaks in an adapter: it is asked again later.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return default;
        }
    }

    /// <summary>Whether something is sold that is not there any more.</summary>
    internal static bool IsAnyGone(CommunityView view, IEnumerable<string> sold) =>
        sold.Any(id => view.Targets.All(target => target.TargetId != id));

    /// <summary>The first thing that keeps the bot from what is sold there, and who mends it; null when all is
    /// well.</summary>
    internal static string? ProblemOf(CommunityView view, IReadOnlyCollection<string> sold)
    {
        if (sold.Count == 0)
        {
            return null;
        }

        if (view.Problems.FirstOrDefault(problem => problem.StopsAccess) is { } first)
        {
            return $"{first.Problem} {first.Mend}";
        }

        if (IsAnyGone(view, sold))
        {
            return SeatAnswers.NoTargetMend;
        }

        return view.Targets.FirstOrDefault(target => target.Problem is not null && sold.Contains(target.TargetId)) is
        { } target ? $"{target.Label}: {target.Problem}" : null;
    }
}
