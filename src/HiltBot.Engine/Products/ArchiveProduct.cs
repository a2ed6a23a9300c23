using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>Stops the sales of a product for good; present members keep their access and may renew.</summary>
public sealed class ArchiveProduct(EditProduct edit)
{
    public Task<ProductOutcome> HandleAsync(
        MerchantId merchantId, ProductId productId, Actor actor, CancellationToken cancellationToken) =>
        edit.HandleAsync(
            merchantId, productId, new ProductEdit { Status = ProductStatus.Archived }, actor, cancellationToken);
}
