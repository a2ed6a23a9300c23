using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Products;

internal static class ProductsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddProducts()
        {
            services.TryAddSingleton<Watches>();
            services.TryAddSingleton(provider => Assets.Of(
                provider.GetRequiredService<Network>(),
                provider.GetRequiredService<IOptions<SolanaOptions>>().Value));
            return services.AddScoped<CreateProduct>().AddScoped<EditProduct>().AddScoped<ArchiveProduct>()
                .AddScoped<PauseProduct>().AddScoped<LookAtPayoutWallet>().AddScoped<ReadProducts>()
                .AddScoped<ReadProductPayments>().AddScoped<ReadProductAnalytics>().AddScoped<RecordOpens>();
        }
    }
}
