using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>Who acts for a workspace in chats, in the order in which they came.</summary>
public sealed class ListStaff(Work work)
{
    public const int CountMax = 500;

    public Task<IReadOnlyList<StaffMember>> HandleAsync(
        MerchantId merchantId, CancellationToken cancellationToken) =>
        work.ReadAsync<IReadOnlyList<StaffMember>>(
            async db => await db.Staff.AsNoTracking().Where(row => row.MerchantId == merchantId)
                .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Take(CountMax).ToListAsync(cancellationToken),
            cancellationToken);
}
