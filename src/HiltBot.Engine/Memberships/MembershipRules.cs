using HiltBot.Engine.Notices;
using HiltBot.Engine.Webhooks;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// The one place where memberships change (contract section 3.3; design section 4): from a state and a fact
/// to a new state and what is owed. A fact that the state forbids is told by <see cref="WhyNot"/> and throws
/// in <see cref="After"/>.
/// </summary>
public static class MembershipRules
{
    /// <summary>Nothing is given, and no date is set, further ahead.</summary>
    private const int YearsAheadMax = 100;

    /// <param name="state">Null: there was no membership.</param>
    /// <returns>Null when the fact may happen, else one sentence for staff.</returns>
    public static string? WhyNot(
        MembershipState? state, MembershipFact fact, DateTimeOffset now) => (state, fact) switch
        {
            (_, MembershipFact.Paid) or (null, MembershipFact.Gifted) => null,
            (null, _) => "There is no membership.",
            ({ Status: not MembershipStatus.Expired, EndAt: null }, MembershipFact.Gifted) => "It lasts for ever already.",
            ({ EndAt: { } endAt }, MembershipFact.Gifted) when endAt > now.AddYears(YearsAheadMax) =>
                "It runs for a hundred years already.",
            (_, MembershipFact.Gifted) => null,
            ({ Status: MembershipStatus.Active, PausedAt: null, EndAt: not null }, MembershipFact.Reminded) => null,
            ({ Status: MembershipStatus.Active, PausedAt: null }, MembershipFact.PeriodEnded) when state.LeavesActiveAt <= now => null,
            ({ Status: MembershipStatus.Active, PausedAt: null, CancelledAt: null, EndAt: not null }, MembershipFact.CollectionAwaited) => null,
            (_, MembershipFact.CollectionAwaited) => "Nothing is collected for it now.",
            ({ Status: MembershipStatus.GracePeriod }, MembershipFact.GraceEnded) when state.GraceEndsAt <= now => null,
            (_, MembershipFact.Reminded or MembershipFact.PeriodEnded or MembershipFact.GraceEnded) => "It is not time.",
            ({ Status: MembershipStatus.Expired, EndCause: EndCause.Revoked }, MembershipFact.EndedNow) =>
                "It has ended already.",
            (_, MembershipFact.EndedNow) => null,
            (_, MembershipFact.DatesEdited edited) => WhyNotEdited(state, edited, now),
            ({ Status: MembershipStatus.Expired }, _) => "It has ended already.",
            ({ PausedAt: null }, MembershipFact.Resumed) => "It is not paused.",
            (_, MembershipFact.Resumed) => null,
            ({ Status: MembershipStatus.GracePeriod }, MembershipFact.Paused or MembershipFact.EndAtPeriodEnd) =>
                "Its paid time is over.",
            ({ PausedAt: not null }, MembershipFact.Paused) => "It is paused already.",
            (_, MembershipFact.Paused) => null,
            ({ EndAt: null }, MembershipFact.EndAtPeriodEnd or MembershipFact.Cancelled) =>
                "It does not end, and nothing is charged for it.",
            ({ CancelledAt: not null }, MembershipFact.Cancelled) => "It is cancelled already.",
            (_, MembershipFact.EndAtPeriodEnd or MembershipFact.Cancelled or MembershipFact.CollectionFailed
                or MembershipFact.CollectionAtRisk or MembershipFact.ReapprovalNeeded
                or MembershipFact.CollectionsEnded or MembershipFact.CollectionsResumed) => null,
            _ => throw new InvalidOperationException($"No rule for {fact.GetType().Name}."),
        };

    /// <summary>The new state and what is owed.</summary>
    /// <exception cref="InvalidOperationException">The state forbids the fact
    /// (<see cref="WhyNot"/>).</exception>
    public static MembershipChange After(MembershipState? state, MembershipFact fact, DateTimeOffset now)
    {
        if (WhyNot(state, fact, now) is { } why)
        {
            throw new InvalidOperationException($"{fact.GetType().Name}: {why}");
        }

        return fact switch
        {
            MembershipFact.Paid paid => Paid(state, paid, now),
            MembershipFact.Gifted gifted => Extended(state, gifted.Terms, now) with
            {
                HistoryEvent = "gifted",
                BuyerNotice = NoticeKind.Gifted,
                StaffNotice = null,
            },
            MembershipFact.Reminded reminded => new(state! with { LastReminderSentAt = now }, "reminder_sent")
            {
                BuyerNotice = NoticeKind.Reminder,
                OffsetDays = reminded.OffsetDays,
            },
            MembershipFact.PeriodEnded => PeriodEnded(state!, now),
            MembershipFact.CollectionAwaited awaited => CollectionAwaited(state!, awaited),
            MembershipFact.CollectionFailed failed => new(state! with { CollectsUntil = null }, "collection_failed")
            {
                BuyerNotice = NoticeKind.CollectionFailed,
                StaffNotice = NoticeKind.CollectionFailed,
                Reason = $"{failed.Problem} {failed.Mend}",
            },
            MembershipFact.CollectionAtRisk risk => new(state!, "collection_at_risk")
            {
                BuyerNotice = NoticeKind.CollectionAtRisk,
                Reason = $"{risk.Problem} {risk.Mend}",
            },
            MembershipFact.ReapprovalNeeded needed => new(
                state! with { CollectsUntil = null }, "reapproval_required")
            {
                BuyerNotice = NoticeKind.ReapprovalRequired,
                StaffNotice = NoticeKind.ReapprovalRequired,
                Reason = $"{needed.Problem} {needed.Mend}",
            },
            MembershipFact.CollectionsResumed => new(state! with { CancelledAt = null }, "collections_resumed"),
            MembershipFact.CollectionsEnded ended => new(
                state! with { CollectsUntil = null }, "collections_ended")
            { Reason = ended.Why },
            MembershipFact.GraceEnded => Expired(state!, state!.GraceEndsAt!.Value),
            MembershipFact.EndedNow ended => EndedNow(state!, ended.Reason, now),
            MembershipFact.EndAtPeriodEnd ended => new(
                state! with { CancelledAt = now, GracePeriodDays = 0, GraceEndsAt = null, CollectsUntil = null },
                "ends_at_period_end")
            {
                // It names the end, so it is the warning of rule 11 as well.
                BuyerNotice = NoticeKind.Reminder,
                Reason = ended.Reason,
            },
            MembershipFact.Cancelled => new(state! with { CancelledAt = now, CollectsUntil = null }, "cancelled"),
            MembershipFact.Paused => new(state! with { PausedAt = now }, "paused")
            {
                BuyerNotice = NoticeKind.Revoked,
                ArmsSeats = true,
                Reason = "It is paused. The remaining time is kept and given back when it goes on.",
            },
            MembershipFact.Resumed => Resumed(state!, now),
            MembershipFact.DatesEdited edited => DatesEdited(state!, edited.EndAt, now),
            _ => throw new InvalidOperationException($"No rule for {fact.GetType().Name}."),
        };
    }

    private static string? WhyNotEdited(
        MembershipState state, MembershipFact.DatesEdited edited, DateTimeOffset now)
    {
        if (state.PausedAt is not null)
        {
            return "It is paused; resume it first.";
        }

        if (edited.EndAt <= state.StartAt)
        {
            return "The end must come after the beginning.";
        }

        if (edited.EndAt > now.AddYears(YearsAheadMax))
        {
            return "The end must come within a hundred years.";
        }

        return state.Status == MembershipStatus.Expired &&
            edited.EndAt <= now ? "It has ended already." : null;
    }

    private static MembershipChange Paid(MembershipState? state, MembershipFact.Paid paid, DateTimeOffset now)
    {
        var change = Extended(state, paid.Terms, now);
        return change with
        {
            State = change.State with
            {
                LatestPaymentId = paid.PaymentId,
                LatestTxSignature = paid.TxSignature,
                PayerWallet = paid.PayerWallet ?? state?.PayerWallet,
            },
        };
    }

    /// <summary>
    /// A period from the running end, or from now; what the last period left behind is forgotten.
    /// </summary>
    private static MembershipChange Extended(MembershipState? state, PaidTerms terms, DateTimeOffset now)
    {
        // A pause stops the membership's clock, so that what is paid meanwhile lies after what is left.
        var clock = state?.PausedAt ?? now;
        var isRunning =
            state is { Status: not MembershipStatus.Expired } && (state.EndAt is null || state.EndAt > clock);
        var startAt = terms.Exact?.StartAt ?? BillingCalendar.StartOf(isRunning ? state!.EndAt : null, clock);
        var term = terms.Exact is { } exact
            ? new PeriodTerm(exact.EndAt, null)
            : BillingCalendar.TermOf(terms.Billing, startAt, isRunning ? state!.AnchorDay : null);
        var isForEver = isRunning && state!.EndAt is null;
        var endAt = isForEver ? null : term.EndAt;
        var next = new MembershipState
        {
            Status = MembershipStatus.Active,
            StartAt = isRunning ? state!.StartAt : startAt,
            LastPeriodStartAt = startAt,
            EndAt = endAt,
            GraceEndsAt = GraceEnd(endAt, terms.GracePeriodDays),
            GracePeriodDays = terms.GracePeriodDays,
            ReminderOffsetsDays = terms.ReminderOffsetsDays,
            AnchorDay = term.AnchorDay,
            RenewalCount = state is null ? 0 : state.RenewalCount + 1,
            LatestPaymentId = state?.LatestPaymentId,
            LatestTxSignature = state?.LatestTxSignature,
            PayerWallet = state?.PayerWallet,
            PausedAt = state?.PausedAt,
        };
        return new(next, state is null ? "activated" : "renewed")
        {
            WebhookEvent = state is null ? EventTypes.MembershipActivated : EventTypes.MembershipRenewed,
            Period = new NewPeriod(startAt, endAt),
            BuyerNotice = state is null ? null : NoticeKind.Renewed,
            StaffNotice = state is null ? NoticeKind.MemberJoined : NoticeKind.MemberRenewed,
            ArmsSeats = true,
        };
    }

    /// <summary>The end of what is paid is the ledger's boundary, and the next collection has until then.</summary>
    private static MembershipChange CollectionAwaited(MembershipState state, MembershipFact.CollectionAwaited awaited)
    {
        var isMoved = awaited.EndAt != state.EndAt;
        return new(
            (isMoved ? Renamed(state, awaited.EndAt) : state) with { CollectsUntil = awaited.UntilAt },
            "collection_awaited")
        {
            MovesLastPeriod = isMoved,
        };
    }

    private static MembershipChange PeriodEnded(MembershipState state, DateTimeOffset now)
    {
        if (state.GracePeriodDays == 0)
        {
            return Expired(state, state.EndAt!.Value);
        }

        var graceEndsAt = GraceEnd(state.EndAt, state.GracePeriodDays);
        return new(
            state with { Status = MembershipStatus.GracePeriod, GraceEndsAt = graceEndsAt, CollectsUntil = null },
            "entered_grace")
        {
            WebhookEvent = EventTypes.MembershipEnteredGrace,

            // After a long sleep the grace is over too, and the notice of the end says it all.
            BuyerNotice = graceEndsAt > now ? NoticeKind.GraceStarted : null,
        };
    }

    private static MembershipChange Expired(MembershipState state, DateTimeOffset endedAt) => new(
        state with
        {
            Status = MembershipStatus.Expired,
            CollectsUntil = null,
            EndedAt = endedAt,
            EndCause = state.EndCause ?? EndCause.Lapsed,
        },
        "expired")
    {
        WebhookEvent = EventTypes.MembershipExpired,
        BuyerNotice = NoticeKind.Ended,
        StaffNotice = NoticeKind.MemberLapsed,
        PeriodsBecome = PeriodStatus.Expired,
    };

    private static MembershipChange EndedNow(MembershipState state, string reason, DateTimeOffset now)
    {
        if (state.Status == MembershipStatus.Expired)
        {
            // Its removal was waiting for a notice; now it waits no longer.
            return new(state with { EndCause = EndCause.Revoked }, "revoked")
            {
                BuyerNotice = NoticeKind.Revoked,
                Reason = reason,
                ArmsSeats = true,
            };
        }

        var ended = state with
        {
            Status = MembershipStatus.Expired,
            EndAt = state.EndAt < now ? state.EndAt : now,
            LastPeriodStartAt = state.StartAt,
            GraceEndsAt = null,
            CollectsUntil = null,
            PausedAt = null,
            EndedAt = now,
            EndCause = EndCause.Revoked,
        };
        return new(ended, "revoked")
        {
            WebhookEvent = EventTypes.MembershipExpired,
            BuyerNotice = NoticeKind.Revoked,
            StaffNotice = NoticeKind.MemberLapsed,
            Reason = reason,
            PeriodsBecome = PeriodStatus.Revoked,
            ArmsSeats = true,
        };
    }

    private static MembershipChange Resumed(MembershipState state, DateTimeOffset now)
    {
        var pause = now - state.PausedAt!.Value;
        var resumed = Renamed(state, state.EndAt + pause) with
        {
            PausedAt = null,
            LastPeriodStartAt = state.LastPeriodStartAt > state.PausedAt
                ? state.LastPeriodStartAt + pause
                : state.LastPeriodStartAt,
        };
        return new(resumed, "resumed") { MovesLastPeriod = true, ArmsSeats = true };
    }

    private static MembershipChange DatesEdited(
        MembershipState state, DateTimeOffset? endAt, DateTimeOffset now)
    {
        var isOver = endAt <= now;
        var edited = Renamed(state, endAt) with
        {
            Status = isOver ? state.Status : MembershipStatus.Active,
            LastPeriodStartAt = state.LastPeriodStartAt < (endAt ?? DateTimeOffset.MaxValue)
                ? state.LastPeriodStartAt
                : state.StartAt,
            EndedAt = null,

            // The sweep ends it when the accounts are read through (rule 12), and remembers why.
            EndCause = isOver ? EndCause.DatesEdited : null,
            CancelledAt = null,
        };
        return new(edited, "dates_edited")
        {
            MovesLastPeriod = true,
            ArmsSeats = state.Status == MembershipStatus.Expired,
        };
    }

    /// <summary>Another end: what was said about the old one counts no more.</summary>
    private static MembershipState Renamed(MembershipState state, DateTimeOffset? endAt) => state with
    {
        EndAt = endAt,
        GraceEndsAt = GraceEnd(endAt, state.GracePeriodDays),
        CollectsUntil = null,
        AnchorDay = null,
        LastReminderSentAt = null,
        NoticeForEndAt = null,
        NoticeAcceptedAt = null,
        NoticeUndeliverableAt = null,
    };

    private static DateTimeOffset? GraceEnd(DateTimeOffset? endAt, int days) =>
        days == 0 ? null : endAt?.AddDays(days);
}
