using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <param name="AccessUntil">What is paid for lasts so long; null: it does not end, or there is no membership.</param>
public sealed record EndedAuthorization(AuthorizationStatus Status, DateTimeOffset? AccessUntil);

/// <summary>
/// Somebody wants nothing more to be collected. From the intent on nothing is; what is paid for stays, unless it is ended
/// at once.
/// </summary>
public sealed class EndAuthorization(Work work, BusinessTime business, TimeProvider time, Network network)
{
    /// <returns>Null: it has ended already.</returns>
    public Task<EndedAuthorization?> IntendAsync(
        AuthorizationId id, string? reason, bool atPeriodEnd, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            row =>
            {
                row.Status = AuthorizationStatus.CancelPending;
                row.CancelReason = reason ?? row.CancelReason;
                row.CancelsAtPeriodEnd = atPeriodEnd;
                return new MembershipFact.CollectionsEnded(reason ?? "Its end was asked for.");
            },
            cancellationToken);

    /// <param name="status">CANCELLED: access lasts as long as it is paid for. REVOKED: it ends now.</param>
    /// <returns>Null: it has ended already.</returns>
    public Task<EndedAuthorization?> HandleAsync(
        AuthorizationId id, AuthorizationStatus status, string? signature, string? reason,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            row =>
            {
                row.Status = status;
                row.CancelReason = reason ?? row.CancelReason;
                row.CancellationSignature = signature;
                row.CancelledAt = business.Now();
                row.CancelsAtPeriodEnd = status == AuthorizationStatus.Cancelled;
                return status == AuthorizationStatus.Revoked
                    ? new MembershipFact.EndedNow(reason ?? "The subscription was revoked.")
                    : new MembershipFact.Cancelled();
            },
            cancellationToken);

    /// <summary>The payer thought better of it: what was cancelled goes on.</summary>
    public Task<EndedAuthorization?> ResumeAsync(AuthorizationId id, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            row =>
            {
                row.Status = AuthorizationStatus.Active;
                (row.CancelReason, row.CancelsAtPeriodEnd, row.CancelledAt) = (null, false, null);
                return new MembershipFact.CollectionsResumed();
            },
            cancellationToken, row => row.Status is AuthorizationStatus.CancelPending or AuthorizationStatus.Cancelled);

    private Task<EndedAuthorization?> ChangeAsync(
        AuthorizationId id, Func<RenewalAuthorization, MembershipFact> change, CancellationToken cancellationToken,
        Func<RenewalAuthorization, bool>? may = null) => work.RunAsync(
        async db =>
        {
            var row = await db.RenewalAuthorizations.IgnoreQueryFilters()
                .SingleAsync(known => known.Id == id, cancellationToken);
            if (may is null ? row.IsOver : !may(row))
            {
                return null;
            }

            var fact = change(row);
            var now = business.Now();
            row.UpdatedAt = now;

            // What is on its way is still resolved.
            row.DueAt = now;
            var membership = row.MembershipId is { } membershipId
                ? await db.Memberships.IgnoreQueryFilters()
                    .SingleOrDefaultAsync(known => known.Id == membershipId, cancellationToken)
                : null;
            if (membership is not null)
            {
                var occasion = new Occasion(Actor.System, now, time.Now(), network.IsLive);
                await MembershipOrder.CarryOutAsync(
                    db, membership, isNew: false, fact, occasion, null, null, cancellationToken);
            }

            return new EndedAuthorization(row.Status, membership?.CurrentPeriodEndAt);
        },
        cancellationToken);
}
