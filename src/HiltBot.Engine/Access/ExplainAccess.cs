using System.Globalization;
using System.Text;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <param name="At">Business time.</param>
/// <param name="Text">One sentence for staff.</param>
public sealed record AccessFact(DateTimeOffset At, string Text);

/// <summary>Why somebody has access or has not.</summary>
/// <param name="Now">How it stands now, a sentence a seat and a membership.</param>
/// <param name="Facts">What led there, oldest first; the newest ones when there are very many.</param>
public sealed record AccessStory(
    string Member, bool IsBlocked, IReadOnlyList<string> Now, IReadOnlyList<AccessFact> Facts);

/// <summary>The chain of facts behind somebody's access, for <c>/why</c>.</summary>
public sealed class ExplainAccess(Work work, Doubts doubts)
{
    private const int FactsMax = 200;

    /// <returns>Null when the merchant has no such member.</returns>
    public Task<AccessStory?> HandleAsync(
        MerchantId merchantId, BuyerId buyerId, CancellationToken cancellationToken) =>
        work.ReadAsync<AccessStory?>(
            async db =>
            {
                var buyer = await db.Buyers.AsNoTracking()
                    .SingleOrDefaultAsync(
                        row => row.Id == buyerId && row.MerchantId == merchantId, cancellationToken);
                return buyer is null ? null : await TellAsync(db, buyer, cancellationToken);
            },
            cancellationToken);

    private async Task<AccessStory> TellAsync(HiltDb db, Buyer buyer, CancellationToken cancellationToken)
    {
        var (facts, now) = (new List<AccessFact>(), new List<string>());
        if (buyer.BlockedAt is { } blockedAt)
        {
            var reason = buyer.BlockedReason is { Length: > 0 } text ? $": {text}" : string.Empty;
            facts.Add(new(blockedAt, $"They were blocked{reason}."));
            now.Add("They are blocked: they cannot buy here.");
        }

        await TellMembershipsAsync(db, buyer, facts, now, cancellationToken);
        await TellSeatsAsync(db, buyer, facts, now, cancellationToken);
        foreach (var doubt in await doubts.AssessAsync(db, cancellationToken))
        {
            now.Add($"Nobody is removed at the moment: {doubt.Why}.");
        }

        var ordered = facts.OrderBy(fact => fact.At).ToList();
        return new AccessStory(
            buyer.Display, buyer.BlockedAt is not null, now,
            ordered[Math.Max(0, ordered.Count - FactsMax)..]);
    }

    private static async Task TellMembershipsAsync(
        HiltDb db, Buyer buyer, List<AccessFact> facts, List<string> now, CancellationToken cancellationToken)
    {
        var rows = await (from membership in db.Memberships.AsNoTracking()
                          join product in db.Products.AsNoTracking() on membership.ProductId equals product.Id
                          where membership.MerchantId == buyer.MerchantId && membership.BuyerId == buyer.Id
                          select new { membership, product.Title }).ToListAsync(cancellationToken);
        var titles = rows.ToDictionary(row => row.membership.Id, row => row.Title);
        var ids = titles.Keys.ToList();
        var payments = await db.Payments.AsNoTracking()
            .Where(row => row.MerchantId == buyer.MerchantId && row.BuyerId == buyer.Id)
            .OrderByDescending(row => row.CreatedAt).Take(FactsMax).ToListAsync(cancellationToken);
        facts.AddRange(payments.Where(row => row.ConfirmedAt is not null).Select(row => new AccessFact(
            row.ConfirmedAt!.Value, $"They paid {row.Price} (transaction {row.TxSignature}).")));
        facts.AddRange(payments.Where(row => row.Status == PaymentStatus.Failed && row.FailedAt is not null)
            .Select(row => new AccessFact(row.FailedAt!.Value, Unpaid(row))));
        var periods = await db.MembershipPeriods.AsNoTracking().Where(row => ids.Contains(row.MembershipId))
            .ToListAsync(cancellationToken);
        facts.AddRange(periods.Select(row => new AccessFact(
            row.CreatedAt,
            $"{titles[row.MembershipId]}: {(row.PaymentId is null ? "a gift" : "a payment")} gave the time from " +
            $"{Stretch(row)}{(row.RevokedAt is null ? "" : ", taken back later")}.")));
        var entries = await db.History.AsNoTracking()
            .Where(row => row.Subject == Subject.Membership && ids.Select(id => id.Value).Contains(row.SubjectId))
            .OrderByDescending(row => row.Id).Take(FactsMax).ToListAsync(cancellationToken);
        facts.AddRange(entries.Select(row => new AccessFact(
            row.CreatedAt,
            $"{titles[new MembershipId(row.SubjectId)]}: {Words(row.EventType)}{By(row)}.")));
        now.AddRange(rows.Select(row => Standing(row.membership, row.Title)));
    }

    private static string Standing(Membership membership, string title) => membership switch
    {
        { Status: MembershipStatus.Expired } => $"{title} has ended{Because(membership.EndCause)}.",
        { PausedAt: { } pausedAt } => $"{title} is paused since {Day(pausedAt)}.",
        { Status: MembershipStatus.GracePeriod } =>
            $"{title} is not renewed; the days of grace last until {Until(membership.GraceEndsAt)}.",
        { CurrentPeriodEndAt: null } => $"{title} is paid for ever.",
        _ => $"{title} is paid until {Until(membership.CurrentPeriodEndAt)}.",
    };

    private static string Unpaid(Payment payment) => payment.FailureReason is null or CheckoutStage.ExpiredReason
        ? $"They opened a checkout for {payment.Price} and did not pay it in time."
        : $"A payment of {payment.Price} failed: {Words(payment.FailureReason)}.";

    private static string Because(EndCause? cause) => cause switch
    {
        EndCause.Revoked => ": staff ended it",
        EndCause.DatesEdited => ": its dates were edited by hand",
        EndCause.Lapsed => ": it was not renewed",
        _ => string.Empty,
    };

    private static async Task TellSeatsAsync(
        HiltDb db, Buyer buyer, List<AccessFact> facts, List<string> now, CancellationToken cancellationToken)
    {
        var seats = await db.Seats.AsNoTracking()
            .Where(row => row.MerchantId == buyer.MerchantId && row.BuyerId == buyer.Id)
            .ToListAsync(cancellationToken);
        var ids = seats.ConvertAll(seat => seat.Id);
        var targetIds = seats.ConvertAll(seat => seat.TargetId);
        var labels = (await db.ProductTargets.AsNoTracking()
                .Where(row => row.MerchantId == buyer.MerchantId && targetIds.Contains(row.TargetId))
                .ToListAsync(cancellationToken))
            .GroupBy(row => (row.Platform, row.TargetId))
            .ToDictionary(group => group.Key, group => group.First().Label);
        var names = seats.ToDictionary(
            seat => seat.Id, seat => labels.GetValueOrDefault((seat.Platform, seat.TargetId), seat.TargetId));
        var attempts = await db.AccessAttempts.AsNoTracking().Where(row => ids.Contains(row.SeatId))
            .OrderByDescending(row => row.Id).Take(FactsMax).ToListAsync(cancellationToken);
        facts.AddRange(attempts.Where(row => row.Outcome != "Asked")
            .Select(row => new AccessFact(row.HappenedAt, $"{names[row.SeatId]}: {Did(row)}")));
        var entries = await db.History.AsNoTracking()
            .Where(row => row.Subject == Subject.Seat && ids.Select(id => id.Value).Contains(row.SubjectId))
            .ToListAsync(cancellationToken);
        facts.AddRange(entries.Select(row => new AccessFact(
            row.CreatedAt, $"{names[new SeatId(row.SubjectId)]}: {Words(row.EventType)}{By(row)}.")));
        now.AddRange(seats.Select(seat => $"{names[seat.Id]} {StateOf(seat)}"));
    }

    private static string StateOf(Seat seat)
    {
        var text = new StringBuilder(seat.Shown switch
        {
            SeatState.Open => "is open",
            SeatState.Closed => "is closed",
            _ => seat.DeliveryStatus == DeliveryStatus.Sent
                ? "waits for them to use their invite"
                : "waits; they may not have joined yet",
        });
        text.Append(seat.Found == SeatState.Open ? "; they had it before us, so it is not taken away unless adopted" : "");
        text.Append(seat.Exception switch
        {
            SeatException.Kept => "; it is kept as an exception",
            SeatException.Removed => "; staff allowed its removal",
            _ => "",
        });
        text.Append(seat.BrakeId is null ? "" : "; its closing waits for an answer from staff");
        text.Append(seat.LastError is { } error ? $" ({error})." : ".");
        return text.ToString();
    }

    private static string Did(AccessAttempt attempt)
    {
        var what = attempt.Action switch
        {
            AccessAction.Grant => "it was to be opened",
            AccessAction.Revoke => "it was to be closed",
            AccessAction.Hold => "its closing was held",
            _ => "the platform was asked",
        };
        var detail = attempt.Detail is null ? string.Empty : $" ({attempt.Detail})";
        return attempt.Action == AccessAction.Hold
            ? $"{what}, because {attempt.Reason}."
            : $"{what}, because {attempt.Reason}; answer: {Answer(attempt.Outcome)}{detail}.";
    }

    private static string Answer(string outcome) => outcome switch
    {
        nameof(AccessAnswer.WaitsForJoin) => "they have not joined yet",
        nameof(AccessAnswer.MissingRight) => "the bot lacks a right",
        nameof(AccessAnswer.UnknownTarget) => "the role or chat does not exist",
        nameof(AccessAnswer.UnknownAccount) => "the account does not exist",
        nameof(AccessAnswer.CommunityGone) => "the bot is not in the place",
        nameof(AccessAnswer.IsAdministrator) => "they are an administrator",
        nameof(AccessAnswer.TryLater) => "later",
        "NoAnswer" => "none",
        _ => outcome.ToLowerInvariant(),
    };

    private static string Words(string eventType) => eventType.Replace('_', ' ');

    private static string By(HistoryEntry entry) => entry.ActorType == Actor.System.Type
        ? string.Empty
        : $" (by {entry.ActorType}{(entry.ActorId is null ? "" : $" {entry.ActorId}")})";

    private static string Stretch(MembershipPeriod period) => period.PeriodEndAt is { } end
        ? $"{Day(period.PeriodStartAt)} to {Day(end)}"
        : $"{Day(period.PeriodStartAt)} on, for ever";

    private static string Until(DateTimeOffset? at) => at is { } instant ? Day(instant) : "for ever";

    private static string Day(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
