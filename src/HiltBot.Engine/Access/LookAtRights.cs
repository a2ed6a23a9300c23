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

    /// <returns>How many communities were due; a full page says that there is more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        if (sending.Elsewhere.Count > 0)
        {
            return 0;
        }

        var due = await work.RunAsync(db => TakeAsync(db, cancellationToken), cancellationToken);
        foreach (var community in due)
        {
            await LookAsync(community, cancellationToken);
        }

        return due.Count;
    }

    // They stay due until they were looked at: in a minute again, if this node should die meanwhile.
    private async Task<IReadOnlyList<Community>> TakeAsync(HiltDb db, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var due = await db.Communities.AsNoTracking().Where(row => row.RightsDueAt <= now)
            .OrderBy(row => row.RightsDueAt).Take(PageMax).ToListAsync(cancellationToken);
        var ids = due.ConvertAll(row => row.Id);
        DateTimeOffset? later = now + Later;
        await db.Communities.Where(row => ids.Contains(row.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RightsDueAt, later), cancellationToken);
        return due;
    }

    private async Task LookAsync(Community community, CancellationToken cancellationToken)
    {
        var viewer = viewers.FirstOrDefault(known => known.Platform == community.Platform);
        var asked = time.Now();
        var view = viewer is null ? null : await LookAsync(viewer, community, cancellationToken);
        if (viewer is not null && view is null)
        {
            return;
        }

        if (view is not null)
        {
            var sold = await work.ReadAsync(
                db => db.ProductTargets.Where(row => row.CommunityId == community.Id).Select(row => row.TargetId)
                    .Distinct().ToListAsync(cancellationToken),
                cancellationToken);
            CommunityChange change = ProblemOf(view, sold) is { } mend
                ? new CommunityChange.RightsLost(mend)
                : new CommunityChange.RightsBack();
            await news.HandleAsync(community.Platform, community.ExternalId, change, cancellationToken);
        }

        // What changed while it was looked at is looked at again.
        var until = asked + Later;
        await work.RunAsync(
            db => db.Communities.Where(row => row.Id == community.Id && row.RightsDueAt <= until)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.RightsDueAt, (DateTimeOffset?)null), cancellationToken),
            cancellationToken);
    }

    private async Task<CommunityView?> LookAsync(
        ICommunityViewer viewer, Community community, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(LookTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await viewer.LookAsync(community.ExternalId, either.Token);
        }
#pragma warning disable CA1031 // Whatever breaks in an adapter: it could not be looked at now.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return null;
        }
    }

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

        return view.Targets.FirstOrDefault(target => target.Problem is not null && sold.Contains(target.TargetId)) is
        { } target ? $"{target.Label}: {target.Problem}" : null;
    }
}
