using System.Globalization;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Sets the seats of memberships due whose removal has become allowed, for a whole batch in one statement.
/// Whether a seat is really closed is decided by the step that reconciles it, from all memberships of its
/// buyer.
/// </summary>
internal static class ClosingSeats
{
    /// <param name="realNow">Real time: when the seats are due.</param>
    public static async Task ArmAsync(
        HiltDb db, IReadOnlyList<Membership> memberships, DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        if (memberships.Count == 0)
        {
            return;
        }

        var holes = string.Join(", ", Enumerable.Range(1, memberships.Count)
            .Select(index => string.Create(CultureInfo.InvariantCulture, $"{{{index}}}")));
        var sql =
            "update seats set due_at = {0}, version = version + 1, attempts = 0, delivery_status = case when " +
            "delivery_status = 'MANUAL_REVIEW' then 'PENDING' else delivery_status end " +
            "where id in (select seat.id from memberships " +
            "join product_targets on product_targets.product_id = memberships.product_id " +
            "join seats as seat on seat.merchant_id = memberships.merchant_id " +
            "and seat.buyer_id = memberships.buyer_id and seat.platform = product_targets.platform " +
            "and seat.target_id = product_targets.target_id where memberships.id in (" + holes + "))";
        object[] values = [db.Dialect.Parameter(realNow), .. memberships.Select(row => (object)row.Id.Value)];
        if (await db.Database.ExecuteSqlRawAsync(sql, values, cancellationToken) > 0)
        {
            db.Wake(Sweep.Access);
        }
    }
}
