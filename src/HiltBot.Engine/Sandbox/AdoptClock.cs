using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// Takes over the business time that the database says: at the start, and when another node may have moved
/// it.
/// </summary>
public sealed class AdoptClock(Work work, BusinessTime business, Network network)
{
    /// <returns>Business time.</returns>
    public async Task<DateTimeOffset> HandleAsync(CancellationToken cancellationToken)
    {
        if (network.IsPlay)
        {
            var microseconds = await work.ReadAsync(
                db => db.Installations.Where(row => row.Id == Installation.OnlyId)
                    .Select(row => row.BusinessOffsetMicroseconds).SingleOrDefaultAsync(cancellationToken),
                cancellationToken);
            business.Adopt(TimeSpan.FromMicroseconds(microseconds));
        }

        return business.Now();
    }
}
