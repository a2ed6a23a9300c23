using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>
/// Stops every sale of a product for a while, or lets them go on. Memberships run on either way.
/// </summary>
public sealed class PauseProduct(EditProduct edit)
{
    public Task<ProductOutcome> HandleAsync(
        MerchantId merchantId, ProductId productId, bool isPaused, Actor actor, CancellationToken cancellationToken) =>
        edit.HandleAsync(
            merchantId, productId,
            new ProductEdit { Status = isPaused ? ProductStatus.Paused : ProductStatus.Active }, actor,
            cancellationToken);
}
