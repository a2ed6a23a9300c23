using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Merchants;

internal static class MerchantsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMerchants() => services;
    }
}
