using System.Text.Json;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Notices;

/// <summary>
/// Sends what people are owed to hear (road, step 7): at least once, never lost, and blocking nothing but a
/// removal that waits for its answer (rule 11). A buyer is told on the first of their accounts that takes it,
/// the latest connected first; staff in the alert channel of the community, else its owners privately.
/// </summary>
public sealed partial class SendNotices(
    Batches batches, NoticeSender sender, SendingLease sending, BusinessTime business, TimeProvider time,
    ILogger<SendNotices> logger)
{
    private const int BatchMax = 100;
    private const int BesideMax = 3;

    /// <returns>How many notices were worked on; a full batch says that there is more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        // A notice may have ways over several platforms: all of them are open to the node that sends, and to no other.
        if (sending.Elsewhere.Count > 0)
        {
            return 0;
        }

        var claimedAt = time.GetTimestamp();
        var (taken, tasks) = await batches.TakeAsync<Notice, NoticeTask>(
            time.Now, BatchMax, (db, notices) => PlanAsync(
                db, notices, cancellationToken), cancellationToken);
        if (tasks.Count > 0)
        {
            var tries = await sender.SendAsync(tasks, claimedAt, cancellationToken);
            await batches.RecordAsync<Notice, NoticeTask, bool>(
                tasks, task => new Claimed(task.NoticeId.Value, task.ClaimId), time.Now,
                (db, some) => RecordAsync(db, some, tries, cancellationToken), cancellationToken);
        }

        return taken;
    }

    private async Task<IReadOnlyList<NoticeTask>> PlanAsync(
        HiltDb db, IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
    {
        var merchants = notices.Select(notice => notice.MerchantId).Distinct().ToList();
        var buyers = notices.Select(notice => notice.BuyerId).OfType<BuyerId>().Distinct().ToList();
        var places = notices.Select(notice => notice.CommunityId).OfType<CommunityId>().Distinct().ToList();
        var accounts = (await db.BuyerAccounts.AsNoTracking()
                .Where(row => merchants.Contains(row.MerchantId) && buyers.Contains(row.BuyerId))
                .ToListAsync(cancellationToken))
            .OrderByDescending(row => row.ConnectedAt)
            .ToLookup(row => row.BuyerId, row => new NoticeRoute(row.Platform, null, row.AccountId));
        var owners = (await db.Staff.AsNoTracking()
                .Where(row => merchants.Contains(row.MerchantId) && row.Role == StaffRole.Owner)
                .ToListAsync(cancellationToken))
            .ToLookup(row => row.MerchantId, row => new NoticeRoute(row.Platform, null, row.AccountId));
        var communities = (await db.Communities.AsNoTracking()
                .Where(row => row.LostAt == null && (places.Contains(row.Id) ||
                    (merchants.Contains(row.MerchantId) && row.PrivateChannelId != null)))
                .OrderBy(row => row.Id).ToListAsync(cancellationToken))
            .ToLookup(row => row.MerchantId);
        return notices.Select(notice => new NoticeTask(
            notice.Id, notice.ClaimId!.Value, Word(notice),
            FirstOf(notice, accounts, [.. communities[notice.MerchantId]]),
            notice.Audience is NoticeAudience.Buyer or NoticeAudience.Channel
                ? []
                : Reachable(owners[notice.MerchantId]))).ToList();
    }

    private static IReadOnlyList<NoticeRoute> FirstOf(
        Notice notice, ILookup<BuyerId, NoticeRoute> accounts, IReadOnlyList<Community> communities)
    {
        if (notice is { Audience: NoticeAudience.Buyer, BuyerId: { } buyerId })
        {
            var privately = Reachable(accounts[buyerId]);
            return [.. privately, .. Beside(privately, communities)];
        }

        if (communities.FirstOrDefault(row => row.Id == notice.CommunityId) is not { } place)
        {
            return [];
        }

        var channel = notice.Audience switch
        {
            NoticeAudience.AlertChannel => place.AlertChannelId,
            NoticeAudience.Channel => Facts.Read<NoticeFacts>(notice.FactsJson).Channel,
            _ => null,
        };
        return channel is null ? [] : [new NoticeRoute(place.Platform, place.ExternalId, channel)];
    }

    // Where the merchant said so, for those who take no private message: a few places at most, in which they may be.
    private static IEnumerable<NoticeRoute> Beside(
        IReadOnlyList<NoticeRoute> privately, IReadOnlyList<Community> communities) =>
        (from account in privately
         from place in communities
         where place.Platform == account.Platform && place.PrivateChannelId is not null
         select new NoticeRoute(place.Platform, place.ExternalId, place.PrivateChannelId!, account.Address))
        .Take(BesideMax);

    // One notice that cannot be worded must not stand in the way of the others.
    private ChatReply? Word(Notice notice)
    {
        try
        {
            return NoticeWording.Of(notice);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or JsonException)
        {
            Log.HasNoWords(logger, exception, notice.Id, notice.Kind);
            return null;
        }
    }

    // Nobody has a chat with somebody known to the merchant's own software only.
    private static IReadOnlyList<NoticeRoute> Reachable(IEnumerable<NoticeRoute> routes) =>
        [.. routes.Where(route => route.Platform != Platform.Custom)];

    private async Task<IReadOnlyList<bool>> RecordAsync(
        HiltDb db, IReadOnlyList<NoticeTask> tasks, IReadOnlyDictionary<NoticeId,
        IReadOnlyList<NoticeTry>> tries,
        CancellationToken cancellationToken)
    {
        var ids = tasks.Select(task => task.NoticeId).ToList();
        var notices = await db.Notices.Where(notice => ids.Contains(notice.Id))
            .ToDictionaryAsync(notice => notice.Id, cancellationToken);

        // Together, so that the answers find theirs without asking for each.
        var members = notices.Values.Where(notice => notice.PeriodEndAt is not null)
            .Select(notice => notice.MembershipId).OfType<MembershipId>().Distinct().ToList();
        await db.Memberships.Where(row => members.Contains(row.Id)).LoadAsync(cancellationToken);
        foreach (var task in tasks)
        {
            if (!notices.TryGetValue(task.NoticeId, out var notice) || !Claims.IsMine(notice, task.ClaimId))
            {
                continue;
            }

            if (!tries.TryGetValue(task.NoticeId, out var answers))
            {
                Claims.Release(notice, time.Now());
                continue;
            }

            foreach (var answer in answers)
            {
                Remember(db, notice, answer);
            }

            await TakeAnswersAsync(db, notice, answers, cancellationToken);
        }

        return [];
    }

    private async Task TakeAnswersAsync(
        HiltDb db, Notice notice, IReadOnlyList<NoticeTry> answers, CancellationToken cancellationToken)
    {
        var now = business.Now();
        notice.Attempts++;
        if (answers.FirstOrDefault(answer => answer.Answer is NoticeAnswer.Accepted) is { } accepted)
        {
            notice.State = NoticeState.Accepted;
            notice.AcceptedAt = now;
            notice.AcceptedBy = accepted.Route.ToString();
            notice.LastError = null;
            Claims.Release(notice, null);
            await TellMembershipAsync(db, notice, NoticeReply.Accepted, cancellationToken);
            return;
        }

        var later = answers.Select(answer => answer.Answer).OfType<NoticeAnswer.TryLater>().ToList();
        if (later.Count > 0)
        {
            notice.LastError = later[0].Why;
            Claims.Release(
                notice, time.Now() + NoticeBackoff.After(notice.Attempts, later.Max(answer => answer.After)));
            await TellMembershipAsync(db, notice, NoticeReply.Unanswered, cancellationToken);
            return;
        }

        notice.State = NoticeState.Undeliverable;
        notice.LastError = answers.Select(answer => answer.Answer).OfType<NoticeAnswer.CannotDeliver>()
            .Select(answer => answer.Why).FirstOrDefault() ?? "there is no channel to send it to";
        Claims.Release(notice, null);
        if (answers.Count == 0)
        {
            db.Remember(
                notice.MerchantId, Subject.Notice, notice.Id.Value, "no_channel", Actor.System, now,
                new { kind = EnumText.Of(notice.Kind) });
        }

        await TellMembershipAsync(db, notice, NoticeReply.Undeliverable, cancellationToken);
    }

    private Task TellMembershipAsync(
        HiltDb db, Notice notice, NoticeReply reply, CancellationToken cancellationToken) =>
        notice is { Audience: NoticeAudience.Buyer, MembershipId: { } membershipId, PeriodEndAt: { } endAt }
            ? RecordNoticeAnswer.InAsync(db, membershipId, endAt, reply, business.Now(), cancellationToken)
            : Task.CompletedTask;

    private void Remember(HiltDb db, Notice notice, NoticeTry answer)
    {
        var (what, why) = answer.Answer switch
        {
            NoticeAnswer.Accepted => ("accepted", null),
            NoticeAnswer.CannotDeliver cannot => ("cannot_deliver", cannot.Why),
            NoticeAnswer.TryLater later => ("try_later", later.Why),
            _ => throw new InvalidOperationException("An answer of a channel without a name."),
        };
        db.Remember(
            notice.MerchantId, Subject.Notice, notice.Id.Value, what, Actor.System, business.Now(),
            new { kind = EnumText.Of(notice.Kind), by = answer.Route.ToString(), why });
    }

    private static partial class Log
    {
        [LoggerMessage(7002, LogLevel.Error, "Notice {NoticeId} ({Kind}) has facts that cannot be worded.")]
        public static partial void HasNoWords(
            ILogger logger, Exception exception, NoticeId noticeId, NoticeKind kind);
    }
}
