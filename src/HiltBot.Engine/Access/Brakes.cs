using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Access;

/// <summary>
/// Says whether counted closings may go on in a community, and trips its brake when they are too many.
/// </summary>
public sealed class Brakes(IOptions<AccessOptions> options, BusinessTime business, TimeProvider time)
{
    private static readonly TimeSpan AskAgainTime = TimeSpan.FromDays(1);

    /// <returns>The brake that holds them, or null when they may go on.</returns>
    public async Task<BrakeId?> GateAsync(
        HiltDb db, Community community, IReadOnlyCollection<SeatId> counted,
        CancellationToken cancellationToken)
    {
        await TakeTurnAsync(db, community.Id, cancellationToken);
        var standing = await FindAsync(db, community.Id, cancellationToken);
        if (standing is not null)
        {
            return standing;
        }

        var since = time.Now() - BrakeRule.Window;
        var before = await db.AccessAttempts
            .Where(row => row.CommunityId == community.Id && row.IsCounted && row.At > since &&
                !counted.Contains(row.SeatId))
            .Select(row => row.SeatId).Distinct().CountAsync(cancellationToken);
        var open = await db.Seats
            .CountAsync(
                row => row.CommunityId == community.Id && row.Shown == SeatState.Open, cancellationToken);
        return BrakeRule.Trips(before, counted.Count, open, options.Value)
            ? await TripAsync(db, community, cancellationToken)
            : null;
    }

    /// <summary>
    /// Whoever counts closings of a community, holds them or frees them does it one after the other: a seat
    /// that is just being held must not miss the answer that frees the others.
    /// </summary>
    public static Task TakeTurnAsync(
        HiltDb db, CommunityId communityId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"update communities set version = version where id = {communityId.Value}", cancellationToken);

    /// <summary>Owes the question to staff, once per time asked.</summary>
    public static Task AskAsync(
        HiltDb db, Brake brake, Community community, IReadOnlyList<string> members, int seats,
        DateTimeOffset now,
        DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var facts = new NoticeFacts
        {
            Brake = Id.ToOpaque(brake.Id),
            Count = seats,
            Targets = [community.Title],
            MemberDisplay = string.Join(", ", members),
        };
        var notice = new NewNotice(
            $"brake:{brake.Id}:{brake.TimesAsked}", NoticeAudience.AlertChannel, NoticeKind.BrakeTripped, facts)
        {
            CommunityId = community.Id,
        };
        return db.OweAsync(community.MerchantId, notice, now, realNow, cancellationToken);
    }

    private async Task<BrakeId> TripAsync(HiltDb db, Community community, CancellationToken cancellationToken)
    {
        var (now, realNow) = (business.Now(), time.Now());
        var brake = new Brake
        {
            Id = BrakeId.New(realNow),
            MerchantId = community.MerchantId,
            CommunityId = community.Id,
            TrippedAt = now,
            DueAt = now,
        };
        db.Brakes.Add(brake);
        db.Remember(
            community.MerchantId, Subject.Community, community.Id.Value, "brake_tripped", Actor.System, now,
            new { brake_id = brake.Id.ToString() });
        await db.SaveChangesAsync(cancellationToken);
        return brake.Id;
    }

    /// <summary>When the same question is asked again.</summary>
    public static DateTimeOffset NextAsk(DateTimeOffset now) => now + AskAgainTime;

    private static async Task<BrakeId?> FindAsync(
        HiltDb db, CommunityId communityId, CancellationToken cancellationToken)
    {
        var ids = await db.Brakes.Where(row => row.CommunityId == communityId && row.Decision == null)
            .Select(row => row.Id).ToListAsync(cancellationToken);
        return ids.Count > 0 ? ids[0] : null;
    }
}
