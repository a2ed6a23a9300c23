using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Asks staff about the seats that a brake holds, when it trips and again every day. No answer means keep:
/// nothing is closed by waiting (rule 13). A brake that holds nobody any more ends by itself.
/// </summary>
public sealed class AskBrakes(Batches batches, BusinessTime business, TimeProvider time)
{
    private const int BatchMax = 100;
    private const int NamesMax = 20;

    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    public Task<int> HandleAsync(CancellationToken cancellationToken) => batches.RunAsync<Brake>(
        business.Now, BatchMax,
        async (db, brakes) =>
        {
            foreach (var brake in brakes)
            {
                await AskAsync(db, brake, cancellationToken);
            }
        },
        cancellationToken);

    private async Task AskAsync(HiltDb db, Brake brake, CancellationToken cancellationToken)
    {
        await Brakes.TakeTurnAsync(db, brake.CommunityId, cancellationToken);
        var now = business.Now();
        var held = db.Seats.Where(seat => seat.BrakeId == brake.Id);
        var count = await held.CountAsync(cancellationToken);
        if (brake.Decision is not null || count == 0)
        {
            if (brake.Decision is null)
            {
                brake.Decision = BrakeDecision.Keep;
                brake.DecidedAt = now;
            }

            Claims.Release(brake, null);
            return;
        }

        // The batch that tripped it is seldom the last of its kind: staff are asked once about all of them.
        var realNow = time.Now();
        if (brake.TimesAsked == 0 && await db.Seats.AnyAsync(
                seat => seat.CommunityId == brake.CommunityId && seat.DueAt <= realNow, cancellationToken))
        {
            Claims.Release(brake, now + SettlingTime);
            return;
        }

        var names = await (from seat in held
                           join buyer in db.Buyers on seat.BuyerId equals buyer.Id
                           orderby seat.CreatedAt
                           select buyer.Display).Take(NamesMax).ToListAsync(cancellationToken);
        var community =
            await db.Communities.SingleAsync(row => row.Id == brake.CommunityId, cancellationToken);
        brake.TimesAsked++;
        await Brakes.AskAsync(db, brake, community, names, count, now, realNow, cancellationToken);
        Claims.Release(brake, Brakes.NextAsk(now));
    }
}
