using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>What became of the merchant's answer to a brake.</summary>
public abstract record BrakeOutcome
{
    private BrakeOutcome()
    {
    }

    public sealed record Decided(BrakeDecision Decision, int Seats) : BrakeOutcome;

    /// <summary>Somebody was faster; their answer stands.</summary>
    public sealed record AlreadyDecided(BrakeDecision Decision, string? By) : BrakeOutcome;

    public sealed record UnknownBrake : BrakeOutcome;
}

/// <summary>
/// The merchant says remove or keep about the seats that a brake holds (rule 13). Each seat gets an exception
/// that says so and is looked at again; a seat that is paid for meanwhile stays open either way.
/// </summary>
public sealed class DecideBrake(Work work, BusinessTime business, TimeProvider time)
{
    public Task<BrakeOutcome> HandleAsync(
        MerchantId merchantId, BrakeId brakeId, BrakeDecision decision, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var communityId =
                    await db.Brakes.Where(row => row.Id == brakeId && row.MerchantId == merchantId)
                    .Select(row => (CommunityId?)row.CommunityId).SingleOrDefaultAsync(cancellationToken);
                if (communityId is { } place)
                {
                    await Brakes.TakeTurnAsync(db, place, cancellationToken);
                }

                var brake = await db.Brakes
                    .SingleOrDefaultAsync(
                        row => row.Id == brakeId && row.MerchantId == merchantId, cancellationToken);
                if (brake is null)
                {
                    return (BrakeOutcome)new BrakeOutcome.UnknownBrake();
                }

                if (brake.Decision is { } earlier)
                {
                    return new BrakeOutcome.AlreadyDecided(earlier, brake.DecidedBy);
                }

                brake.Decision = decision;
                brake.DecidedAt = business.Now();
                brake.DecidedBy = actor.Id;
                Claims.Release(brake, null);
                await db.SaveChangesAsync(cancellationToken);
                var seats = await FreeAsync(db, brake, decision, actor, cancellationToken);
                db.Remember(
                    merchantId, Subject.Community, brake.CommunityId.Value,
                    decision == BrakeDecision.Remove ? "brake_remove" : "brake_keep", actor, business.Now(),
                    new { brake_id = brakeId.ToString(), seats });
                return new BrakeOutcome.Decided(decision, seats);
            },
            cancellationToken);

    private async Task<int> FreeAsync(
        HiltDb db, Brake brake, BrakeDecision decision, Actor actor, CancellationToken cancellationToken)
    {
        var exception = decision == BrakeDecision.Remove ? SeatException.Removed : SeatException.Kept;
        var payload = Facts.Write(new { brake_id = brake.Id.ToString() });
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into history (merchant_id, subject, subject_id, event_type, actor_type, actor_id, payload_json,
                created_at)
            select merchant_id, {EnumText.Of(Subject.Seat)}, id,
                {(decision == BrakeDecision.Remove ? "removal_allowed" : "kept")}, {actor.Type}, {actor.Id}, {payload},
                {db.Dialect.Parameter(business.Now())}
            from seats where brake_id = {brake.Id.Value}
            """,
            cancellationToken);
        var freed = await db.Database.ExecuteSqlAsync(
            $"""
            update seats set exception = {EnumText.Of(exception)}, brake_id = null, attempts = 0,
                due_at = {db.Dialect.Parameter(time.Now())}, version = version + 1
            where brake_id = {brake.Id.Value}
            """,
            cancellationToken);
        db.Wake(Sweep.Access);
        return freed;
    }
}
