using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Access;

/// <summary>Something about a seat that people are told.</summary>
internal abstract record SeatHappening(Seat Seat)
{
    public sealed record Opened(Seat Seat) : SeatHappening(Seat);

    public sealed record FoundOpen(Seat Seat) : SeatHappening(Seat);

    public sealed record WaitsForJoin(Seat Seat, string? InviteUrl) : SeatHappening(Seat);

    public sealed record RightsLost(Seat Seat, string Problem) : SeatHappening(Seat);

    public sealed record CommunityGone(Seat Seat) : SeatHappening(Seat);

    /// <summary>The platform did what we asked for: the rights that it needs are there.</summary>
    /// <param name="ErrorBefore">What the seat waited for until then.</param>
    public sealed record Worked(Seat Seat, string? ErrorBefore) : SeatHappening(Seat);

    public sealed record GaveUp(Seat Seat, bool IsOpening) : SeatHappening(Seat);
}

/// <param name="Word">The port's word, for the attempt.</param>
/// <param name="DueAt">Real time of the next try; null: nothing before there is news.</param>
/// <param name="GoesOn">The look is done; what follows from it is decided now.</param>
internal sealed record SeatOutcome(string Word, string? Detail, DateTimeOffset? DueAt, bool GoesOn = false)
{
    public IReadOnlyList<SeatHappening> Happenings { get; init; } = [];
}

/// <summary>
/// What a platform's answer does to a seat: its books, its delivery, and when it is tried again.
/// </summary>
internal static class SeatAnswers
{
    public const string IsStaff = "administrators of the place are never removed";

    /// <summary>Who mends it that something is sold which does not exist any more.</summary>
    public const string NoTargetMend =
        "A role or chat that an offer opens does not exist any more. Somebody who manages offers says " +
        "/offer edit, presses \"What it opens\", takes it away and adds another.";

    private const string NoTarget = "the role or chat does not exist any more";

    private static readonly TimeSpan LaterMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan LaterMin = TimeSpan.FromSeconds(1);

    /// <param name="now">Real time.</param>
    public static SeatOutcome Take(Seat seat, SeatCall call, SeatResult result, DateTimeOffset now)
    {
        switch (result)
        {
            case SeatResult.NotMade:
                NotDone(seat, call);
                return new SeatOutcome("NotMade", null, now);
            case SeatResult.NoAnswer none:
                seat.Shown = null;
                return Fail(seat, call.Action, "NoAnswer", none.Why, now);
            default:
                return TakeAnswer(seat, call, ((SeatResult.Answered)result).Answer, now);
        }
    }

    private static SeatOutcome TakeAnswer(
        Seat seat, SeatCall call, AccessAnswer answer, DateTimeOffset now)
    {
        var action = call.Action;
        var word = answer.GetType().Name;
        switch (answer)
        {
            case AccessAnswer.TryLater later:
                NotDone(seat, call);
                return later.After is { } after
                    ? new SeatOutcome(word, later.Why, now + Between(after))
                    : Fail(seat, action, word, later.Why, now);
            case AccessAnswer.MissingRight right:
                NotDone(seat, call);
                return Stop(seat, word, right.Mend, new SeatHappening.RightsLost(seat, right.Mend));
            case AccessAnswer.CommunityGone:
                NotDone(seat, call);
                return Stop(seat, word, "the bot is not in the place any more", new SeatHappening.CommunityGone(seat));
            default:
                return action switch
                {
                    AccessAction.Look => Looked(seat, answer, word, now),
                    AccessAction.Grant => Granted(seat, answer, word, now),
                    _ => Revoked(seat, answer, word, now),
                };
        }
    }

    private static SeatOutcome Looked(Seat seat, AccessAnswer answer, string word, DateTimeOffset now)
    {
        if (answer is AccessAnswer.UnknownTarget)
        {
            return Stop(seat, word, NoTarget, new SeatHappening.RightsLost(seat, NoTargetMend));
        }

        if (answer is AccessAnswer.UnknownAccount)
        {
            return NoAccount(seat, word);
        }

        var state =
            answer is AccessAnswer.Open or AccessAnswer.IsAdministrator ? SeatState.Open : SeatState.Closed;
        var happenings = new List<SeatHappening>();
        if (seat.Intent is null)
        {
            // Before our first call of this opening: what is there now was there before us.
            seat.Found = state;
            seat.OpenedAt = seat.ClosedAt is null ? seat.OpenedAt : null;
            seat.ClosedAt = null;
            if (state == SeatState.Open)
            {
                happenings.Add(new SeatHappening.FoundOpen(seat));
            }
        }

        seat.Intent = null;
        seat.IntentAt = null;
        seat.Shown = state;
        if (state == SeatState.Open)
        {
            happenings.AddRange(Open(seat, answer, now));
        }

        return new SeatOutcome(word, null, null, GoesOn: true) { Happenings = happenings };
    }

    private static SeatOutcome Granted(Seat seat, AccessAnswer answer, string word, DateTimeOffset now)
    {
        ForgetIntent(seat);
        switch (answer)
        {
            case AccessAnswer.Open or AccessAnswer.IsAdministrator:
                var errorBefore = seat.LastError;
                var wasKept = seat.Exception;
                var opened = Open(seat, answer, now);

                // The exception is over: whether they have it rightly is decided at once.
                return new SeatOutcome(word, null, seat.Exception == wasKept ? null : now)
                {
                    // An administrator has it whatever the bot may do.
                    Happenings = answer is AccessAnswer.Open
                        ? [.. opened, new SeatHappening.Worked(seat, errorBefore)]
                        : opened,
                };
            case AccessAnswer.WaitsForJoin waits:
                // They may come in at any moment, so what is shown is not known; not yet inside is no
                // failure.
                seat.Shown = null;
                seat.LastError = null;
                seat.Attempts = 0;
                Invite(seat, waits.InviteUrl, now);
                seat.AuditedAt = now - AuditSeats.Interval + AuditSeats.AwaitedInterval;
                seat.DeliveryStatus = waits.InviteUrl is null ? DeliveryStatus.Pending : DeliveryStatus.Sent;
                return new SeatOutcome(word, null, null)
                {
                    Happenings = [new SeatHappening.WaitsForJoin(seat, waits.InviteUrl)],
                };
            case AccessAnswer.UnknownTarget:
                return Stop(seat, word, NoTarget, new SeatHappening.RightsLost(seat, NoTargetMend));
            case AccessAnswer.UnknownAccount:
                return NoAccount(seat, word);
            default:
                seat.Shown = SeatState.Closed;
                return Fail(
                    seat, AccessAction.Grant, word, "the platform took the call but shows no access", now);
        }
    }

    private static SeatOutcome Revoked(Seat seat, AccessAnswer answer, string word, DateTimeOffset now)
    {
        ForgetIntent(seat);
        switch (answer)
        {
            case AccessAnswer.Open:
                seat.Shown = SeatState.Open;
                return Fail(seat, AccessAction.Revoke, word, "the platform took the call but still shows access", now);
            case AccessAnswer.IsAdministrator:
                // Nobody takes away an administrator's place; that is an exception like one the merchant
                // makes.
                seat.Exception = SeatException.Kept;
                seat.Shown = SeatState.Open;
                seat.DeliveryStatus = DeliveryStatus.Sent;
                seat.LastError = IsStaff;
                return new SeatOutcome(word, null, null);
            default:
                // Who has left has lost it without us.
                var worked = answer is AccessAnswer.Closed && seat.Shown == SeatState.Open
                    ? new SeatHappening.Worked(seat, seat.LastError)
                    : null;
                seat.Shown = SeatState.Closed;
                Invite(seat, null, now);
                seat.ClosedAt = now;
                seat.Exception = null;
                seat.LastError = null;
                seat.Attempts = 0;
                seat.DeliveryStatus = DeliveryStatus.Revoked;
                return new SeatOutcome(word, null, null) { Happenings = worked is null ? [] : [worked] };
        }
    }

    private static List<SeatHappening> Open(Seat seat, AccessAnswer answer, DateTimeOffset now)
    {
        // Kept by nobody's word but the platform's: it lasts for as long as they are an administrator.
        var isKeptAsStaff = seat is { Exception: SeatException.Kept, LastError: IsStaff };
        if (isKeptAsStaff && answer is AccessAnswer.Open)
        {
            seat.Exception = null;
        }

        var isFirst = seat.OpenedAt is null;
        seat.OpenedAt ??= now;
        seat.ClosedAt = null;
        seat.Shown = SeatState.Open;
        Invite(seat, null, now);
        seat.DeliveryStatus = DeliveryStatus.Sent;
        seat.LastError = isKeptAsStaff && answer is AccessAnswer.IsAdministrator ? IsStaff : null;
        seat.Attempts = 0;
        return isFirst ? [new SeatHappening.Opened(seat)] : [];
    }

    private static void Invite(Seat seat, string? inviteUrl, DateTimeOffset now)
    {
        seat.InvitedAt = inviteUrl is null ? null : seat.InviteUrl == inviteUrl ? seat.InvitedAt ?? now : now;
        seat.InviteUrl = inviteUrl;
    }

    private static SeatOutcome NoAccount(Seat seat, string word)
    {
        seat.Shown = SeatState.Closed;
        return Stop(seat, word, "this account does not exist any more", null);
    }

    // Heals by news: a timer would only knock at a closed door.
    private static SeatOutcome Stop(Seat seat, string word, string why, SeatHappening? happening)
    {
        seat.DeliveryStatus = DeliveryStatus.Failed;
        seat.LastError = why;
        return new SeatOutcome(word, why, null) { Happenings = happening is null ? [] : [happening] };
    }

    private static SeatOutcome Fail(
        Seat seat, AccessAction action, string word, string why, DateTimeOffset now)
    {
        var isOpening = action != AccessAction.Revoke;
        seat.Attempts++;
        seat.LastError = why;
        if (RescueSchedule.After(seat.Attempts) is not { } wait)
        {
            seat.DeliveryStatus = DeliveryStatus.ManualReview;
            return new SeatOutcome(word, why, null)
            {
                Happenings = [new SeatHappening.GaveUp(seat, isOpening)],
            };
        }

        seat.DeliveryStatus = isOpening ? DeliveryStatus.Failed : seat.DeliveryStatus;
        return new SeatOutcome(word, why, now + wait);
    }

    // The answer says what is: nothing that was asked for before is open any more.
    private static void ForgetIntent(Seat seat)
    {
        seat.Intent = null;
        seat.IntentAt = null;
    }

    // This call changed nothing; an earlier one may have, and has to be looked for still.
    private static void NotDone(Seat seat, SeatCall call)
    {
        if (call.Action != AccessAction.Look)
        {
            seat.Intent = call.IntentBefore;
            seat.IntentAt = call.IntentBefore is null ? null : seat.IntentAt;
        }
    }

    private static TimeSpan Between(TimeSpan after) =>
        after < LaterMin ? LaterMin : after > LaterMax ? LaterMax : after;
}
