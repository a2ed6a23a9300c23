using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Domains;

/// <summary>The domains of a workspace, newest first.</summary>
public sealed class ListCheckoutDomains(Work work)
{
    public Task<List<CheckoutDomain>> HandleAsync(MerchantId merchantId, CancellationToken cancellationToken) =>
        work.ReadAsync(
            db => db.CheckoutDomains.Where(row => row.MerchantId == merchantId).OrderByDescending(row => row.CreatedAt)
                .ThenByDescending(row => row.Id).Take(AddCheckoutDomain.DomainsMax).ToListAsync(cancellationToken),
            cancellationToken);
}
