using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>The rows of paid and gifted stretches, kept in step with their membership.</summary>
internal static class Periods
{
    public static PeriodId Add(
        HiltDb db, Membership membership, NewPeriod period, PeriodPayment? payment, string tokenMint,
        DateTimeOffset now,
        DateTimeOffset realNow)
    {
        var row = new MembershipPeriod
        {
            Id = PeriodId.New(realNow),
            MerchantId = membership.MerchantId,
            MembershipId = membership.Id,
            PaymentId = payment?.PaymentId,
            TxSignature = payment?.TxSignature,
            AmountMinorUnits = payment?.AmountMinorUnits ?? 0,
            TokenMint = tokenMint,
            Status = payment is null ? PeriodStatus.Gifted : PeriodStatus.Active,
            PeriodStartAt = period.StartAt,
            PeriodEndAt = period.EndAt,
            ActivatedAt = now,
            CreatedAt = now,
        };
        db.MembershipPeriods.Add(row);
        return row.Id;
    }

    /// <summary>
    /// (membership, start) is one period (rule 3). What was revoked keeps its row, and what is for ever can be
    /// paid again: where a start is taken, the new period begins a microsecond later instead of failing for ever.
    /// </summary>
    public static async Task<NewPeriod> AtFreeStartAsync(
        HiltDb db, Membership membership, NewPeriod wanted, CancellationToken cancellationToken)
    {
        var startAt = wanted.StartAt;
        while (await db.MembershipPeriods.AnyAsync(
            row => row.MembershipId == membership.Id && row.PeriodStartAt == startAt, cancellationToken))
        {
            startAt += TimeSpan.FromMicroseconds(1);
        }

        return wanted with { StartAt = startAt };
    }

    /// <summary>
    /// The membership ended: paid stretches expire with it; revoked ones are marked so, gifts included.
    /// </summary>
    public static async Task EndAsync(
        HiltDb db, IReadOnlyCollection<MembershipId> memberships, PeriodStatus status, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (memberships.Count == 0)
        {
            return;
        }

        var isRevoked = status == PeriodStatus.Revoked;
        var rows = await db.MembershipPeriods
            .Where(row => memberships.Contains(row.MembershipId) && row.RevokedAt == null &&
                (row.Status == PeriodStatus.Active || (isRevoked && row.Status == PeriodStatus.Gifted &&
                    (row.PeriodEndAt == null || row.PeriodEndAt > now))))
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            row.Status = status;
            row.RevokedAt = isRevoked ? now : null;
        }
    }

    /// <summary>
    /// The end was moved: the newest stretch that begins before it takes it over, later ones are revoked.
    /// </summary>
    public static async Task MoveEndAsync(
        HiltDb db, Membership membership, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await db.MembershipPeriods
            .Where(row => row.MembershipId == membership.Id && row.RevokedAt == null)
            .ToListAsync(cancellationToken);
        var kept = rows.Where(row => membership.CurrentPeriodEndAt is null ||
            row.PeriodStartAt < membership.CurrentPeriodEndAt).ToList();
        foreach (var row in rows.Except(kept))
        {
            row.Status = PeriodStatus.Revoked;
            row.RevokedAt = now;
        }

        if (kept.MaxBy(row => row.PeriodStartAt) is { } last)
        {
            last.PeriodEndAt = membership.CurrentPeriodEndAt;
            last.Status = last.Status == PeriodStatus.Expired && membership.GivesAccess
                ? PeriodStatus.Active
                : last.Status;
        }
    }
}

internal sealed record PeriodPayment(PaymentId PaymentId, string? TxSignature, long AmountMinorUnits);
