using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>Sells to somebody again.</summary>
public sealed class UnblockBuyer(Work work, BusinessTime businessTime)
{
    public Task<BlockOutcome> HandleAsync(
        MerchantId merchantId, BuyerId buyerId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => BlockBuyer.SetAsync(
                db, merchantId, buyerId, businessTime.Now(), false, null, actor, cancellationToken),
            cancellationToken);
}
