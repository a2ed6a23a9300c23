using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Products;

internal static class ProductsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddProducts() => services;
    }
}
